import CZlib
import Testing

/// Bodies to try things with.
enum Sample {
    /// Lines as a table has them: they compress to a fraction.
    static func table(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 64)
        var row = 0
        while bytes.count < count {
            row += 1
            bytes += Array("\(row),name of row \(row % 97),2024-01-01,,current\r\n".utf8)
        }
        return Array(bytes.prefix(count))
    }

    /// Bytes in which nothing comes back, the same at each call (xorshift64, Marsaglia 2003): gzip makes them longer.
    static func noise(_ count: Int) -> [UInt8] {
        var state: UInt64 = 88_172_645_463_325_252
        var words = [UInt64](repeating: 0, count: count / 8 + 1)
        for index in words.indices {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            words[index] = state
        }
        return words.withUnsafeBytes { Array($0.prefix(count)) }
    }
}

/// What a gzip stream holds. Fails where it is none, where its length or its checksum is wrong, and where something follows it.
func gunzip(_ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) throws -> [UInt8] {
    var stream = z_stream()
    try #require(inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK, sourceLocation: sourceLocation)
    defer { inflateEnd(&stream) }
    var input = bytes
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    let outcome = input.withUnsafeMutableBufferPointer { input in
        stream.next_in = input.baseAddress
        stream.avail_in = uInt(input.count)
        while true {
            let (outcome, count) = buffer.withUnsafeMutableBufferPointer { buffer in
                stream.next_out = buffer.baseAddress
                stream.avail_out = uInt(buffer.count)
                let outcome = inflate(&stream, Z_NO_FLUSH)
                return (outcome, buffer.count - Int(stream.avail_out))
            }
            output += buffer[..<count]
            if outcome != Z_OK { return outcome }
        }
    }
    try #require(outcome == Z_STREAM_END, sourceLocation: sourceLocation)
    #expect(stream.avail_in == 0, "something follows", sourceLocation: sourceLocation)
    return output
}
