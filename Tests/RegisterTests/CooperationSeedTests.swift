import Postgres
import Register
import Testing

/// What else the seed holds of cooperation: organisations, legal forms, policy domains, procurements and milestones, and how much there is of everything.
@Suite struct CooperationSeedTests {
    /// A table that grows or shrinks has a fact that no source states, or lacks one.
    @Test func howMuchThereIs() async throws {
        let reader = try await SharedRegister.reader()
        for (table, count) in [
            ("policy_domain", 12), ("legal_form", 13), ("organisation", 22), ("organisation_version", 22), ("arrangement", 7),
            ("arrangement_version", 7), ("arrangement_policy_domain", 16), ("participant", 55), ("arrangement_organisation", 3), ("body", 14),
            ("seat", 35), ("body_relation", 7), ("procurement", 3), ("milestone", 16),
        ] { #expect(try await reader.number("SELECT count(*) FROM \(table)") == count, "\(table)") }
    }

    @Test func organisationsAndPartnerGroups() async throws {
        let reader = try await SharedRegister.reader()
        func names(_ kind: String) async throws -> [String] {
            try await reader.column("SELECT name FROM organisations_on('2014-06-01') WHERE kind = '\(kind)' ORDER BY name COLLATE \"C\"")
        }
        #expect(
            try await names("organisation") == [
                "& Van de Laar", "Baanbrekers", "Berenschot", "Bureau Jeugdzorg", "Integraal Toezicht Jeugdzaken (ITJ)",
                "Ministerie van Binnenlandse Zaken en Koninkrijksrelaties", "Ministerie van Sociale Zaken en Werkgelegenheid", "Provincie Limburg",
                "Risse",
                "UWV", "WML Facilitair", "Werk.kom", "Westrom",
            ])
        #expect(
            try await names("partner-group") == [
                "Algemeen Maatschappelijk Werk", "Deelnemende gemeenten", "Gemeenten in Parkstad", "Jeugdgezondheidszorg", "Kernpartners",
                "Ontwikkelpartners", "Opdrachtgever: een van de deelnemende gemeenten", "Samenwerkingspartners", "Scholen",
            ])
        #expect(
            try await reader.rows("SELECT name, parent_id, parent_name FROM organisations_on('2014-06-01') WHERE parent_id IS NOT NULL") == [
                ["WML Facilitair", "baanbrekers", "Baanbrekers"]
            ])
        #expect(
            try await reader.rows(
                "SELECT arrangement_id, organisation_id, task, valid_from, valid_to, date_precision FROM arrangement_organisation ORDER BY 2")
                == [
                    ["baanbrekers", "baanbrekers", "carries-out", "2013-01-01", nil, "year"],
                    ["jeugdketen-parkstad", "berenschot", "supports", "2013-01-01", nil, "not-stated"],
                    ["baanbrekers", "wml-facilitair", "supports", "2013-01-01", nil, "not-stated"],
                ])
    }

    /// The five of the act with what the national register calls them, and those of private law and of none.
    @Test func legalForms() async throws {
        let reader = try await SharedRegister.reader()
        #expect(
            try await reader.rows("SELECT id, gr_register_form FROM legal_form WHERE gr_register_form IS NOT NULL ORDER BY id") == [
                ["bedrijfsvoeringsorganisatie", "bedrijfsvoeringsorganisatie"], ["centrumregeling", "regeling zonder meer"],
                ["gemeenschappelijk-orgaan", "gemeenschappelijk orgaan"], ["openbaar-lichaam", "openbaar lichaam"],
                ["regeling-zonder-meer", "regeling zonder meer"],
            ])
        #expect(
            try await reader.column("SELECT id FROM legal_form WHERE gr_register_form IS NULL ORDER BY id") == [
                "bv", "convenant", "cooperatie", "netwerk", "nv", "samenwerkingsovereenkomst", "stichting", "vereniging",
            ])
        #expect(
            try await reader.rows(
                "SELECT legal_form_name, gr_register_form FROM arrangements_on('2016-01-01') WHERE id = 'jeugdhulpregio-zuid-limburg'")
                == [["Centrumregeling", "regeling zonder meer"]])
    }

    @Test func policyDomains() async throws {
        #expect(
            try await SharedRegister.reader().rows("SELECT id, dutch_name FROM policy_domain ORDER BY id") == [
                ["care", "zorg"], ["education", "onderwijs"], ["labour-market", "arbeidsmarkt"], ["long-term-care", "langdurige zorg (Awbz)"],
                ["participation", "participatie (werk en inkomen)"], ["preventive-youth-policy", "preventief jeugdbeleid"], ["safety", "veiligheid"],
                ["social-support", "maatschappelijke ondersteuning (Wmo)"], ["social-work", "maatschappelijk werk"], ["welfare", "welzijn"],
                ["work", "werk"], ["youth-care", "jeugdhulp"],
            ])
    }

    @Test func whatWasBoughtTogether() async throws {
        #expect(
            try await SharedRegister.reader().rows(
                """
                SELECT arrangement_id, policy_domain_id, provider_count, providers_approximate, amount, amount_approximate, valid_from, valid_to, date_precision
                FROM procurement ORDER BY amount
                """) == [
                    ["samen-14", "social-support", nil, "f", "70000000", "t", "2016-01-01", "2019-01-01", "year"],
                    ["samen-14", "youth-care", nil, "f", "140000000", "t", "2016-01-01", "2019-01-01", "year"],
                    ["samen-14", nil, "300", "t", "210000000", "t", "2016-01-01", "2019-01-01", "year"],
                ])
    }

    @Test func milestones() async throws {
        let reader = try await SharedRegister.reader()
        let found = try await reader.rows(
            """
            SELECT arrangement_id, happened_on, date_precision, kind, organisation_id, title FROM milestone
            ORDER BY arrangement_id, happened_on NULLS LAST, title COLLATE "C"
            """)
        let (west, labour) = ("3d-midden-limburg-west", "arbeidsmarktbeleid-midden-limburg")
        #expect(
            found == [
                [west, "2013-02-19", "day", "letter", "ministerie-bzk", "Decentralisation letter"],
                [
                    west, "2013-04-01", "month", "decision", nil,
                    "The three colleges adopt the direction document “3D in Midden-Limburgs perspectief”",
                ],
                [west, "2013-05-01", "month", "notice", nil, "VNG and the ministry are told"],
                [west, "2013-05-31", "day", "target", nil, "Proposals due"], [west, "2013-07-12", "day", "letter", nil, "Letter that opens phase 2"],
                [west, "2013-08-19", "day", "agreement", nil, "The portfolio holders of the three agree to institute a regiegroep"],
                [west, "2014-01-01", "day", "target", nil, "Target date for the cooperations to be operational"],
                [west, "2015-01-01", "day", "end", nil, "The project structure ends"],
                [labour, "2015-01-01", "day", "end", nil, "The project structure ends"],
                [labour, nil, "not-stated", "decision", "ministerie-szw", "Designation as labour-market region"],
                ["baanbrekers", nil, "not-stated", "study", "van-de-laar", "Advisory study on the organisation structure"],
                ["jeugdhulpregio-zuid-limburg", nil, "not-stated", "study", "van-de-laar", "Advies structuur en sturing"],
                ["jeugdketen-parkstad", nil, "not-stated", "study", "integraal-toezicht-jeugdzaken", "Study of homeless youth in Parkstad"],
                ["samen-14", "2016-01-01", "year", "decision", nil, "The Koersplan is adopted"],
                ["samen-14", "2019-01-01", "year", "start", nil, "The new contracts begin"],
                ["samen-14", nil, "not-stated", "evaluation", "van-de-laar", "Forward-looking evaluation of the procurement process"],
            ])
        for stated in [
            "At the end of May 2013.", "Joint cover of financial risk, commissioning, legal structure.",
            "Each municipality appoints a coordinating alderman to it; the three colleges confirm it.", "Then it is evaluated.",
            "The region had begun to splinter on parts", "with an internal project group", "the seven good habits of youth-care procurement (VNG)",
            "an online questionnaire among stakeholders in the 14 municipalities", "holds a scale of at least 100,000 inhabitants necessary",
        ] { #expect(try await reader.number("SELECT count(*) FROM milestone WHERE strpos(description, '\(stated)') > 0") > 0, "\(stated)") }
    }

    /// Each arrangement and what belongs to it stand on the document about that cooperation, and on nothing else.
    @Test func everyArrangementHasOneSource() async throws {
        #expect(
            try await SharedRegister.reader().rows(
                "SELECT DISTINCT a.id, array_to_string(a.sources, ' ') FROM unnest('{2014-06-01,2019-06-01}'::date[]) d, arrangements_on(d) a ORDER BY 1"
            ) == [
                ["3d-midden-limburg-west", "samenwerking-midden-limburg"], ["arbeidsmarktbeleid-midden-limburg", "samenwerking-midden-limburg"],
                ["baanbrekers", "samenwerking-baanbrekers"], ["jeugdhulpregio-zuid-limburg", "samenwerking-zuid-limburg"],
                ["jeugdketen-parkstad", "samenwerking-jeugdketen-parkstad"], ["samen-14", "samenwerking-samen-14"],
                ["wzsw-midden-brabant", "samenwerking-wzsw-midden-brabant"],
            ])
    }
}
