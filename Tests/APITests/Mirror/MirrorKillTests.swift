import TestCluster
import Testing

/// Ten thousand changes, and a mirror that is killed at twenty moments of them.
@Suite struct MirrorKillTests {
    /// An editor who does all that can be done, in transactions of any size.
    private actor Editor {
        private let database: TestDatabase
        private var random = SplitMix(seed: 20_261_122, number: 5)
        private var number = 0

        init(_ database: TestDatabase) { self.database = database }

        var changes: Int {
            get async throws { try await database.rows("SELECT count(*) FROM change WHERE revision > 1")[0][0].flatMap { Int($0) } ?? 0 }
        }

        func write(until total: Int) async throws {
            while try await changes < total { try await database.edit((0..<5).map { _ in transaction() }.joined(separator: "; ")) }
        }

        private func transaction() -> String {
            "BEGIN; " + (0..<(1 + random.below(4))).map { _ in change() }.joined(separator: "; ") + "; COMMIT"
        }

        private func change() -> String {
            number += 1
            let most = random.pick([1, 1, 3, 10, 40, 150])
            let mine = "(SELECT id FROM source WHERE id LIKE 'proef-%' ORDER BY md5(id || \(number)) LIMIT \(most))"
            let figures =
                "(SELECT municipality_code, reference_date FROM inhabitants ORDER BY md5(municipality_code || reference_date || \(number)) LIMIT \(most))"
            switch random.below(8) {
            case 0, 1, 2:
                return
                    "INSERT INTO source (id, title, publisher, note) SELECT 'proef-\(number)-' || n, 'Titel ' || n, 'P', nullif(n % 3, 0)::text FROM generate_series(1, \(most)) n"
            case 3: return "UPDATE source SET title = 'Titel \(number) é “”', url = 'https://example.org/\(number)' WHERE id IN \(mine)"
            // Another key, on a day on which there is no figure yet.
            case 4:
                return """
                    UPDATE inhabitants i SET reference_date = reference_date + \(number) WHERE (municipality_code, reference_date) IN \(figures)
                    AND NOT EXISTS (SELECT FROM inhabitants o WHERE o.municipality_code = i.municipality_code AND o.reference_date = i.reference_date + \(number))
                    AND EXISTS (SELECT FROM municipality_name n WHERE n.municipality_code = i.municipality_code AND n.validity @> i.reference_date + \(number))
                    """
            case 5: return "DELETE FROM source WHERE id IN \(mine)"
            case 6: return "UPDATE inhabitants SET count = count + \(number) WHERE (municipality_code, reference_date) IN \(figures)"
            default:
                return "DELETE FROM inhabitants WHERE (municipality_code, reference_date) IN \(figures.replacing("LIMIT \(most)", with: "LIMIT 3"))"
            }
        }
    }

    @Test func itEndsEqualToTheRegister() async throws {
        let office = try await Office()
        let (database, file) = (office.database, MirroredFile())
        var random = SplitMix(seed: 20_261_122, number: 20)
        let editor = Editor(database)
        // What a whole run takes on this machine as it is now: the moments are within it, however busy it is.
        let clock = ContinuousClock()
        let start = clock.now
        #expect(try await MirroredFile().mirror(office.service).status == 0)
        let whole = clock.now - start
        var kills = 0
        var seen: Set<Int?> = []
        while kills < 20 {
            let total = (kills + 1) * 500
            async let written: Void = editor.write(until: total)
            // Some come once, others stay.
            let options = random.chance(50) ? ["--follow"] : []
            let mirror = try Program.start(["mirror", "--from", office.service.address, "--to", file.path] + options)
            // The first ones in the midst of the snapshot.
            try await Task.sleep(for: whole * Double(random.below(kills < 5 ? 50 : 100)) / 100)
            mirror.kill9()
            let outcome = try await mirror.outcome()
            try await written
            #expect(outcome.status == 137 || outcome.status == 0, "\(outcome)")
            if outcome.status == 137 { kills += 1 }
            // So that it has a snapshot to go on from, also where everything takes long.
            if kills == 6 || kills == 13 { #expect(try await file.mirror(office.service).status == 0) }
            // Whoever reads now sees nothing, or a state that the register had.
            seen.insert(try file.revision)
            if try file.revision != nil { try await file.expectEqual(database) }
        }
        #expect(try await editor.changes >= 10_000)
        let end = try await file.mirror(office.service, "--verify")
        #expect(end.status == 0 && end.output.contains("Equal to the register at revision "), "\(end)")
        try await file.expectEqual(database)
        #expect(try await database.rows("SELECT latest_revision()") == [[file.revision.map(String.init)]])
        #expect(seen.count > 1, "it was killed at different places: \(seen)")
    }
}
