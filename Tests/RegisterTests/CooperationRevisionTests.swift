import Postgres
import Register
import Testing

/// What the functions on cooperation answered in an earlier revision, they answer still.
@Suite struct CooperationRevisionTests {
    private static let bodies = """
        ARRAY['regiegroep-sociaal-domein-ml-west', 'stuurgroep-jeugdzorg-awbz-wmo-ml-west', 'stuurgroep-arbeidsmarktbeleid-midden-limburg']
        """

    /// Each with REVISION where the revision goes.
    static let questions = [
        "SELECT * FROM arrangements_on('2016-06-01', REVISION)",
        "SELECT * FROM participants_on('jeugdhulpregio-zuid-limburg', '2016-06-01', REVISION)",
        "SELECT * FROM bodies_on('3d-midden-limburg-west', '2014-06-01', REVISION)", "SELECT * FROM seats_on(\(bodies), '2014-06-01', REVISION)",
        "SELECT * FROM body_relations_on(\(bodies), '2014-06-01', REVISION)", "SELECT * FROM organisations_on('2016-06-01', REVISION)",
        "SELECT * FROM organisation_arrangements('uwv', '2016-06-01', REVISION)", "SELECT * FROM cooperation_on('2016-06-01', REVISION)",
        "SELECT * FROM cooperation_sets_on('{youth-care,safety}', '2016-06-01', NULL, REVISION)",
        "SELECT * FROM region_sets_on('{samenwerkingsregio,subregio}', '2016-06-01', REVISION)",
        "SELECT * FROM municipality_partners('GM0988', '2016-06-01', REVISION)",
        "SELECT * FROM arrangement_scale_check('jeugdhulpregio-zuid-limburg', '2016-06-01', NULL, REVISION)",
        "SELECT * FROM arrangement_scale_check('jeugdketen-parkstad', '2016-06-01', 1000000, REVISION)",
        "SELECT absence_of_arrangement('samen-14', '2015-06-01', REVISION)", "SELECT absence_of_organisation('uwv', '2012-06-01', REVISION)",
        "SELECT * FROM arrangement_moments('2015-06-01', REVISION)", "SELECT * FROM organisation_moments('2012-06-01', REVISION)",
        "SELECT * FROM arrangement_lifetimes(REVISION)", "SELECT * FROM organisation_lifetimes(REVISION)",
    ]

    /// Two transactions that change the answer to each of them.
    private static let changes = [
        """
        UPDATE arrangement_version SET valid_from = '2015-01-01' WHERE arrangement_id = 'samen-14';
        UPDATE arrangement_version SET participants_complete = true WHERE arrangement_id = 'jeugdketen-parkstad';
        \(Rows.participant("jeugdhulpregio-zuid-limburg", "GM0988", "2016-01-01")); \(Rows.participant("samen-14", "uwv", "2016-01-01", role: "adviser"));
        UPDATE body SET name = 'Regiegroep' WHERE id = 'regiegroep-sociaal-domein-ml-west';
        UPDATE seat SET count = 4 WHERE body_id = 'regiegroep-sociaal-domein-ml-west'; DELETE FROM seat WHERE organisation_id = 'risse';
        UPDATE body_relation SET kind = 'steers' WHERE to_body_id = 'stuurgroep-jeugdzorg-awbz-wmo-ml-west' AND kind = 'coordinates';
        UPDATE organisation_version SET name = 'Uitvoeringsinstituut werknemersverzekeringen', valid_from = '2012-01-01' WHERE organisation_id = 'uwv';
        INSERT INTO load.region_member VALUES ('samenwerkingsregio-parkstad', 'GM0917', '2013-01-01', NULL, '\(Rows.source)')
        """,
        """
        UPDATE arrangement_version SET valid_from = '2015-09-01', name = 'Veertien' WHERE arrangement_id = 'samen-14';
        UPDATE arrangement_version SET participants_complete = false WHERE arrangement_id = 'jeugdketen-parkstad';
        DELETE FROM participant WHERE arrangement_id = 'jeugdhulpregio-zuid-limburg' AND municipality_code = 'GM0988';
        DELETE FROM participant WHERE organisation_id = 'uwv'; DELETE FROM seat WHERE role = 'municipal secretary';
        UPDATE body SET tasks = '{}' WHERE id = 'regiegroep-sociaal-domein-ml-west';
        DELETE FROM body_relation WHERE kind = 'steers' AND valid_to IS NOT NULL;
        UPDATE organisation_version SET valid_from = '2012-09-01' WHERE organisation_id = 'uwv';
        DELETE FROM region_member WHERE region_id = 'samenwerkingsregio-parkstad'
        """,
    ]

    private func answers(_ reader: Pool, _ revision: String) async throws -> [[[String?]]] {
        try await reader.run { db in
            try Self.questions.map { try db.rows($0.replacing("REVISION", with: revision)).sorted { "\($0)" < "\($1)" } }
        }
    }

    @Test func whatWasAnsweredIsAnsweredStill() async throws {
        try await withRegister { register in
            var states = [try await answers(register.reader, "NULL")]
            for change in Self.changes {
                try await register.editor.execute("BEGIN; \(change); COMMIT")
                states.append(try await answers(register.reader, "NULL"))
            }
            for (index, question) in Self.questions.enumerated() {
                #expect(states[0][index] != states[1][index] && states[1][index] != states[2][index], "The same before and after: \(question)")
            }
            for (index, state) in states.enumerated() { #expect(try await answers(register.reader, "\(index + 1)") == state) }
        }
    }

    /// Before the first revision nothing was there, and where something is said of nothing, that is said.
    @Test func beforeTheFirstRevision() async throws {
        let reader = try await SharedRegister.reader()
        for question in Self.questions where !question.contains("scale_check") {
            let found = try await reader.rows(question.replacing("REVISION", with: "0"))
            #expect(found.isEmpty || question.contains("absence"), "\(question)")
        }
        #expect(try await reader.value("SELECT absence_of_arrangement('samen-14', '2018-01-01', 0)") == "No arrangement has the id samen-14.")
        #expect(try await reader.value("SELECT absence_of_organisation('uwv', '2018-01-01', 0)") == "No organisation has the id uwv.")
        let error = try await reader.refusal("SELECT * FROM arrangement_scale_check('samen-14', '2018-01-01', 1, 0)")
        #expect(error.message == "No arrangement has the id samen-14.")
    }
}
