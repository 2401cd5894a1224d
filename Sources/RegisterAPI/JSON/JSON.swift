/// A JSON value (RFC 8259) whose objects keep the order in which they were written, since a person reads them too.
public enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    case int(Int)
    case string(String)
    case array([JSON])
    case object([Member])
    /// A value that was written elsewhere: its text, without white space around values.
    case verbatim([UInt8])

    public struct Member: Sendable, Hashable {
        public let name: String
        public let value: JSON
    }
}

extension JSON: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByStringInterpolation
{
    public init(dictionaryLiteral elements: (String, JSON)...) { self = .object(elements.map { Member(name: $0.0, value: $0.1) }) }
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int) { self = .int(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(nilLiteral: ()) { self = .null }
}

/// What can be said in JSON. An absent fact is `null`, never left out.
protocol JSONRepresentable {
    var json: JSON { get }
}

extension String: JSONRepresentable { var json: JSON { .string(self) } }
extension Int: JSONRepresentable { var json: JSON { .int(self) } }
extension Bool: JSONRepresentable { var json: JSON { .bool(self) } }
extension JSON: JSONRepresentable { var json: JSON { self } }
extension Optional: JSONRepresentable where Wrapped: JSONRepresentable { var json: JSON { map(\.json) ?? .null } }
extension Array: JSONRepresentable where Element: JSONRepresentable { var json: JSON { .array(map(\.json)) } }

extension JSON {
    /// The same object with further members at the end.
    func adding(_ members: KeyValuePairs<String, JSON>) -> JSON {
        guard case .object(let own) = self else { return self }
        return .object(own + members.map { Member(name: $0.key, value: $0.value) })
    }
}
