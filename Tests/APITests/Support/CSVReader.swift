import Testing

/// Reads comma-separated values strictly as RFC 4180 has them, and takes nothing that it does not: every line ends with CR LF, a quotation mark stands only
/// around a value or twice within one. A value without anything, also without quotation marks, is nil.
struct CSVReader {
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    private let bytes: [UInt8]
    private let separator: UInt8
    private var position = 0

    private static let quote = UInt8(ascii: "\"")
    private static let (cr, lf) = (UInt8(ascii: "\r"), UInt8(ascii: "\n"))

    /// All records, the header too.
    static func records(_ bytes: [UInt8]) throws -> [[String?]] {
        var reader = CSVReader(bytes: bytes, separator: UInt8(ascii: ","))
        var records: [[String?]] = []
        while reader.position < bytes.count {
            records.append(try reader.record())
            guard reader.take(cr), reader.take(lf) else { throw reader.fault("a line that does not end with CR LF") }
        }
        return records
    }

    /// The values of a list in a cell: a record with a semicolon for the comma, and no end of line.
    static func list(_ cell: String) throws -> [String?] {
        var reader = CSVReader(bytes: Array(cell.utf8), separator: UInt8(ascii: ";"))
        let values = try reader.record()
        guard reader.position == reader.bytes.count else { throw reader.fault("more than one line") }
        return values
    }

    private func fault(_ what: String) -> Fault { Fault(description: "There is \(what) at byte \(position).") }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func record() throws -> [String?] {
        var values = [try value()]
        while take(separator) { values.append(try value()) }
        return values
    }

    private mutating func value() throws -> String? {
        var value: [UInt8] = []
        let isQuoted = take(Self.quote)
        while true {
            let byte = position < bytes.count ? bytes[position] : nil
            if isQuoted {
                guard let byte else { throw fault("no closing quotation mark") }
                position += 1
                if byte == Self.quote, !take(Self.quote) { break }
                value.append(byte)
            } else {
                guard let byte, byte != separator, byte != Self.cr, byte != Self.lf else { break }
                guard byte != Self.quote else { throw fault("a quotation mark within a value that has none around it") }
                position += 1
                value.append(byte)
            }
        }
        guard let text = String(validating: value, as: UTF8.self) else { throw fault("something that is not UTF-8") }
        return isQuoted || !text.isEmpty ? text : nil
    }

    @Test static func takesWhatRFC4180Has() throws {
        #expect(try records(Array("a,,\"\",\"x, \"\"y\"\"\r\nz\"\r\n\r\nb;c\r\n".utf8)) == [["a", nil, "", "x, \"y\"\r\nz"], [nil], ["b;c"]])
        #expect(try list(";\"a;b\";\"\"\"\";\"\"") == [nil, "a;b", "\"", ""])
    }

    @Test(arguments: ["a", "a\n", "a\r", "a\rb\r\n", "a\nb\r\n", "a\"b\r\n", "\"a\r\n", "\"a\"b\r\n", "\"a\" \r\n", "a\r\nb"])
    static func takesNothingElse(text: String) {
        #expect(throws: Fault.self) { try records(Array(text.utf8)) }
    }
}
