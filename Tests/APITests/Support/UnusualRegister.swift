import TestCluster

/// A register that also holds what the seed has nothing of: names that would break out of a drawing, changes of name, ends, and gaps.
enum UnusualRegister {
    /// A service on a database of its own. It ends with the process.
    static var service: Service { get async throws { try await starting.value } }

    private static let starting = Task {
        let database = try await SeededRegister.database()
        try await database.script(facts)
        return try await Service(["--database-url", database.url])
    }

    static let arrangementName = #"<b onload="x">Hostile</b> & 'Sons' ]]> --> {from} \N &amp; %s"#
    /// By id.
    static let bodyNames = [
        "vijandig-bestuur": #"<script>alert(1)</script> & "x" ]]>"#,
        "vijandig-lang": String(repeating: "wijdlopigheid", count: 200),
        "vijandig-teken": "Ångström 👩‍👧 \u{202E}omgekeerd\u{202C} \\\"",
    ]
    static let seatRole = #"--> <![CDATA[ &#0; "clerk""#
    static let seatNote = "a\u{1}b \u{FFFF} \\N"
    static let organisationName = #""Evil" & <Sons>"#

    private static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }

    private static let facts = """
        BEGIN;
        INSERT INTO norm (id, name, threshold, source_id) VALUES ('kleine-schaal', 'Kleine schaal', 5, '$source');
        INSERT INTO organisation (id, source_id) VALUES ('kwaad', '$source'), ('vroegere', '$source');
        INSERT INTO organisation_version (organisation_id, name, parent_id, valid_from, valid_to, source_id) VALUES
            ('kwaad', \(quoted(organisationName)), NULL, '2010-01-01', NULL, '$source'),
            ('vroegere', 'Oude Naam', NULL, '2010-01-01', '2011-01-01', '$source'),
            ('vroegere', 'Nieuwe Naam', 'kwaad', '2011-01-01', '2012-01-01', '$source');
        INSERT INTO arrangement (id, source_id) VALUES ('vijandig', '$source'), ('onderbroken', '$source');
        INSERT INTO arrangement_version (arrangement_id, name, region_id, valid_from, valid_to, source_id) VALUES
            ('vijandig', 'Vroeger', NULL, '2010-01-01', '2011-01-01', '$source'),
            ('vijandig', \(quoted(arrangementName)), 'JZ43', '2011-01-01', NULL, '$source'),
            ('onderbroken', 'Eerst', NULL, '2010-01-01', '2011-01-01', '$source'),
            ('onderbroken', 'Later', NULL, '2012-01-01', '2013-01-01', '$source');
        INSERT INTO arrangement_policy_domain (arrangement_id, policy_domain_id, valid_from, valid_to, source_id) VALUES
            ('vijandig', 'youth-care', '2011-01-01', '2013-01-01', 'begrippen-regionaal-register'),
            ('vijandig', 'work', '2012-01-01', NULL, 'begrippen-regionaal-register');
        INSERT INTO arrangement_organisation (arrangement_id, organisation_id, task, valid_from, valid_to, source_id) VALUES
            ('vijandig', 'kwaad', 'advises', '2010-01-01', '2012-01-01', 'samenwerking-midden-limburg'),
            ('vijandig', 'kwaad', 'carries-out', '2012-01-01', NULL, 'samenwerking-midden-limburg');
        INSERT INTO participant (arrangement_id, municipality_code, role, valid_from, valid_to, source_id) VALUES
            ('vijandig', 'GM0988', 'participant', '2010-01-01', '2013-01-01', '$source'),
            ('vijandig', 'GM0988', 'principal', '2013-01-01', NULL, '$source'),
            ('vijandig', 'GM0946', 'adviser', '2010-01-01', NULL, '$source'),
            ('onderbroken', 'GM0988', 'participant', '2012-01-01', '2013-01-01', '$source');
        INSERT INTO body (id, arrangement_id, name, kind, tasks, valid_from, source_id) VALUES
            \(bodyNames.sorted { $0.key < $1.key }
                .map { "(\(quoted($0.key)), 'vijandig', \(quoted($0.value)), 'bestuur', ARRAY['</text><script>'], '2011-01-01', '$source')" }
                .joined(separator: ", "));
        INSERT INTO seat (body_id, role, organisation_id, note, count, valid_from, source_id) VALUES
            ('vijandig-bestuur', \(quoted(seatRole)), 'kwaad', \(quoted(seatNote)), 2147483647, '2011-01-01', 'samenwerking-samen-14');
        INSERT INTO body_relation (from_body_id, kind, to_body_id, valid_from, source_id) VALUES
            ('vijandig-bestuur', 'steers', 'vijandig-lang', '2011-01-01', 'samenwerking-zuid-limburg'),
            ('vijandig-lang', 'coordinates', 'vijandig-teken', '2011-01-01', 'samenwerking-zuid-limburg');
        COMMIT;
        UPDATE municipality_name SET name = 'Werd' WHERE municipality_code = 'GM0946';
        UPDATE municipality_name SET name = 'Nederweert' WHERE municipality_code = 'GM0946';
        UPDATE region_name SET name = 'Jeugd' WHERE region_id = 'JZ43';
        UPDATE region_name SET name = 'Midden-Limburg West' WHERE region_id = 'JZ43'
        """.replacing("$source", with: "samenwerking-baanbrekers")
}
