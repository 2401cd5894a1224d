import HTTPTypes

/// Takes the fields of a head from libmicrohttpd one by one, and follows where they lie.
struct FieldReader {
    private(set) var headers = HTTPFields()
    private(set) var malformation: Malformation?
    /// Where the next field must begin.
    private(set) var position: UnsafePointer<CChar>

    init(at position: UnsafePointer<CChar>) {
        self.position = position
    }

    /// - Returns: Whether to go on.
    mutating func read(name: UnsafeBufferPointer<CChar>, value: UnsafeBufferPointer<CChar>) -> Bool {
        malformation = check(name: name, value: value)
        return malformation == nil
    }

    private mutating func check(name: UnsafeBufferPointer<CChar>, value: UnsafeBufferPointer<CChar>) -> Malformation? {
        guard let start = name.baseAddress, start == position, let valueStart = value.baseAddress else { return .layout }
        // libmicrohttpd has put NUL bytes for the colon, the CR and the LF.
        let afterColon = start + name.count + 1
        guard afterColon <= valueStart, Self.skipBlanks(afterColon) >= valueStart else { return .layout }
        let lineEnd = Self.skipBlanks(valueStart + value.count)
        guard lineEnd[0] == 0, lineEnd[1] == 0 else { return .layout }
        position = lineEnd + 2

        let name = name.withMemoryRebound(to: UInt8.self) { HTTPField.Name(String(decoding: $0, as: UTF8.self)) }
        guard let name else { return .fieldName }
        return value.withMemoryRebound(to: UInt8.self) { bytes in
            let trimmed = Self.withoutTrailingBlanks(bytes)
            guard HTTPField.isValidValue(trimmed) else { return .fieldValue }
            headers.append(HTTPField(name: name, value: trimmed))
            return nil
        }
    }

    private static func skipBlanks(_ text: UnsafePointer<CChar>) -> UnsafePointer<CChar> {
        var text = text
        while text.pointee == CChar(UInt8(ascii: " ")) || text.pointee == CChar(UInt8(ascii: "\t")) { text += 1 }
        return text
    }

    private static func withoutTrailingBlanks(_ bytes: UnsafeBufferPointer<UInt8>) -> Slice<UnsafeBufferPointer<UInt8>> {
        var bytes = bytes[...]
        while let last = bytes.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") { bytes.removeLast() }
        return bytes
    }
}
