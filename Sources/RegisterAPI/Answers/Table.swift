/// Items as comma-separated values (RFC 4180): a header row, then a row for each, with the objects within them spread over columns.
/// docs/decisions/0031-cells-of-csv.md says why a cell is as it is.
struct Table: Sendable {
    private let paths: [[String]]

    init(_ shape: Shape, _ fields: Fields) {
        paths = shape.paths.filter { fields.take($0[0]) }
    }

    /// The names are the paths, such as `province.code`; they stay the same whatever the items are.
    var header: [UInt8] { Self.row(paths.map { $0.joined(separator: ".") }) }

    func row(_ json: JSON) -> [UInt8] { Self.row(paths.map { Self.cell(Self.value(json, $0[...])) }) }

    /// What stands at a path; within a list, the list of what stands there in each of its elements.
    private static func value(_ json: JSON, _ path: ArraySlice<String>) -> JSON {
        switch json {
        case .array(let elements): .array(elements.map { value($0, path) })
        case .object(let members):
            path.first.flatMap { name in members.first { $0.name == name } }.map { value($0.value, path.dropFirst()) } ?? .null
        case .null, .bool, .int, .string, .verbatim: json
        }
    }

    /// nil: there is nothing.
    private static func cell(_ value: JSON) -> String? {
        switch value {
        case .string, .array, .verbatim: text(value).map(neutralised)
        case .null, .bool, .int, .object: text(value)
        }
    }

    /// A list is a row of its own, with a semicolon for the comma: a value that holds one is quoted, and one that is absent leaves its place empty.
    private static func text(_ value: JSON) -> String? {
        switch value {
        case .null, .object, .array([]): nil
        case .bool(let value): value ? "true" : "false"
        case .int(let value): String(value)
        case .string(let text): text
        case .verbatim(let text): String(decoding: text, as: UTF8.self)
        case .array(let elements): elements.map { quoted(text($0), separator: UInt8(ascii: ";")) }.joined(separator: ";")
        }
    }

    /// A text that a spreadsheet would take for a formula gets an apostrophe in front, which it takes for "this is text". One that looks as if it had got
    /// one gets another, so that what was there can be told.
    private static func neutralised(_ text: String) -> String {
        guard let first = text.unicodeScalars.first(where: { $0 != "'" }), "=+-@\t\r\n＝＋－＠".unicodeScalars.contains(first) else { return text }
        return "'" + text
    }

    /// An empty text is told from nothing by its quotes, as in PostgreSQL's COPY. By bytes, since a combining mark makes another character of a quote.
    private static func quoted(_ text: String?, separator: UInt8) -> String {
        guard let text else { return "" }
        let quote = UInt8(ascii: "\"")
        let isPlain = !text.isEmpty && !text.utf8.contains { $0 == separator || $0 == quote || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        if isPlain { return text }
        var out = [quote]
        for byte in text.utf8 {
            if byte == quote { out.append(quote) }
            out.append(byte)
        }
        return String(decoding: out + [quote], as: UTF8.self)
    }

    private static func row(_ cells: [String?]) -> [UInt8] {
        // Most readers pass over a line with nothing in it, which is how a table of one column would show that there is nothing.
        let cells = cells.count == 1 && cells[0] == nil ? [""] : cells
        return Array((cells.map { quoted($0, separator: UInt8(ascii: ",")) }.joined(separator: ",") + "\r\n").utf8)
    }
}
