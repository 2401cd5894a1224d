/// The first column of a table that a client sends (RFC 4180).
///
/// It takes what spreadsheets write: lines that end in CR LF, LF or CR, a semicolon for the comma (as where the comma is in numbers), a byte order mark.
/// Lines with nothing in them are passed over.
enum SeparatedValues {
    /// Why the text is no table.
    struct Fault: Error, Sendable, Hashable, CustomStringConvertible {
        /// From 1.
        let line: Int
        let description: String
    }

    static func firstColumn(_ bytes: [UInt8]) throws(Fault) -> [String] {
        var rest = bytes[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        var values: [String] = []
        var line = 1
        while !rest.isEmpty {
            if isEnd(rest[rest.startIndex]) {
                takeEnd(&rest, &line)
                continue
            }
            var isFirst = true
            repeat {
                let cell = try cell(&rest, &line)
                if isFirst { values.append(cell) }
                isFirst = false
            } while takeSeparator(&rest)
            takeEnd(&rest, &line)
        }
        return values
    }

    private static func isEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
    private static func isSeparator(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") || byte == 0x09 }

    private static func takeSeparator(_ rest: inout ArraySlice<UInt8>) -> Bool {
        guard let byte = rest.first, isSeparator(byte) else { return false }
        rest.removeFirst()
        return true
    }

    private static func takeEnd(_ rest: inout ArraySlice<UInt8>, _ line: inout Int) {
        guard let byte = rest.popFirst() else { return }
        if byte == 0x0D, rest.first == 0x0A { rest.removeFirst() }
        line += 1
    }

    private static func cell(_ rest: inout ArraySlice<UInt8>, _ line: inout Int) throws(Fault) -> String {
        let quote = UInt8(ascii: "\"")
        guard rest.first == quote else {
            let cell = rest.prefix { !isSeparator($0) && !isEnd($0) }
            rest = rest[cell.endIndex...]
            // Only codes are read: what is not UTF-8 is no code, and is shown as far as it can be.
            return String(decoding: cell, as: UTF8.self)
        }
        let start = line
        rest.removeFirst()
        var cell: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte != quote {
                if byte == 0x0A { line += 1 }
                cell.append(byte)
            } else if rest.first == quote {
                cell.append(quote)
                rest.removeFirst()
            } else {
                guard rest.first.map({ isSeparator($0) || isEnd($0) }) ?? true else {
                    throw Fault(line: line, description: "Something follows a closing quotation mark.")
                }
                return String(decoding: cell, as: UTF8.self)
            }
        }
        throw Fault(line: start, description: "A quotation mark is not closed.")
    }
}
