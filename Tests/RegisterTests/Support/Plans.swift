import Postgres
import Register

/// What the planner decides for a statement about the past.
struct Plan {
    /// The history tables that it reads from end to end, with their numbers of rows.
    let readWhole: [String: Int]
    /// The indexes of history that it uses.
    let indexes: Set<String>
}

extension Connection {
    /// Statements that are planned for their values need some.
    private static let values = [
        "municipalities_listed_latest": "'2020-01-01', NULL, NULL, NULL, NULL, NULL, NULL, NULL",
        "successions_listed": "NULL, NULL, NULL, NULL",
    ]

    /// The plan of a statement as the service has it made.
    func plan(_ statement: StatementText, revision: Int) throws -> Plan {
        let values: String
        switch statement.planning {
        case .once: values = Array(repeating: "NULL", count: statement.parameters).joined(separator: ", ")
        case .eachTime:
            let name = statement.name.replacing(" as of", with: "")
            guard let known = Self.values[name] else { throw NoValues(statement: name) }
            values = known + ", \(revision)"
        }
        let mode = statement.planning == .once ? "force_generic_plan" : "force_custom_plan"
        try script(
            """
            SET plan_cache_mode = \(mode);
            PREPARE planned AS \(statement.sql);
            CREATE TEMP TABLE node (node jsonb);
            DO $do$
            DECLARE plan jsonb;
            BEGIN
                EXECUTE 'EXPLAIN (VERBOSE, FORMAT JSON) EXECUTE planned(\(values.replacing("'", with: "''")))' INTO plan;
                INSERT INTO node SELECT n FROM jsonb_path_query(plan, '$.** ? (@."Schema" == "history")') n;
            END
            $do$
            """)
        let readWhole = try rows(
            """
            SELECT DISTINCT c.relname, c.reltuples::bigint FROM node JOIN pg_class c ON c.oid = to_regclass(format('history.%I', node ->> 'Relation Name'))
            WHERE node ->> 'Node Type' = 'Seq Scan'
            """)
        let indexes = try column("SELECT DISTINCT i #>> '{}' FROM node CROSS JOIN jsonb_path_query(node, '$.**.\"Index Name\"') i")
        try script("DROP TABLE node; DEALLOCATE planned; RESET plan_cache_mode")
        return Plan(
            readWhole: Dictionary(
                uniqueKeysWithValues: readWhole.compactMap { row in row[0].flatMap { name in row[1].flatMap(Int.init).map { (name, $0) } } }),
            indexes: Set(indexes))
    }
}

struct NoValues: Error, CustomStringConvertible {
    let statement: String
    var description: String { "The statement \(statement) is planned for its values. Give it some in Plans.swift." }
}
