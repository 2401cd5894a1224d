/// Takes a body as it is made: compresses it where that was asked for and pays, hashes it, and moves it to a file where it gets too large for memory.
///
/// Whoever is done has the length and the entity tag before the first byte is sent.
public struct BodyWriter: ~Copyable {
    /// A body, complete.
    public struct Written: Sendable {
        public let body: Body
        public let isCompressed: Bool
        /// A strong entity tag of exactly these bytes (RFC 9110 section 8.8.3), with its quotes.
        public let entityTag: String
    }

    /// Below it gzip costs more than it saves.
    public static let leastCompressed = 1024
    /// A mebibyte: what a hundred clients at once may well have in memory.
    public static let mostInMemory = 1 << 20

    private let mayCompress: Bool
    private var bytes: [UInt8] = []
    private var gzip: Gzip?
    private var file: TemporaryFile.Writer?
    private let hash = ContentHash()

    public init(mayCompress: Bool) {
        self.mayCompress = mayCompress
    }

    /// - Throws: ``TemporaryFileError``
    public mutating func write(_ more: [UInt8]) throws {
        if mayCompress, gzip == nil, bytes.count + more.count > Self.leastCompressed {
            gzip = Gzip()
            // What was kept so far has to go through it too.
            let first = bytes
            bytes = []
            try compress(first, last: false)
        }
        if gzip != nil { try compress(more, last: false) } else { try keep(more) }
    }

    /// - Throws: ``TemporaryFileError``
    public mutating func finish() throws -> Written {
        if gzip != nil { try compress([], last: true) }
        let isCompressed = gzip != nil
        bytes.withUnsafeBytes { hash.add($0) }
        let tag = "\"\(hash.text())\""
        guard var file = file.take() else { return Written(body: .bytes(bytes), isCompressed: isCompressed, entityTag: tag) }
        try bytes.withUnsafeBytes { try file.write($0) }
        return Written(body: .file(file.finish()), isCompressed: isCompressed, entityTag: tag)
    }

    private mutating func compress(_ more: [UInt8], last: Bool) throws {
        var out: [UInt8] = []
        more.withUnsafeBytes { input in
            gzip?.compress(input, last: last) { (piece: UnsafeRawBufferPointer) in out.append(contentsOf: piece) }
        }
        try keep(out)
    }

    private mutating func keep(_ more: [UInt8]) throws {
        bytes += more
        guard bytes.count > Self.mostInMemory else { return }
        if file == nil { file = try TemporaryFile.Writer() }
        // Taken out and put back, so that the same memory serves each time.
        var full: [UInt8] = []
        swap(&full, &bytes)
        full.withUnsafeBytes { hash.add($0) }
        try full.withUnsafeBytes { try file?.write($0) }
        full.removeAll(keepingCapacity: true)
        swap(&full, &bytes)
    }
}
