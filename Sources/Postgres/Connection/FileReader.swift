import Glibc

/// A file that is read piece by piece.
final class FileReader {
    private let path: String
    private let descriptor: Int32
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)

    init(path: String) throws(PGError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw Self.failure(path) }
    }

    deinit {
        buffer.deallocate()
        if descriptor >= 0 { close(descriptor) }
    }

    /// Gives the next piece to `use`; false at the end of the file.
    func read(_ use: (UnsafeRawBufferPointer) throws -> Void) throws -> Bool {
        let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        if count < 0 { throw Self.failure(path) }
        if count > 0 { try use(UnsafeRawBufferPointer(rebasing: buffer.prefix(count))) }
        return count > 0
    }

    /// The whole file as text; bytes that are no UTF-8 are an error.
    static func text(_ path: String) throws(PGError) -> String {
        let file = try FileReader(path: path)
        var bytes: [UInt8] = []
        do { while try file.read({ bytes.append(contentsOf: $0) }) {} } catch { throw failure(path) }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .file(path: path, reason: "it is not UTF-8") }
        return text
    }

    private static func failure(_ path: String) -> PGError { .file(path: path, reason: String(cString: strerror(errno))) }
}
