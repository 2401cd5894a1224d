import TestCluster

/// A register whose texts a spreadsheet, or a careless reader of CSV, would take for something else.
enum SpreadsheetRegister {
    /// A service on a database of its own. It ends with the process.
    static var service: Service { get async throws { try await starting.value } }

    private static let starting = Task {
        let database = try await SeededRegister.database()
        try await database.script(facts)
        return try await Service(["--database-url", database.url])
    }

    /// Names of organisations, each with the field of CSV that it must be.
    static let names: [(name: String, field: String)] = [
        (#"=HYPERLINK("http://example.org","x")"#, #""'=HYPERLINK(""http://example.org"",""x"")""#),
        ("=1+1", "'=1+1"), ("+31 45 123", "'+31 45 123"), ("-1", "'-1"), ("- none", "'- none"), ("@SUM(A1)", "'@SUM(A1)"),
        ("\tTab", "'\tTab"), ("\rReturn", "\"'\rReturn\""), ("\nFeed", "\"'\nFeed\""), ("＝wide", "'＝wide"),
        // As if somebody had put an apostrophe there already: another makes the two kinds distinct.
        ("'=1", "''=1"), ("''-1", "'''-1"),
        // What only begins with an apostrophe stays as it is.
        ("'s-Heerenberg", "'s-Heerenberg"), ("'", "'"), ("’t Veld", "’t Veld"),
        ("1", "1"), ("007", "007"), ("true", "true"), ("x=1", "x=1"), ("NULL", "NULL"), (#"\N"#, #"\N"#), (#"\."#, #"\."#),
        (#""a", b"#, #""""a"", b""#), ("two\r\nlines", "\"two\r\nlines\""), ("a;b", "a;b"), ("x\";=1", "\"x\"\";=1\""),
        // Each with a combining mark, which makes another character of a quotation mark, comma or sign, and is no reason to overlook it.
        ("a\"\u{301}b", "\"a\"\"\u{301}b\""), ("a,\u{301}b", "\"a,\u{301}b\""), ("=\u{301}1", "'=\u{301}1"), ("\"\u{301}", "\"\"\"\u{301}\""),
        ("\u{1}\u{7F}\u{FEFF}👩‍👧", "\u{1}\u{7F}\u{FEFF}👩‍👧"),
    ]

    /// Tasks of bodies, each list with the cell that it must be.
    static let tasks: [(list: [String], cell: String?)] = [
        (["=1+1", "b;c", "", "\"q\"", "d\ne", "f\r", "-2"], "'=1+1;\"b;c\";\"\";\"\"\"q\"\"\";\"d\ne\";\"f\r\";-2"),
        (["a", "=1+1", "@b"], "a;=1+1;@b"), (["-1"], "'-1"), (["'=1"], "''=1"), ([], nil), ([""], "\"\""), (["", ""], "\"\";\"\""),
        (["x,y"], "x,y"), (["x\";\u{301}y"], "\"x\"\";\u{301}y\""), ([";"], "\";\""),
    ]

    private static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }

    private static func bodies() -> String {
        tasks.enumerated().map { index, tasks in
            "('cel-\(index)', 'cellen', 'Cel \(index)', 'bestuur', ARRAY[\(tasks.list.map(quoted).joined(separator: ", "))]::text[], '2010-01-01', '$source')"
        }.joined(separator: ", ")
    }

    private static let facts = """
        BEGIN;
        INSERT INTO source (id, title, publisher, licence, note) VALUES ('cel-leeg', 'Leeg', 'X', '', ''), ('cel-niets', 'Niets', 'X', NULL, NULL);
        INSERT INTO organisation (id, source_id) SELECT 'cel-' || n, '$source' FROM generate_series(0, \(names.count - 1)) n;
        INSERT INTO organisation (id, source_id) VALUES ('cellen', '$source');
        INSERT INTO organisation_version (organisation_id, name, parent_id, valid_from, source_id) VALUES
            ('cellen', 'Cellen', NULL, '2010-01-01', '$source')
            \(names.enumerated().map { ", ('cel-\($0)', \(quoted($1.name)), 'cellen', '2010-01-01', '$source')" }.joined());
        INSERT INTO arrangement (id, source_id) VALUES ('cellen', '$source'), ('cellen-2', '$source');
        INSERT INTO arrangement_version (arrangement_id, name, purpose, instruments, valid_from, source_id) VALUES
            ('cellen', '=Cellen', '-', '{=a;b,c}', '2010-01-01', '$source'), ('cellen-2', 'Cellen; 2', NULL, '{}', '2010-01-01', '$source');
        INSERT INTO arrangement_organisation (arrangement_id, organisation_id, task, valid_from, source_id) VALUES
            ('cellen', 'cellen', 'advises', '2010-01-01', '$source'), ('cellen', 'cellen', 'supports', '2010-01-01', '$source'),
            ('cellen-2', 'cellen', 'carries-out', '2010-01-01', '$source');
        INSERT INTO body (id, arrangement_id, name, kind, tasks, valid_from, source_id) VALUES \(bodies());
        INSERT INTO seat (body_id, role, count, note, valid_from, source_id) VALUES
            ('cel-0', '=a', NULL, 'x; y', '2010-01-01', '$source'), ('cel-0', 'b', 2, NULL, '2010-01-01', '$source'),
            ('cel-0', 'c', NULL, '=z', '2010-01-01', '$source');
        INSERT INTO milestone (arrangement_id, title, happened_on, date_precision, kind, description, source_id) VALUES
            ('cellen', E'\\tTab', NULL, 'not-stated', 'letter', E'\\r=1', '$source'), ('cellen', '+1', '2012-01-01', 'day', 'letter', NULL, '$source');
        UPDATE municipality_name SET name = '=cmd|''/c calc''!A0' WHERE municipality_code = 'GM0988';
        UPDATE region_name SET name = '@SUM(1;2)' WHERE region_id = 'JZ43';
        COMMIT
        """.replacing("$source", with: "samenwerking-baanbrekers")
}
