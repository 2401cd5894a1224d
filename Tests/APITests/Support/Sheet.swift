@testable import RegisterAPI

/// A collection as CSV, read back.
struct Sheet {
    let columns: [String]
    let rows: [[String?]]

    init(_ reply: Reply) throws {
        var records = try CSVReader.records(reply.body)
        guard let header = records.first, let columns = header as? [String] else { throw CSVReader.Fault(description: "There is no header row.") }
        records.removeFirst()
        if let short = records.first(where: { $0.count != columns.count }) { throw CSVReader.Fault(description: "A row has \(short.count) cells.") }
        self.columns = columns
        rows = records
    }

    subscript(column: String) -> [String?] {
        guard let index = columns.firstIndex(of: column) else { return [] }
        return rows.map { $0[index] }
    }

    /// What differs between a row and the JSON of its item.
    func faults(row: Int, _ item: JSON) -> [String] {
        zip(columns, rows[row]).compactMap { column, cell in
            let value = item.value(at: column.split(separator: ".").map(String.init)[...])
            // Nothing is quoted in a table of one column, lest its line be empty.
            let isSame = cell == "" && columns.count == 1 && value.isNothing ? true : Self.stands(cell, for: value)
            return isSame ? nil : "row \(row), \(column): \(cell.map { "“\($0)”" } ?? "nothing") is not \(value)"
        }
    }

    private static func stands(_ cell: String?, for value: JSON) -> Bool {
        switch value {
        case .bool, .int: holds(cell, value)
        default: holds(cell.map(plain), value)
        }
    }

    private static func holds(_ text: String?, _ value: JSON) -> Bool {
        switch value {
        case .null, .object, .verbatim, .array([]): return text == nil
        case .bool(let value): return text == (value ? "true" : "false")
        case .int(let value): return text == String(value)
        case .string(let value): return text.map { Array($0.utf8) } == Array(value.utf8)
        case .array(let elements):
            guard let parts = text == nil ? [nil] : try? CSVReader.list(text ?? "") else { return false }
            return parts.count == elements.count && zip(parts, elements).allSatisfy(holds)
        }
    }

    /// A text without the apostrophe that keeps a spreadsheet from taking it for a formula.
    private static func plain(_ text: String) -> String {
        guard text.unicodeScalars.first == "'", isFormula(text.unicodeScalars.first { $0 != "'" }) else { return text }
        return String(text.unicodeScalars.dropFirst())
    }

    /// Whether a spreadsheet would take a cell that begins so for a formula, or might pass over what it begins with and then do so.
    static func isFormula(_ first: Unicode.Scalar?) -> Bool {
        first.map { "=+-@\t\r\n＝＋－＠".unicodeScalars.contains($0) } ?? false
    }
}

extension JSON {
    /// What stands at a path; within a list, the list of what stands there in each of its elements.
    func value(at path: ArraySlice<String>) -> JSON {
        if case .array(let elements) = self { return .array(elements.map { $0.value(at: path) }) }
        guard let name = path.first else { return self }
        return self[name].value(at: path.dropFirst())
    }

    fileprivate var isNothing: Bool { self == .null || self == [] }

    /// The paths of all that is neither null, nor an object, nor a list of them.
    var leaves: Set<String> {
        switch self {
        case .null: []
        case .bool, .int, .string, .verbatim: [""]
        case .array(let elements): elements.reduce(into: []) { $0.formUnion($1.leaves) }
        case .object(let members):
            members.reduce(into: []) { leaves, member in
                for leaf in member.value.leaves { leaves.insert(leaf.isEmpty ? member.name : "\(member.name).\(leaf)") }
            }
        }
    }
}
