/// Comma-separated values (RFC 4180).
enum CommaSeparated {
    /// The cells of each row. nil where the text does not keep to the grammar: a quotation mark out of its place, a line that does not end in CR LF.
    static func rows(_ text: String) -> [[String]]? {
        var rows: [[String]] = []
        var row: [String] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            guard let cell = cell(&rest) else { return nil }
            row.append(cell)
            if rest.starts(with: [13, 10]) {
                rest = rest.dropFirst(2)
                rows.append(row)
                row = []
            } else if rest.popFirst() != UInt8(ascii: ",") {
                return nil
            }
        }
        return row.isEmpty ? rows : nil
    }

    private static func cell(_ rest: inout ArraySlice<UInt8>) -> String? {
        let mark = UInt8(ascii: "\"")
        guard rest.first == mark else {
            let cell = rest.prefix { $0 != UInt8(ascii: ",") && $0 != 13 }
            rest = rest[cell.endIndex...]
            return cell.contains(where: { $0 == mark || $0 == 10 }) ? nil : String(decoding: cell, as: UTF8.self)
        }
        var cell: [UInt8] = []
        rest = rest.dropFirst()
        while let byte = rest.popFirst() {
            if byte != mark {
                cell.append(byte)
            } else if rest.first == mark {
                cell.append(mark)
                rest = rest.dropFirst()
            } else {
                return String(decoding: cell, as: UTF8.self)
            }
        }
        return nil
    }
}
