import Postgres
import TestCluster
import Testing

/// Every code that has a name is provoked; those that need more than one session are in the tests of pool, connecting and transactions.
@Suite struct SQLStateTests {
    private static let table = """
        create table parent (id int primary key);
        create table thing (
            id int primary key, parent int constraint thing_parent references parent, size int constraint thing_size check (size > 0),
            name varchar(2) not null, span int4range, constraint thing_span exclude using gist (span with &&)
        );
        insert into thing values (1, null, 1, 'a', '[1,5)');
        """

    @Test(
        arguments: [
            (SQLState.notNullViolation, "insert into thing (id) values (2)"),
            (.foreignKeyViolation, "insert into thing values (2, 9, 1, 'a')"),
            (.uniqueViolation, "insert into thing values (1, null, 1, 'a')"),
            (.checkViolation, "insert into thing values (2, null, 0, 'a')"),
            (.exclusionViolation, "insert into thing values (2, null, 1, 'a', '[4,9)')"),
            (.stringDataRightTruncation, "insert into thing values (2, null, 1, 'abc')"),
            (.numericValueOutOfRange, "select 2147483647 + 1"),
            (.invalidDatetimeFormat, "select 'tomorrowish'::date"),
            (.datetimeFieldOverflow, "select '2026-02-30'::date"),
            (.divisionByZero, "select 1 / 0"),
            (.invalidParameterValue, "select set_config('work_mem', 'much', false)"),
            (.invalidTextRepresentation, "select 'x'::int"),
            (.readOnlySQLTransaction, "begin read only; delete from thing"),
            (.insufficientPrivilege, "set role pg_monitor; delete from thing"),
            (.syntaxError, "selct 1"),
            (.undefinedColumn, "select colour from thing"),
            (.undefinedFunction, "select no_such_function()"),
            (.undefinedTable, "select * from nowhere"),
            (.duplicateTable, "create table thing ()"),
            (.duplicateDatabase, "create database template1"),
            (.objectInUse, "do $$ begin execute format('drop role %I', current_user); end $$"),
            (.featureNotSupported, "select count(*) from thing for update"),
            (.queryCanceled, "set statement_timeout = '20ms'; select pg_sleep(60)"),
            (.raiseException, "do $$ begin raise 'no'; end $$"),
            (.invalidSQLStatementName, "execute nothing"),
            (.adminShutdown, "select pg_terminate_backend(pg_backend_pid())"),
        ] as [(SQLState, String)])
    func isProvoked(_ state: SQLState, _ sql: String) async throws {
        try await TestCluster.shared.database().withPool(limit: 1) { pool in
            let error = try await serverError {
                try await pool.run { db in
                    try db.script(Self.table)
                    try db.script(sql)
                }
            }
            #expect(error.state == state, "\(error)")
            #expect(try await pool.run { db in try db.one(Ask.one) } == 1)
        }
    }

    @Test func theFieldsOfAViolation() async throws {
        try await TestCluster.shared.database().withPool { pool in
            let add = Statement("add_thing", "insert into thing values ($1, null, 1, 'a', '[4,9)')", (Int).self)
            let error = try await serverError {
                try await pool.run { db in
                    try db.script(Self.table)
                    try db.run(add, 2)
                }
            }
            #expect(error.constraint == "thing_span")
            #expect(error.table == "thing")
            #expect(error.schema == "public")
            #expect(error.severity == "ERROR")
            #expect(error.statement == "add_thing")
            #expect(error.detail?.contains("[4,9)") == true)
            #expect(error.state.classCode == "23")
            #expect(error.description.hasPrefix("PostgreSQL refused “add_thing”: conflicting key value"))
            #expect(error.description.contains("(SQLSTATE 23P01, constraint thing_span); detail: Key (span)=([4,9)) conflicts"))
        }
    }

    @Test func aFailedTransactionRefusesMore() async throws {
        try await TestCluster.shared.database().withPool { pool in
            let error = try await serverError {
                try await pool.run { db in
                    try db.transaction {
                        _ = try? db.script("select 1 / 0")
                        _ = try db.one(Ask.one)
                    }
                }
            }
            #expect(error.state == .inFailedSQLTransaction)
        }
    }
}
