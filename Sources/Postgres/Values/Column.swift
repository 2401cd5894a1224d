/// A value that can be a parameter of a statement.
public protocol Bindable: Sendable {
    /// The value in PostgreSQL's text format; nil is NULL.
    var pgParameter: String? { get }
}

/// A value that can be read from a column.
public protocol Column: Sendable {
    /// Throws ``PGError/unexpectedNull(column:)`` or ``PGError/mismatch(column:expected:got:)``, never invents a value.
    static func decode(_ cell: borrowing Cell) throws(PGError) -> Self
}

/// A value with a text form, which is all that a type needs to be a parameter, a column, and an element of an array.
public protocol TextColumn: Bindable, Column, ArrayElement {
    /// nil if the text is no such value.
    init?(pgText: String)
    /// The text that PostgreSQL reads as this value.
    var pgText: String { get }
}

extension TextColumn {
    public var pgParameter: String? { pgText }

    public static func decode(_ cell: borrowing Cell) throws(PGError) -> Self {
        guard let text = cell.text else { throw .unexpectedNull(column: cell.name) }
        guard let value = Self(pgText: text) else { throw .mismatch(column: cell.name, expected: "\(Self.self)", got: text) }
        return value
    }
}

extension Optional: Bindable where Wrapped: Bindable {
    public var pgParameter: String? { self?.pgParameter }
}

extension Optional: Column where Wrapped: Column {
    public static func decode(_ cell: borrowing Cell) throws(PGError) -> Wrapped? {
        cell.isNull ? nil : try Wrapped.decode(cell)
    }
}
