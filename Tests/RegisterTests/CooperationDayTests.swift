import Postgres
import Register
import Testing

/// What the functions on cooperation answer for a day: before anything was there, on the first day, on the last, and after it.
@Suite struct CooperationDayTests {
    private static let always = ["baanbrekers", "jeugdketen-parkstad", "wzsw-midden-brabant"]
    private static let west = "3d-midden-limburg-west"
    private static let labour = "arbeidsmarktbeleid-midden-limburg"

    private static func andAlways(_ more: String...) -> [String] { more + always }

    static let arrangementsOfDays: [(String, [String])] = [
        ("1900-01-01", []), ("2012-12-31", []), ("2013-01-01", always), ("2013-03-31", always), ("2013-04-01", andAlways(west, labour)),
        ("2014-12-31", andAlways(west, labour)), ("2015-01-01", andAlways("jeugdhulpregio-zuid-limburg")),
        ("2015-12-31", andAlways("jeugdhulpregio-zuid-limburg")), ("2016-01-01", andAlways("jeugdhulpregio-zuid-limburg", "samen-14")),
        ("2026-12-31", andAlways("jeugdhulpregio-zuid-limburg", "samen-14")),
    ]

    @Test(arguments: arrangementsOfDays) func arrangements(_ day: String, _ ids: [String]) async throws {
        let reader = try await SharedRegister.reader()
        #expect(try await reader.column("SELECT id FROM arrangements_on('\(day)') ORDER BY 1") == ids.sorted())
        // What a day does not have has nobody who takes part either.
        #expect(Set(try await reader.column("SELECT a.id FROM arrangement a, participants_on(a.id, '\(day)')")) == Set(ids))
        for id in try await reader.column("SELECT id FROM arrangement") {
            #expect(try await reader.value("SELECT absence_of_arrangement('\(id)', '\(day)') IS NULL") == (ids.contains(id) ? "t" : "f"))
        }
    }

