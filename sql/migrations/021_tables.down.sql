SET LOCAL ROLE register_owner;
DROP FUNCTION recorded_rows(text, bigint, bigint, bigint);
DROP FUNCTION recorded_row_count(text, bigint);
DROP FUNCTION recorded_columns();
RESET ROLE;
