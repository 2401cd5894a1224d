import CZlib

extension Reply {
    /// The body without its coding. nil where it does not have the coding that Content-Encoding names.
    var content: [UInt8]? {
        switch self["Content-Encoding"] {
        case nil: body
        case "gzip": Self.inflated(body)
        default: nil
        }
    }

    private static func inflated(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        // 15 bits of window, and 16: a gzip header (RFC 1952) is wanted.
        guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        var input = bytes
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        return input.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = uInt(input.count)
            while true {
                let (result, count) = buffer.withUnsafeMutableBufferPointer { buffer in
                    stream.next_out = buffer.baseAddress
                    stream.avail_out = uInt(buffer.count)
                    let result = inflate(&stream, Z_NO_FLUSH)
                    return (result, buffer.count - Int(stream.avail_out))
                }
                content += buffer[..<count]
                if result == Z_STREAM_END { return stream.avail_in == 0 ? content : nil }
                guard result == Z_OK else { return nil }
            }
        }
    }
}
