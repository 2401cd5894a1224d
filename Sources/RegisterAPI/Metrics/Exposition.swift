/// Figures in the text format of Prometheus, version 0.0.4.
struct Exposition {
    enum Kind: String { case counter, gauge, histogram }

    typealias Labels = KeyValuePairs<String, String>

    private(set) var text = ""

    /// Begins a metric; its samples follow.
    mutating func describe(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    mutating func sample(_ name: String, _ labels: Labels = [:], _ value: some CustomStringConvertible) {
        text += name
        if !labels.isEmpty { text += "{" + labels.map { "\($0.key)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",") + "}" }
        text += " \(value)\n"
    }

    /// A metric of one sample. nil: it is not known, and left out.
    mutating func single(_ name: String, _ kind: Kind, _ value: (some CustomStringConvertible)?, _ help: String) {
        guard let value else { return }
        describe(name, kind, help)
        sample(name, [:], value)
    }

    private static func escaped(_ value: String) -> String {
        value.contains { "\\\"\n".contains($0) }
            ? value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") : value
    }
}
