import Postgres
import Testing

/// Makes transactions of one to five changes to names, memberships and figures, some of which are rolled back, in whole or to a savepoint.
struct RandomChanges: Sendable {
    /// Rows as text, of all three tables.
    typealias State = Set<String>

    private var random: RandomSource
    private var counter = 0
    /// From revision 1 on.
    var states: [State] = []
    private var current: [String: String] = [:]

    init(start: UInt64, revision: Int) {
        random = RandomSource(state: start)
        #expect(revision == 1)
    }

    /// Ten municipalities that exist from 2000 until 2020, and two regions.
    static let setUp = """
        BEGIN;
        INSERT INTO source (id, title, publisher) VALUES ('s', 'S', 'P');
        INSERT INTO region_type VALUES ('t', 'T', 'T', 'region', false, 's');
        INSERT INTO region VALUES ('r1', 't', 's'), ('r2', 't', 's');
        INSERT INTO region_name (region_id, name, source_id) VALUES ('r1', 'R1', 's'), ('r2', 'R2', 's');
        INSERT INTO municipality SELECT 'GM000' || n, 's' FROM generate_series(0, 9) n;
        INSERT INTO municipality_name (municipality_code, name, valid_from, valid_to, source_id)
        SELECT code, 'Basis', '2000-01-01', '2020-01-01', 's' FROM municipality;
        COMMIT
        """

    /// Without the ten names that stand from the beginning.
    static func state(_ db: isolated Connection, of revision: Int?) throws -> State {
        let number = revision.map(String.init) ?? "NULL"
        return Set(
            try db.column(
                """
                SELECT concat_ws(' ', 'name', municipality_code, valid_from, valid_to, validity, name) FROM municipality_name_as_of(\(number)) WHERE name <> 'Basis'
                UNION ALL SELECT concat_ws(' ', 'member', region_id, municipality_code, valid_from, valid_to, validity) FROM region_member_as_of(\(number))
                UNION ALL SELECT concat_ws(' ', 'figure', municipality_code, reference_date, count) FROM inhabitants_as_of(\(number))
                """))
    }

    /// `committed` is the state that it leads to; nil if it changes nothing.
    mutating func transaction() -> (sql: String, committed: State?) {
        let before = current
        var statements = ["BEGIN"]
        var changes = 0
        for _ in 0..<Int.random(in: 1...5, using: &random) {
            if Int.random(in: 0..<6, using: &random) == 0 {
                let kept = current
                statements += ["SAVEPOINT a", change(), "ROLLBACK TO a"]
                current = kept
            } else {
                statements.append(change())
                changes += 1
            }
        }
        if Int.random(in: 0..<7, using: &random) == 0 {
            current = before
            return ((statements + ["ROLLBACK"]).joined(separator: "; "), nil)
        }
        return ((statements + ["COMMIT"]).joined(separator: "; "), changes > 0 ? Set(current.values) : nil)
    }

    private mutating func change() -> String {
        counter += 1
        let code = "GM000\(Int.random(in: 0...9, using: &random))"
        let year = Int.random(in: 2000...2004, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: return name(code, year + 25)
        case 1: return member(code, year, region: Bool.random(using: &random) ? "r1" : "r2")
        default: return figure(code, year)
        }
    }

    private mutating func name(_ code: String, _ year: Int) -> String {
        let key = "name \(code) \(year)-01-01"
        let whereItIs = "WHERE municipality_code = '\(code)' AND valid_from = '\(year)-01-01'"
        func row() -> String { "\(key) \(year + 1)-01-01 [\(year)-01-01,\(year + 1)-01-01) N\(counter)" }
        guard current[key] != nil else {
            current[key] = row()
            return
                "INSERT INTO municipality_name (municipality_code, name, valid_from, valid_to, source_id) VALUES ('\(code)', 'N\(counter)', '\(year)-01-01', '\(year + 1)-01-01', 's')"
        }
        if Bool.random(using: &random) {
            current[key] = nil
            return "DELETE FROM municipality_name \(whereItIs)"
        }
        current[key] = row()
        return "UPDATE municipality_name SET name = 'N\(counter)' \(whereItIs)"
    }

    private mutating func member(_ code: String, _ year: Int, region: String) -> String {
        let key = "member \(region) \(code) \(year)-01-01"
        let whereItIs = "WHERE region_id = '\(region)' AND municipality_code = '\(code)' AND valid_from = '\(year)-01-01'"
        // Another end each time, so that no change is none.
        let end = "\(year)-\(10 + counter % 3)-\(10 + counter % 19)"
        let row = "\(key) \(end) [\(year)-01-01,\(end))"
        guard let standing = current[key] else {
            current[key] = row
            return
                "INSERT INTO region_member (region_id, municipality_code, valid_from, valid_to, source_id) VALUES ('\(region)', '\(code)', '\(year)-01-01', '\(end)', 's')"
        }
        if standing == row || Bool.random(using: &random) {
            current[key] = nil
            return "DELETE FROM region_member \(whereItIs)"
        }
        current[key] = row
        return "UPDATE region_member SET valid_to = '\(end)' \(whereItIs)"
    }

    private mutating func figure(_ code: String, _ year: Int) -> String {
        let key = "figure \(code) \(year)-01-01"
        let whereItIs = "WHERE municipality_code = '\(code)' AND reference_date = '\(year)-01-01'"
        guard current[key] != nil else {
            current[key] = "\(key) \(counter)"
            return "INSERT INTO inhabitants VALUES ('\(code)', '\(year)-01-01', \(counter), 'exact', 'published', 's')"
        }
        if Bool.random(using: &random) {
            current[key] = nil
            return "DELETE FROM inhabitants \(whereItIs)"
        }
        current[key] = "\(key) \(counter)"
        return "UPDATE inhabitants SET count = \(counter) \(whereItIs)"
    }
}