    @Test func anArrangementWithAllThatIsKnownOfIt() async throws {
        #expect(
            try await SharedRegister.reader().rows(
                """
                SELECT name, legal_form_id, binding, term_kind, region_id, region_name, centre_code, centre_name, principal_id, participant_count,
                    participants_complete, valid_from, valid_to, date_precision FROM arrangements_on('2018-12-31') WHERE id ~ 'zuid|wzsw' ORDER BY id
                """) == [
                    [
                        "Jeugdhulpregio Zuid-Limburg", "centrumregeling", "t", "indefinite", "samenwerkingsregio-zuid-limburg", "Zuid-Limburg",
                        "GM0935",
                        "Maastricht", nil, "18", "t", "2015-01-01", nil, "year",
                    ],
                    [
                        "WZSW Midden-Brabant", nil, nil, "unknown", "samenwerkingsregio-midden-brabant", "Midden-Brabant", nil, nil,
                        "wzsw-opdrachtgever", "0", "f", "2013-01-01", nil, "not-stated",
                    ],
                ])
    }

    @Test(arguments: [("2013-08-18", 0), ("2013-08-19", 7), ("2014-12-31", 7), ("2015-01-01", 0)])
    func bodiesWithTheirSeatsAndRelations(_ day: String, _ count: Int) async throws {
        let reader = try await SharedRegister.reader()
        for arrangement in [Self.west, Self.labour] {
            #expect(try await reader.number("SELECT count(*) FROM bodies_on('\(arrangement)', '\(day)')") == count)
        }
        let bodies = "ARRAY(SELECT id FROM body WHERE arrangement_id IN ('\(Self.west)', '\(Self.labour)'))"
        #expect(try await reader.number("SELECT count(*) FROM seats_on(\(bodies), '\(day)')") == (count == 0 ? 0 : 23))
        #expect(try await reader.number("SELECT count(*) FROM body_relations_on(\(bodies), '\(day)')") == (count == 0 ? 0 : 6))
        // A relation to a body that is not asked for is left out.
        let half = "ARRAY(SELECT id FROM body WHERE arrangement_id = '\(Self.west)')"
        #expect(try await reader.number("SELECT count(*) FROM body_relations_on(\(half), '\(day)')") == (count == 0 ? 0 : 4))
    }

    @Test(arguments: [("2012-12-31", 0), ("2013-01-01", 22), ("2026-12-31", 22)]) func organisations(_ day: String, _ count: Int) async throws {
        #expect(try await SharedRegister.reader().number("SELECT count(*) FROM organisations_on('\(day)')") == count)
    }

    /// An organisation, a day, and in what it is involved as what.
    @Test(arguments: [
        ("wml-facilitair", "2012-12-31", []), ("wml-facilitair", "2013-01-01", ["baanbrekers supports"]),
        ("baanbrekers", "2026-01-01", ["baanbrekers carries-out"]), ("berenschot", "2020-01-01", ["jeugdketen-parkstad supports"]),
        ("bureau-jeugdzorg", "2020-01-01", ["jeugdketen-parkstad core-partner", "jeugdketen-parkstad seat"]), ("uwv", "2013-08-18", []),
        ("uwv", "2013-08-19", ["\(labour) seat"]), ("uwv", "2014-12-31", ["\(labour) seat"]), ("uwv", "2015-01-01", []),
        ("ministerie-bzk", "2013-03-31", []), ("ministerie-bzk", "2013-04-01", ["\(west) milestone"]),
        ("ministerie-szw", "2014-12-31", ["\(labour) milestone"]), ("ministerie-szw", "2015-01-01", []),
        ("van-de-laar", "2014-12-31", ["baanbrekers milestone"]),
        ("van-de-laar", "2016-01-01", ["baanbrekers milestone", "jeugdhulpregio-zuid-limburg milestone", "samen-14 milestone"]),
        ("wzsw-opdrachtgever", "2020-01-01", ["wzsw-midden-brabant principal"]), ("vng", "2020-01-01", []),
    ]) func whatAnOrganisationDoes(_ id: String, _ day: String, _ involvements: [String]) async throws {
        let found = try await SharedRegister.reader().column(
            "SELECT arrangement_id || ' ' || involvement FROM organisation_arrangements('\(id)', '\(day)') ORDER BY 1")
        #expect(found == involvements)
    }

    /// An arrangement, a day, the sum, whether it is complete, whether it meets 100,000, by how much, and the oldest and newest figure.
    @Test(
        arguments: [
            ("baanbrekers", "2013-01-01", ["112760", "t", "t", "12760", "2013-01-01", "2013-01-01"]),
            ("jeugdhulpregio-zuid-limburg", "2016-01-01", ["600860", "t", "t", "500860", "2016-01-01", "2016-01-01"]),
            (west, "2014-01-01", ["101690", "t", "t", "1690", "2014-01-01", "2014-01-01"]),
            // The source names one participant of several: what is known is not the whole, and does not reach the norm.
            ("jeugdketen-parkstad", "2013-01-01", ["88745", "f", nil, nil, "2013-01-01", "2013-01-01"]),
            ("wzsw-midden-brabant", "2013-01-01", [nil, "f", nil, nil, nil, nil]),
        ] as [(String, String, [String?])]) func theScaleCheck(_ id: String, _ day: String, _ expected: [String?]) async throws
    {
        let reader = try await SharedRegister.reader()
        #expect(
            try await reader.rows(
                "SELECT inhabitants, complete, meets, margin, oldest, newest FROM arrangement_scale_check('\(id)', '\(day)') WHERE threshold = 100000 AND missing = '{}'"
            )
                == [expected])
    }

    /// What is known may be enough by itself, and then it does not matter who is not named.
    @Test func aPartMayReachTheThreshold() async throws {
        #expect(
            try await SharedRegister.reader().rows(
                "SELECT complete, threshold, meets, margin FROM arrangement_scale_check('jeugdketen-parkstad', '2013-01-01', 88745)") == [
                    ["f", "88745", "t", nil]
                ])
    }

    /// Against a sum over the files.
    @Test func theSumIsThatOfTheParticipants() async throws {
        let (facts, participations) = (try await Facts.seeded.value, try Participations())
        let reader = try await SharedRegister.reader()
        for arrangement in ["baanbrekers", "jeugdhulpregio-zuid-limburg", "samen-14", Self.west, Self.labour] {
            for text in ["2013-06-01", "2014-12-31", "2016-01-01", "2018-12-31", "2019-01-01", "2023-06-01", "2026-06-01"] {
                let day = try date(text)
                let codes = participations.members(of: arrangement, on: day)
                guard !codes.isEmpty else { continue }
                let total = facts.total(codes, on: day)
                #expect(
                    try await reader.rows(
                        "SELECT inhabitants, complete, array_to_string(missing, ' ') FROM arrangement_scale_check('\(arrangement)', '\(text)')") == [
                            [total.sum.map { "\($0)" }, total.complete ? "t" : "f", total.missing.joined(separator: " ")]
                        ], "\(arrangement) on \(text)")
            }
        }
    }

    @Test(
        arguments: [
            ("samen-14", "2015-12-31", "samen-14 (OZJT / Samen 14) was not valid on 2015-12-31: the register holds it from 2016-01-01."),
            (
                west, "2015-01-01",
                "3d-midden-limburg-west (3D Midden-Limburg West) was not valid on 2015-01-01: the register holds it from 2013-04-01 until 2015-01-01."
            ), ("samen-15", "2016-01-01", "No arrangement has the id samen-15."), ("samen-14", "2016-01-01", nil), (west, "2014-12-31", nil),
        ] as [(String, String, String?)]) func anArrangementThatWasNotThere(_ id: String, _ day: String, _ sentence: String?) async throws
    {
        let reader = try await SharedRegister.reader()
        #expect(try await reader.value("SELECT absence_of_arrangement('\(id)', '\(day)')") == sentence)
        guard let sentence else { return }
        let error = try await reader.refusal("SELECT * FROM arrangement_scale_check('\(id)', '\(day)')")
        #expect(error.message == sentence && error.state == .invalidParameterValue)
    }

    @Test(
        arguments: [
            ("uwv", "2012-12-31", "uwv (UWV) is not known on 2012-12-31: the register holds it from 2013-01-01."), ("uwv", "2013-01-01", nil),
            ("vng", "2016-01-01", "No organisation has the id vng."),
        ] as [(String, String, String?)]) func anOrganisationThatWasNotThere(_ id: String, _ day: String, _ sentence: String?) async throws
    {
        #expect(try await SharedRegister.reader().value("SELECT absence_of_organisation('\(id)', '\(day)')") == sentence)
    }

    /// The day on which one sees the latest version: itself, the last day, or the first to come.
    @Test(arguments: [
        ("2012-06-01", "2013-04-01 2013-01-01 2016-01-01 2013-01-01"), ("2014-06-01", "2014-06-01 2014-06-01 2016-01-01 2014-06-01"),
        ("2020-06-01", "2014-12-31 2020-06-01 2020-06-01 2020-06-01"),
    ]) func theNearestDay(_ day: String, _ moments: String) async throws {
        let found = try await SharedRegister.reader().value(
            """
            SELECT concat_ws(' ', (SELECT moment FROM arrangement_moments('\(day)') WHERE id = '\(Self.west)'),
                (SELECT moment FROM arrangement_moments('\(day)') WHERE id = 'baanbrekers'),
                (SELECT moment FROM arrangement_moments('\(day)') WHERE id = 'samen-14'), (SELECT moment FROM organisation_moments('\(day)') WHERE id = 'uwv'))
            """)
        #expect(found == moments)
    }
}
