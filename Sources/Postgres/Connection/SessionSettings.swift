/// Settings of every connection, applied in this order right after connecting by one `select set_config(…)`.
///
/// ```swift
/// ["role": "reader", "statement_timeout": "5s", "search_path": "app", "default_transaction_read_only": "on"]
/// ```
public struct SessionSettings: Sendable, ExpressibleByDictionaryLiteral {
    public private(set) var values: [(name: String, value: String)]

    public init(dictionaryLiteral elements: (String, String)...) { values = elements.map { (name: $0.0, value: $0.1) } }

    /// Sets or replaces one.
    public subscript(name: String) -> String? {
        get { values.first { $0.name == name }?.value }
        set {
            values.removeAll { $0.name == name }
            if let newValue { values.append((name: name, value: newValue)) }
        }
    }
}

extension SessionSettings {
    /// What stands for a statement in the error of a server that refuses them: a role that is gone or may not be taken, before all.
    public static let statement = "session settings"

    /// Dates are read as ISO 8601 whatever the server, the database or the role prefers.
    private static let fixed: [(name: String, value: String)] = [("DateStyle", "ISO, YMD"), ("IntervalStyle", "postgres")]

    var sql: String {
        let calls = (Self.fixed + values).indices.map { "set_config($\($0 * 2 + 1), $\($0 * 2 + 2), false)" }
        return "select " + calls.joined(separator: ", ")
    }

    var parameters: [String] { (Self.fixed + values).flatMap { [$0.name, $0.value] } }
}
