import Testing

/// Comma-separated values as PostgreSQL writes and reads them (RFC 4180; an unquoted nothing is NULL).
enum CSV {
    static func records(_ bytes: [UInt8]) -> [[String?]] {
        var records: [[String?]] = []
        var record: [String?] = []
        var field: [UInt8] = []
        var isQuoted = false
        var wasQuoted = false
        func end() {
            record.append(field.isEmpty && !wasQuoted ? nil : String(decoding: field, as: UTF8.self))
            field.removeAll(keepingCapacity: true)
            wasQuoted = false
        }
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if isQuoted {
                if byte != UInt8(ascii: "\"") {
                    field.append(byte)
                } else if index < bytes.count, bytes[index] == byte {
                    field.append(byte)
                    index += 1
                } else {
                    isQuoted = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): (isQuoted, wasQuoted) = (true, true)
            case UInt8(ascii: ","): end()
            case UInt8(ascii: "\n"):
                end()
                records.append(record)
                record.removeAll(keepingCapacity: true)
            default: field.append(byte)
            }
        }
        return records
    }

    @Test static func readsWhatPostgreSQLWrites() {
        let text = "a,,\"\",\"x, \"\"y\"\"\nz\"\nb\n"
        #expect(records(Array(text.utf8)) == [["a", nil, "", "x, \"y\"\nz"], ["b"]])
    }
}
