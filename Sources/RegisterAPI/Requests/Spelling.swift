/// What somebody may have meant.
enum Spelling {
    /// Of the candidates those that are at most a third of their letters away, nearest first, then those that contain the text; at most three.
    static func near(_ text: String, among candidates: some Sequence<String>) -> [String] {
        let text = String(text.lowercased().prefix(64))
        let wanted = Array(text.utf8)
        let measured = candidates.map { (name: $0, distance: distance(wanted, Array($0.lowercased().utf8))) }
        let alike = measured.filter { $0.distance <= max(1, $0.name.utf8.count / 3) }
        // Of less than four letters too much is a part.
        let containing = wanted.count < 4 ? [] : measured.filter { $0.name.lowercased().contains(text) }
        var names: [String] = []
        for candidate in [alike, containing].flatMap({ $0.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) } })
        where !names.contains(candidate.name) {
            names.append(candidate.name)
        }
        return Array(names.prefix(3))
    }

    /// `Did you mean “validOn”?`, with a space in front; empty where nothing is near.
    static func hint(_ text: String, among candidates: some Sequence<String>) -> String {
        let names = near(text, among: candidates)
        return names.isEmpty ? "" : " Did you mean \(names.map { "“\($0)”" }.joined(separator: " or "))?"
    }

    /// Optimal string alignment: insertions, deletions, substitutions, and neighbours swapped, each counting one.
    static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var before: [Int] = []
        var last = Array(0...b.count)
        for i in 0..<a.count {
            var row = [i + 1]
            for j in 0..<b.count {
                var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, before[j - 1] + 1) }
                row.append(best)
            }
            (before, last) = (last, row)
        }
        return last[b.count]
    }
}
