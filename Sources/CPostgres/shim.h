#ifndef CPOSTGRES_SHIM_H
#define CPOSTGRES_SHIM_H

#include <libpq-fe.h>

/* The PG_DIAG_* macros are character literals, which Swift does not import. */
enum pg_diagnostic {
    pg_diagnostic_severity = PG_DIAG_SEVERITY_NONLOCALIZED,
    pg_diagnostic_sqlstate = PG_DIAG_SQLSTATE,
    pg_diagnostic_message = PG_DIAG_MESSAGE_PRIMARY,
    pg_diagnostic_detail = PG_DIAG_MESSAGE_DETAIL,
    pg_diagnostic_hint = PG_DIAG_MESSAGE_HINT,
    pg_diagnostic_position = PG_DIAG_STATEMENT_POSITION,
    pg_diagnostic_context = PG_DIAG_CONTEXT,
    pg_diagnostic_schema = PG_DIAG_SCHEMA_NAME,
    pg_diagnostic_table = PG_DIAG_TABLE_NAME,
    pg_diagnostic_column = PG_DIAG_COLUMN_NAME,
    pg_diagnostic_constraint = PG_DIAG_CONSTRAINT_NAME
};

#endif
