extension JSON {
    /// What a text that should be JSON is not.
    struct Fault: Error, Sendable, Hashable, CustomStringConvertible {
        /// In bytes, from 0.
        let position: Int
        let description: String
    }

    /// Reads JSON (RFC 8259) of a client. It is stricter in two points: numbers are whole, and no object has a member twice.
    init(parsing bytes: [UInt8]) throws(Fault) {
        var parser = JSONParser(bytes: bytes)
        self = try parser.document()
    }
}

private struct JSONParser {
    /// Deeper than any body that this service takes, and shallow enough for any stack.
    private static let deepest = 16

    let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(JSON.Fault) -> JSON {
        // RFC 8259 section 8.1 lets a reader pass over a byte order mark, and some editors write one.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        let value = try value()
        skipSpace()
        if next != nil { throw fault("Something follows the end of the JSON.") }
        return value
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func fault(_ what: String) -> JSON.Fault { JSON.Fault(position: position, description: what) }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func value() throws(JSON.Fault) -> JSON {
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try nested { (parser) throws(JSON.Fault) in try parser.object() }
        case UInt8(ascii: "["): return try nested { (parser) throws(JSON.Fault) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case let byte? where byte == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte): return try number()
        case nil: throw fault("The JSON ends before it is complete.")
        default: return try word()
        }
    }

    private mutating func nested(_ read: (inout JSONParser) throws(JSON.Fault) -> JSON) throws(JSON.Fault) -> JSON {
        if depth == Self.deepest { throw fault("The JSON is nested more than \(Self.deepest) deep.") }
        depth += 1
        position += 1
        let value = try read(&self)
        depth -= 1
        return value
    }

    private mutating func word() throws(JSON.Fault) -> JSON {
        for (word, value) in [("null", JSON.null), ("true", .bool(true)), ("false", .bool(false))]
        where bytes[position...].starts(with: word.utf8) {
            position += word.utf8.count
            return value
        }
        throw fault("This is no JSON value.")
    }

    private mutating func number() throws(JSON.Fault) -> JSON {
        let start = position
        while let byte = next, "+-.eE0123456789".utf8.contains(byte) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        // 988.0 is a whole number too (JSON Schema 2020-12, section 4.2.3).
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let isWhole = parts.count == 1 || !parts[1].isEmpty && parts[1].allSatisfy { $0 == "0" }
        // What is written otherwise is no JSON (a leading zero), or no whole number that fits.
        guard isWhole, let number = Int(parts[0]), String(number) == parts[0] else {
            position = start
            throw fault("“\(text.prefix(40))” is not a whole number of JSON.")
        }
        return .int(number)
    }

    private mutating func array() throws(JSON.Fault) -> JSON {
        var elements: [JSON] = []
        if take(UInt8(ascii: "]")) { return .array([]) }
        while true {
            elements.append(try value())
            if take(UInt8(ascii: "]")) { return .array(elements) }
            guard take(UInt8(ascii: ",")) else { throw fault("There is no comma, and no end of the list.") }
        }
    }

    private mutating func object() throws(JSON.Fault) -> JSON {
        var members: [JSON.Member] = []
        var names: Set<String> = []
        if take(UInt8(ascii: "}")) { return .object([]) }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw fault("There is no name of a member.") }
            let name = try string()
            if !names.insert(name).inserted { throw fault("“\(name.prefix(40))” is there twice.") }
            guard take(UInt8(ascii: ":")) else { throw fault("There is no colon after a name.") }
            members.append(.init(name: name, value: try value()))
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw fault("There is no comma, and no end of the object.") }
        }
    }

    private mutating func string() throws(JSON.Fault) -> String {
        let start = position
        var text: [UInt8] = []
        position += 1
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                guard let valid = String(validating: text, as: UTF8.self) else {
                    position = start
                    throw fault("A text is not UTF-8.")
                }
                return valid
            case 0..<0x20: throw fault("A control character stands in a text.")
            case UInt8(ascii: "\\"):
                position += 1
                text += try Array(String(escaped()).utf8)
            default:
                position += 1
                text.append(byte)
            }
        }
        throw fault("The JSON ends within a text.")
    }

    /// What follows a backslash (RFC 8259 section 7).
    private mutating func escaped() throws(JSON.Fault) -> Unicode.Scalar {
        guard let byte = next else { throw fault("The JSON ends within a text.") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            let first = try codeUnit()
            if let scalar = Unicode.Scalar(first) { return scalar }
            // A character beyond the basic plane is two code units of UTF-16.
            guard first < 0xDC00, bytes[position...].starts(with: "\\u".utf8) else { break }
            position += 2
            let second = try codeUnit()
            guard (0xDC00...0xDFFF).contains(second) else { break }
            return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
        default: break
        }
        throw fault("A backslash stands before what it cannot stand before.")
    }

    private mutating func codeUnit() throws(JSON.Fault) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw fault("\\u takes four hexadecimal digits.")
            }
            unit = unit << 4 | UInt32(digit)
            position += 1
        }
        return unit
    }
}
