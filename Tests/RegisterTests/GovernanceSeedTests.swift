import Postgres
import Register
import Testing

/// Bodies, seats and relations of the seed, as the sources state them, and nothing else.
@Suite struct GovernanceSeedTests {
    /// Arrangement, name, kind, tasks and period. Where the source gives no date, the register begins with 2013.
    @Test func theBodies() async throws {
        let found = try await SharedRegister.reader().rows(
            """
            SELECT arrangement_id, name, kind, array_to_string(tasks, '; '), valid_from, valid_to, date_precision FROM body
            ORDER BY arrangement_id, kind, name COLLATE "C"
            """)
        func row(_ arrangement: String, _ name: String, _ kind: String, _ tasks: String = "") -> [String?] {
            let isDated = arrangement.hasSuffix("west") || arrangement.hasPrefix("arbeid")
            return [arrangement, name, kind, tasks, isDated ? "2013-08-19" : "2013-01-01", isDated ? "2015-01-01" : nil, "not-stated"]
        }
        let (west, labour, chain, wzsw) = (
            "3d-midden-limburg-west", "arbeidsmarktbeleid-midden-limburg", "jeugdketen-parkstad", "wzsw-midden-brabant"
        )
        #expect(
            found == [
                row(west, "Projectgroep Awbz/Wmo", "projectgroep"), row(west, "Projectgroep Jeugd", "projectgroep"),
                row(west, "Projectgroep sociaal domein", "projectgroep"),
                row(
                    west, "Regiegroep sociaal domein ML-West", "regiegroep",
                    """
                    Shaping the cooperation (legal construction); Furthering the cooperation at the level of Midden-Limburg; \
                    Risk control of the decentralisations; Theme meetings for synergy; Overarching communication; Keeping the coordination in view; \
                    it does not steer the content of the separate decentralisations
                    """),
                row(west, "Stuurgroep Jeugdzorg + Awbz/Wmo", "stuurgroep", "Responsible for the relation to passend onderwijs"),
                row(labour, "Projectgroep Arbeidsmarktbeleid", "projectgroep"), row(labour, "Stuurgroep Regionaal Arbeidsmarktbeleid", "stuurgroep"),
                row(chain, "Projectgroep", "projectgroep"), row(chain, "Regionale regiegroep", "regiegroep", "Steers the integral chain"),
                row(wzsw, "Klankbordgroep", "klankbordgroep"), row(wzsw, "Lokale projectgroep", "projectgroep"),
                row(wzsw, "Lokale projectleider", "projectleider"),
                row(
                    wzsw, "Regionale projectleider", "projectleider",
                    "Carries out the joint tasks for the principal, where the principal does not carry them itself"),
                row(wzsw, "Regionale stuurgroep", "stuurgroep", "Guards the main lines of the implementation"),
            ])
    }

    /// A body, and who sits in it: how many, the role, the capacity where it is not that of a full member, and for whom where the source says so.
    static let seats: [(String, [String])] = [
        ("Regiegroep sociaal domein ML-West", ["3 coordinating alderman", "3 municipal secretary", "3 3D coordinator"]),
        (
            "Stuurgroep Jeugdzorg + Awbz/Wmo",
            [
                "3 alderman", "3 manager", "2 subregional project leader", "5 policy adviser (on-call)",
                "1 member of the provincial executive (adviser)",
            ]
        ),
        (
            "Stuurgroep Regionaal Arbeidsmarktbeleid",
            [
                "7 alderman", "1 regional project leader", "1 director (adviser) of Westrom", "1 director (adviser) of Risse",
                "1 regional manager (adviser) of UWV",
            ]
        ),
        ("Projectgroep sociaal domein", ["3 3D coordinator"]), ("Projectgroep Jeugd", ["1 subregional project leader", "2 policy adviser"]),
        ("Projectgroep Awbz/Wmo", ["1 subregional project leader", "3 policy adviser"]),
        (
            "Projectgroep Arbeidsmarktbeleid",
            ["1 regional project leader", "7 manager", "1 head of Werk.kom", "1 manager of Westrom", "1 manager of UWV"]
        ),
        ("Regionale regiegroep", ["governor of Gemeenten in Parkstad", "governor of Provincie Limburg", "governor of Kernpartners"]),
        (
            "Projectgroep",
            [
                "core partner of Bureau Jeugdzorg", "core partner of Algemeen Maatschappelijk Werk", "core partner of Jeugdgezondheidszorg",
                "core partner of Scholen",
            ]
        ),
        (
            "Regionale stuurgroep",
            ["official representative of Deelnemende gemeenten", "portfolio holder of Deelnemende gemeenten"]
        ),
        ("Regionale projectleider", ["1 regional project leader"]), ("Lokale projectgroep", []),
        ("Lokale projectleider", ["local project leader of Deelnemende gemeenten"]),
        ("Klankbordgroep", ["cooperation partner of Samenwerkingspartners"]),
    ]

    @Test(arguments: seats) func whoSitsInIt(_ body: String, _ expected: [String]) async throws {
        let reader = try await SharedRegister.reader()
        let found = try await reader.column(
            """
            SELECT concat_ws(' ', s.count, s.role, '(' || nullif(s.capacity, 'full') || ')', 'of ' || s.party_name)
            FROM body b, seats_on(ARRAY[b.id], '2014-06-01') s WHERE b.name = '\(body)'
            """)
        #expect(found == expected)
    }

    @Test func thereAreNoOtherSeats() async throws {
        let reader = try await SharedRegister.reader()
        #expect(try await reader.number("SELECT count(*) FROM seat") == Self.seats.reduce(0) { $0 + $1.1.count })
        let bodies = try await reader.column("SELECT name FROM body")
        #expect(Set(Self.seats.map(\.0)) == Set(bodies) && bodies.count == Self.seats.count)
        // Each as long as its body.
        #expect(
            try await reader.number(
                """
                SELECT count(*) FROM seat s JOIN body b ON b.id = s.body_id
                WHERE (s.valid_from, s.valid_to, s.date_precision) IS NOT DISTINCT FROM (b.valid_from, b.valid_to, b.date_precision)
                """) == 35)
        #expect(
            try await reader.column("SELECT note FROM seat WHERE note IS NOT NULL ORDER BY id").map { $0.prefix(24) } == [
                "appointed by the three m", "appointed by the seven m", "in practice", "now and then", "one per municipality; at",
            ])
        #expect(try await reader.number("SELECT count(*) FROM seat WHERE municipality_code IS NOT NULL") == 0)
    }

    @Test func howTheyStandToOneAnother() async throws {
        let found = try await SharedRegister.reader().rows(
            """
            SELECT a.name, r.kind, b.name, r.valid_from, r.valid_to FROM body_relation r JOIN body a ON a.id = r.from_body_id JOIN body b ON b.id = r.to_body_id
            ORDER BY r.kind, a.name COLLATE "C", b.name COLLATE "C"
            """)
        let (from, to) = ("2013-08-19", "2015-01-01")
        #expect(
            found == [
                ["Projectgroep Arbeidsmarktbeleid", "belongs-to", "Stuurgroep Regionaal Arbeidsmarktbeleid", from, to],
                ["Projectgroep Awbz/Wmo", "belongs-to", "Stuurgroep Jeugdzorg + Awbz/Wmo", from, to],
                ["Projectgroep Jeugd", "belongs-to", "Stuurgroep Jeugdzorg + Awbz/Wmo", from, to],
                ["Projectgroep sociaal domein", "belongs-to", "Regiegroep sociaal domein ML-West", from, to],
                ["Regiegroep sociaal domein ML-West", "coordinates", "Stuurgroep Jeugdzorg + Awbz/Wmo", from, to],
                ["Regiegroep sociaal domein ML-West", "coordinates", "Stuurgroep Regionaal Arbeidsmarktbeleid", from, to],
                ["Lokale projectgroep", "steers", "Lokale projectleider", "2013-01-01", nil],
            ])
    }

    /// The dumb-bell as one graph: seven bodies of two arrangements, from whichever side one looks.
    @Test(arguments: ["3d-midden-limburg-west", "arbeidsmarktbeleid-midden-limburg"])
    func oneStructureOfSevenBodies(_ arrangement: String) async throws {
        let reader = try await SharedRegister.reader()
        let bodies = "ARRAY(SELECT id FROM bodies_on('\(arrangement)', '2014-06-01'))"
        #expect(
            try await reader.rows("SELECT kind, count(*) FROM bodies_on('\(arrangement)', '2014-06-01') GROUP BY 1 ORDER BY 1") == [
                ["projectgroep", "4"], ["regiegroep", "1"], ["stuurgroep", "2"],
            ])
        #expect(
            try await reader.rows("SELECT arrangement_name, count(*) FROM bodies_on('\(arrangement)', '2014-06-01') GROUP BY 1 ORDER BY 1") == [
                ["3D Midden-Limburg West", "5"], ["Regionaal Arbeidsmarktbeleid Midden-Limburg", "2"],
            ])
        #expect(
            try await reader.rows("SELECT kind, count(*) FROM body_relations_on(\(bodies), '2014-06-01') GROUP BY 1 ORDER BY 1") == [
                ["belongs-to", "4"], ["coordinates", "2"],
            ])
        #expect(try await reader.rows("SELECT count(*), sum(count) FROM seats_on(\(bodies), '2014-06-01')") == [["23", "55"]])
    }
}
