/// A value that can be an element of a one-dimensional PostgreSQL array: every ``TextColumn``, and its optional.
public protocol ArrayElement: Sendable {
    /// nil is NULL.
    var pgElement: String? { get }
    /// nil if the text (or NULL, which is nil) is no such value.
    init?(pgElement: String?)
}

extension TextColumn {
    public var pgElement: String? { pgText }
    public init?(pgElement: String?) {
        guard let pgElement else { return nil }
        self.init(pgText: pgElement)
    }
}

extension Optional: ArrayElement where Wrapped: TextColumn {
    public var pgElement: String? { self?.pgText }
    public init?(pgElement: String?) {
        guard let pgElement else {
            self = Wrapped?.none
            return
        }
        guard let value = Wrapped(pgText: pgElement) else { return nil }
        self = value
    }
}

extension Array: Bindable where Element: ArrayElement {
    public var pgParameter: String? { ArrayText.write(map(\.pgElement)) }
}

extension Array: Column where Element: ArrayElement {
    public static func decode(_ cell: borrowing Cell) throws(PGError) -> [Element] {
        guard let text = cell.text else { throw .unexpectedNull(column: cell.name) }
        guard let elements = ArrayText.read(text) else { throw .mismatch(column: cell.name, expected: "\(Self.self)", got: text) }
        var values: [Element] = []
        values.reserveCapacity(elements.count)
        for element in elements {
            guard let value = Element(pgElement: element) else {
                throw .mismatch(column: cell.name, expected: "\(Self.self)", got: text)
            }
            values.append(value)
        }
        return values
    }
}
