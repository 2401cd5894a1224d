import Postgres
import Register
import Testing

/// The arrangements of the seed, as the sources state them: what each is, who takes part, and when. What no source states is not there.
@Suite struct ArrangementSeedTests {
    /// In the order of their ids: legal form, binding, term, its end, region, whether everybody who takes part is named, and from when until when.
    @Test func whatTheyAre() async throws {
        let found = try await SharedRegister.reader().rows(
            """
            SELECT v.arrangement_id, v.name, v.legal_form_id, v.binding, v.term_kind, v.term_from, v.term_to, v.region_id, v.participants_complete,
                v.valid_from, v.valid_to, v.date_precision FROM arrangement_version v ORDER BY v.arrangement_id
            """)
        #expect(
            found == [
                [
                    "3d-midden-limburg-west", "3D Midden-Limburg West", nil, nil, "fixed", nil, "2015-01-01", "subregio-midden-limburg-west", "t",
                    "2013-04-01", "2015-01-01", "month",
                ],
                [
                    "arbeidsmarktbeleid-midden-limburg", "Regionaal Arbeidsmarktbeleid Midden-Limburg", nil, nil, "fixed", nil, "2015-01-01",
                    "samenwerkingsregio-midden-limburg", "t", "2013-04-01", "2015-01-01", "not-stated",
                ],
                ["baanbrekers", "Baanbrekers", nil, nil, "unknown", nil, nil, nil, "t", "2013-01-01", nil, "year"],
                [
                    "jeugdhulpregio-zuid-limburg", "Jeugdhulpregio Zuid-Limburg", "centrumregeling", "t", "indefinite", nil, nil,
                    "samenwerkingsregio-zuid-limburg", "t", "2015-01-01", nil, "year",
                ],
                [
                    "jeugdketen-parkstad", "Preventieve jeugdketen Parkstad", nil, nil, "unknown", nil, nil, "samenwerkingsregio-parkstad", "f",
                    "2013-01-01", nil, "not-stated",
                ],
                [
                    "samen-14", "OZJT / Samen 14", nil, nil, "unknown", nil, nil, "samenwerkingsregio-twente", "t", "2016-01-01", nil, "year",
                ],
                [
                    "wzsw-midden-brabant", "WZSW Midden-Brabant", nil, nil, "unknown", nil, nil, "samenwerkingsregio-midden-brabant", "f",
                    "2013-01-01", nil, "not-stated",
                ],
            ])
    }

    /// On what, and by which documents.
    @Test func domainsAndInstruments() async throws {
        let found = try await SharedRegister.reader().rows(
            """
            SELECT a.id, array_to_string(a.policy_domains, ' '), array_to_string(a.instruments, '; ')
            FROM unnest('{2014-01-01,2019-01-01}'::date[]) d, arrangements_on(d) a WHERE d = '2019-01-01' OR a.valid_to < '2019-01-01' ORDER BY a.id
            """)
        #expect(
            found == [
                ["3d-midden-limburg-west", "long-term-care social-support youth-care", "Richtingdocument “3D in Midden-Limburgs perspectief”"],
                ["arbeidsmarktbeleid-midden-limburg", "labour-market", ""], ["baanbrekers", "participation", ""],
                ["jeugdhulpregio-zuid-limburg", "youth-care", "Regionaal beleidskader"],
                ["jeugdketen-parkstad", "care education preventive-youth-policy safety work", ""],
                ["samen-14", "social-support youth-care", "Koersplan"],
                [
                    "wzsw-midden-brabant", "care social-work welfare",
                    "Samenwerkingsovereenkomsten met de ontwikkelpartners; Lokaal uitvoeringsplan",
                ],
            ])
        let words = try await SharedRegister.reader().column(
            "SELECT concat_ws(' ', purpose, description) FROM arrangement_version ORDER BY arrangement_id")
        for (index, stated) in [
            (0, "the three decentralisations (3D): social support, labour participation and youth care"), (0, "at least 100,000 inhabitants"),
            (0, "Midden-Limburg West with 102,000 inhabitants and Midden-Limburg Oost with 133,000, as stated in 2013"),
            (1, "that the minister of Social Affairs designated"), (2, "The highest possible participation in society"),
            (3, "Good and efficient execution of the youth-care tasks"), (4, "a study of homeless youth in Parkstad"),
            (6, "one participating municipality as principal"), (6, "shares responsibility for the implementation and is ready to invest"),
        ] { #expect(words[index].contains(stated), "\(stated)") }
    }

    private static let southern = [
        "Beek", "Brunssum", "Eijsden-Margraten", "Gulpen-Wittem", "Heerlen", "Kerkrade", "Landgraaf", "Maastricht", "Meerssen", "Nuth", "Onderbanken",
        "Schinnen", "Simpelveld", "Sittard-Geleen", "Stein", "Vaals", "Valkenburg aan de Geul", "Voerendaal",
    ]
    private static let merged = Set(["Nuth", "Onderbanken", "Schinnen"])

    /// An arrangement, a day, and who takes part in it then, in the order of the names.
    static let members: [(String, String, [String])] = [
        ("jeugdhulpregio-zuid-limburg", "2014-12-31", []), ("jeugdhulpregio-zuid-limburg", "2015-01-01", southern),
        ("jeugdhulpregio-zuid-limburg", "2018-12-31", southern),
        ("jeugdhulpregio-zuid-limburg", "2019-01-01", (["Beekdaelen"] + southern.filter { !merged.contains($0) }).sorted()),
        ("baanbrekers", "2012-12-31", []), ("baanbrekers", "2013-01-01", ["Heusden", "Loon op Zand", "Waalwijk"]),
        ("baanbrekers", "2026-06-01", ["Heusden", "Loon op Zand", "Waalwijk"]), ("samen-14", "2015-12-31", []),
        (
            "samen-14", "2016-01-01",
            [
                "Almelo", "Borne", "Dinkelland", "Enschede", "Haaksbergen", "Hellendoorn", "Hengelo", "Hof van Twente", "Losser", "Oldenzaal",
                "Rijssen-Holten", "Tubbergen", "Twenterand", "Wierden",
            ]
        ),
        ("jeugdketen-parkstad", "2018-01-01", ["Algemeen Maatschappelijk Werk", "Bureau Jeugdzorg", "Heerlen", "Jeugdgezondheidszorg", "Scholen"]),
        (
            "wzsw-midden-brabant", "2018-01-01",
            ["Deelnemende gemeenten", "Ontwikkelpartners", "Opdrachtgever: een van de deelnemende gemeenten", "Samenwerkingspartners"]
        ),
        ("3d-midden-limburg-west", "2013-03-31", []), ("3d-midden-limburg-west", "2013-04-01", ["Leudal", "Nederweert", "Weert"]),
        ("3d-midden-limburg-west", "2014-12-31", ["Leudal", "Nederweert", "Weert"]), ("3d-midden-limburg-west", "2015-01-01", []),
        (
            "arbeidsmarktbeleid-midden-limburg", "2014-01-01",
            ["Echt-Susteren", "Leudal", "Maasgouw", "Nederweert", "Roerdalen", "Roermond", "Weert"]
        ),
        ("arbeidsmarktbeleid-midden-limburg", "2016-01-01", []),
    ]

    @Test(arguments: members) func whoTakesPart(_ arrangement: String, _ day: String, _ names: [String]) async throws {
        let found = try await SharedRegister.reader().column(
            "SELECT name FROM participants_on('\(arrangement)', '\(day)') ORDER BY name COLLATE \"C\"")
        #expect(found == names)
    }

    @Test func nobodyElseEverTookPart() async throws {
        let reader = try await SharedRegister.reader()
        #expect(
            try await reader.rows("SELECT arrangement_id, count(*) FROM participant GROUP BY 1 ORDER BY 1") == [
                ["3d-midden-limburg-west", "3"], ["arbeidsmarktbeleid-midden-limburg", "7"], ["baanbrekers", "3"],
                ["jeugdhulpregio-zuid-limburg", "19"], ["jeugdketen-parkstad", "5"], ["samen-14", "14"], ["wzsw-midden-brabant", "4"],
            ])
        // Everybody takes part for as long as there is anything, but for the merger.
        #expect(
            try await reader.rows(
                """
                SELECT p.municipality_code, p.valid_from, p.valid_to, p.date_precision FROM participant p JOIN arrangement_version v USING (arrangement_id)
                WHERE (p.valid_from, p.valid_to, p.date_precision) IS DISTINCT FROM (v.valid_from, v.valid_to, v.date_precision) ORDER BY 1
                """) == [
                    ["GM0881", "2015-01-01", "2019-01-01", "year"], ["GM0951", "2015-01-01", "2019-01-01", "year"],
                    ["GM0962", "2015-01-01", "2019-01-01", "year"], ["GM1954", "2019-01-01", nil, "day"],
                ])
    }

    @Test func whoDoesMoreThanTakePart() async throws {
        let found = try await SharedRegister.reader().rows(
            """
            SELECT a.id, p.name, p.kind, p.role FROM arrangement a, participants_on(a.id, '2018-01-01') p WHERE p.role <> 'participant'
            ORDER BY a.id, p.name COLLATE "C"
            """)
        #expect(
            found == [
                ["jeugdhulpregio-zuid-limburg", "Maastricht", "municipality", "centre-municipality"],
                ["jeugdketen-parkstad", "Algemeen Maatschappelijk Werk", "partner-group", "core-partner"],
                ["jeugdketen-parkstad", "Bureau Jeugdzorg", "organisation", "core-partner"],
                ["jeugdketen-parkstad", "Heerlen", "municipality", "initiator"],
                ["jeugdketen-parkstad", "Jeugdgezondheidszorg", "partner-group", "core-partner"],
                ["jeugdketen-parkstad", "Scholen", "partner-group", "core-partner"],
                ["wzsw-midden-brabant", "Ontwikkelpartners", "partner-group", "development-partner"],
                ["wzsw-midden-brabant", "Opdrachtgever: een van de deelnemende gemeenten", "partner-group", "principal"],
                ["wzsw-midden-brabant", "Samenwerkingspartners", "partner-group", "cooperation-partner"],
            ])
    }

    @Test func aMergerTakesThreeAndGivesOne() async throws {
        let found = try await SharedRegister.reader().rows(
            """
            SELECT d, a.participant_count, a.centre_name FROM unnest('{2018-12-31,2019-01-01}'::date[]) d, arrangements_on(d) a
            WHERE a.id = 'jeugdhulpregio-zuid-limburg' ORDER BY d
            """)
        #expect(found == [["2018-12-31", "18", "Maastricht"], ["2019-01-01", "16", "Maastricht"]])
    }

    /// The register's own regions have the members that the sources name, and none where they name none.
    @Test func theRegionsTheyServe() async throws {
        let reader = try await SharedRegister.reader()
        #expect(
            try await reader.rows(
                """
                SELECT r.id, r.name, r.member_count FROM regions_on('2019-06-01') r WHERE r.type_id IN ('samenwerkingsregio', 'subregio') ORDER BY r.id
                """) == [
                    ["samenwerkingsregio-midden-brabant", "Midden-Brabant", "0"], ["samenwerkingsregio-midden-limburg", "Midden-Limburg", "7"],
                    ["samenwerkingsregio-parkstad", "Parkstad", "0"], ["samenwerkingsregio-twente", "Twente", "14"],
                    ["samenwerkingsregio-zuid-limburg", "Zuid-Limburg", "16"], ["subregio-midden-limburg-oost", "Midden-Limburg Oost", "4"],
                    ["subregio-midden-limburg-west", "Midden-Limburg West", "3"],
                ])
        // Whose region names its members has the same participants, on every day that matters.
        for (arrangement, region, days) in [
            ("jeugdhulpregio-zuid-limburg", "samenwerkingsregio-zuid-limburg", ["2015-01-01", "2018-12-31", "2019-01-01", "2026-01-01"]),
            ("samen-14", "samenwerkingsregio-twente", ["2016-01-01", "2026-01-01"]),
            ("3d-midden-limburg-west", "subregio-midden-limburg-west", ["2013-04-01", "2014-12-31"]),
            ("arbeidsmarktbeleid-midden-limburg", "samenwerkingsregio-midden-limburg", ["2013-04-01", "2014-12-31"]),
        ] {
            for day in days {
                let participants = try await reader.column("SELECT id FROM participants_on('\(arrangement)', '\(day)') ORDER BY 1")
                #expect(try await reader.column("SELECT code FROM region_members_on('\(region)', '\(day)') ORDER BY 1") == participants)
            }
        }
    }
}
