/// The text form of a one-dimensional array, `{a,"b c",NULL}` (PostgreSQL documentation, 8.15.6).
enum ArrayText {
    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")

    /// Every element in quotes: an unquoted `NULL`, comma, brace or outer space would mean something else.
    static func write(_ elements: [String?]) -> String {
        var bytes: [UInt8] = [UInt8(ascii: "{")]
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            guard let element else {
                bytes.append(contentsOf: "NULL".utf8)
                continue
            }
            bytes.append(quote)
            for byte in element.utf8 {
                if byte == quote || byte == backslash { bytes.append(backslash) }
                bytes.append(byte)
            }
            bytes.append(quote)
        }
        bytes.append(UInt8(ascii: "}"))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// nil for what is not a one-dimensional array that counts from 1.
    static func read(_ text: String) -> [String?]? {
        var rest = text.utf8[...]
        guard rest.popFirst() == UInt8(ascii: "{"), rest.popLast() == UInt8(ascii: "}") else { return nil }
        if rest.isEmpty { return [] }
        var elements: [String?] = []
        while true {
            guard let element = readElement(&rest) else { return nil }
            elements.append(element)
            guard let separator = rest.popFirst() else { return elements }
            guard separator == UInt8(ascii: ",") else { return nil }
        }
    }

    private static func readElement(_ rest: inout Substring.UTF8View) -> String?? {
        var bytes: [UInt8] = []
        guard rest.first == quote else {
            while let byte = rest.first, byte != UInt8(ascii: ",") {
                guard byte != UInt8(ascii: "{"), byte != UInt8(ascii: "}") else { return nil }
                bytes.append(rest.removeFirst())
            }
            if bytes.isEmpty { return nil }
            let word = String(decoding: bytes, as: UTF8.self)
            return .some(word == "NULL" ? nil : word)
        }
        rest.removeFirst()
        while let byte = rest.popFirst() {
            if byte == quote { return String(decoding: bytes, as: UTF8.self) }
            if byte == backslash {
                guard let escaped = rest.popFirst() else { return nil }
                bytes.append(escaped)
            } else {
                bytes.append(byte)
            }
        }
        return nil
    }
}
