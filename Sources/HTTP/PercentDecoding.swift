/// Percent-decoding (RFC 3986 section 2.1) to UTF-8 text.
enum PercentDecoding {
    /// - Parameter plusIsSpace: `+` stands for a space in a query (the form encoding of HTML), but for itself in a path.
    static func decode(_ text: Substring, plusIsSpace: Bool) throws(EncodingFault) -> String {
        guard text.utf8.contains(where: { $0 == percent || $0 == 0 || (plusIsSpace && $0 == plus) }) else { return String(text) }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(text.utf8.count)
        var bytes = text.utf8.makeIterator()
        while let byte = bytes.next() {
            if byte == percent {
                guard let high = bytes.next(), let low = bytes.next(), let high = digit(high), let low = digit(low) else {
                    throw .brokenPercentEncoding
                }
                decoded.append(high << 4 | low)
            } else if plusIsSpace && byte == plus {
                decoded.append(UInt8(ascii: " "))
            } else {
                decoded.append(byte)
            }
        }
        guard !decoded.contains(0) else { throw .nulByte }
        guard let result = String(validating: decoded, as: UTF8.self) else { throw .invalidUTF8 }
        return result
    }

    static let percent = UInt8(ascii: "%")
    private static let plus = UInt8(ascii: "+")

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
