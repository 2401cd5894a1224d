extension JSON {
    /// What PostgreSQL prints of a `jsonb` value, which has a space behind each colon and comma; null for nil.
    init(stored text: String?) {
        guard let text else {
            self = .null
            return
        }
        var compact: [UInt8] = []
        compact.reserveCapacity(text.utf8.count)
        var isInString = false
        var isEscaped = false
        for byte in text.utf8 {
            if byte == UInt8(ascii: " "), !isInString { continue }
            if byte == UInt8(ascii: "\""), !isEscaped { isInString.toggle() }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
            compact.append(byte)
        }
        self = .verbatim(compact)
    }
}
