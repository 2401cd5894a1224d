/// Items as comma-separated values (RFC 4180): a header row, then a row for each, with the objects within them spread over columns.
struct Table: Sendable {
    private let paths: [[String]]

    init(_ shape: Shape, _ fields: Fields) {
        paths = shape.paths.filter { fields.take($0[0]) }
    }

    /// The names are the paths, such as `province.code`; they stay the same whatever the items are.
    var header: [UInt8] { Self.row(paths.map { $0.joined(separator: ".") }) }

    func row(_ json: JSON) -> [UInt8] { Self.row(paths.map { Self.cell(json, $0[...]) ?? "" }) }

    /// nil: there is nothing. A list is one cell, with its values separated by semicolons; a value that is absent in it leaves its place empty.
    private static func cell(_ json: JSON, _ path: ArraySlice<String>) -> String? {
        if case .array(let elements) = json {
            return elements.isEmpty ? nil : elements.map { cell($0, path) ?? "" }.joined(separator: ";")
        }
        if let name = path.first {
            guard case .object(let members) = json, let member = members.first(where: { $0.name == name }) else { return nil }
            return cell(member.value, path.dropFirst())
        }
        switch json {
        case .null, .array, .object: return nil
        case .bool(let value): return value ? "true" : "false"
        case .int(let value): return String(value)
        case .string(let text): return neutralised(text)
        }
    }

    /// A text that a spreadsheet would take for a formula gets an apostrophe in front, which it takes for "this is text".
    private static func neutralised(_ text: String) -> String {
        guard let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first) else { return text }
        return "'" + text
    }

    private static func row(_ cells: [String]) -> [UInt8] {
        var out: [UInt8] = []
        for (index, cell) in cells.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            if cell.utf8.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 10 || $0 == 13 }) {
                out.append(UInt8(ascii: "\""))
                for byte in cell.utf8 {
                    if byte == UInt8(ascii: "\"") { out.append(byte) }
                    out.append(byte)
                }
                out.append(UInt8(ascii: "\""))
            } else {
                out.append(contentsOf: cell.utf8)
            }
        }
        return out + [13, 10]
    }
}
