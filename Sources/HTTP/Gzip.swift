import CZlib

/// Compresses a stream of bytes as gzip (RFC 1952). The same bytes always give the same.
struct Gzip: ~Copyable {
    /// Behind a pointer, since zlib keeps the address of the stream it was started with.
    private let stream: UnsafeMutablePointer<z_stream>
    /// What comes out, a piece at a time; one for all calls, since there may be a call for each row of a long table.
    private let out = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)

    init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard z_start_gzip(stream, Z_DEFAULT_COMPRESSION) == Z_OK else { fatalError("There is no memory left to compress an answer.") }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
        out.deallocate()
    }

    /// Gives what comes out to `sink`, in pieces.
    /// - Parameter last: Whether nothing follows. A call after that one is a mistake of the program.
    func compress<E: Error>(_ bytes: UnsafeRawBufferPointer, last: Bool, _ sink: (UnsafeRawBufferPointer) throws(E) -> Void) throws(E) {
        stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress?.assumingMemoryBound(to: Bytef.self))
        stream.pointee.avail_in = uInt(bytes.count)
        repeat {
            stream.pointee.next_out = out.baseAddress?.assumingMemoryBound(to: Bytef.self)
            stream.pointee.avail_out = uInt(out.count)
            // Z_BUF_ERROR only says that there was nothing to do; whether there is more shows in the room that is left.
            let outcome = deflate(stream, last ? Z_FINISH : Z_NO_FLUSH)
            precondition(outcome != Z_STREAM_ERROR, "Nothing can be compressed after the end.")
            try sink(UnsafeRawBufferPointer(rebasing: out[..<(out.count - Int(stream.pointee.avail_out))]))
        } while stream.pointee.avail_out == 0
    }
}
