import Glibc

/// A file without a name: it vanishes with the last one who holds it, however the process ends.
public final class TemporaryFile: Sendable {
    let descriptor: Int32
    public let count: Int

    fileprivate init(descriptor: Int32, count: Int) {
        (self.descriptor, self.count) = (descriptor, count)
    }

    deinit { close(descriptor) }

    /// All of it, in memory.
    public func bytes() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let read = pread(descriptor, buffer.baseAddress! + filled, count - filled, off_t(filled))
                if read <= 0 { if read < 0, errno == EINTR { continue } else { return } }
                filled += read
            }
        }
    }

    /// Writes one from beginning to end.
    struct Writer: ~Copyable {
        private var descriptor: Int32
        private var count = 0

        /// - Parameter folder: Where; nil: where the environment's TMPDIR says, or else `/tmp`.
        /// - Throws: ``TemporaryFileError`` when one cannot write there.
        init(in folder: String? = nil) throws(TemporaryFileError) {
            let named = getenv("TMPDIR").map { String(cString: $0) } ?? ""
            let folder = folder ?? (named.isEmpty ? "/tmp" : named)
            var template = Array("\(folder)/body-XXXXXX".utf8CString)
            descriptor = mkstemp(&template)
            guard descriptor >= 0 else { throw TemporaryFileError(code: errno) }
            unlink(template)
            // A program that is started meanwhile has no business with it.
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }

        mutating func write(_ bytes: UnsafeRawBufferPointer) throws(TemporaryFileError) {
            var rest = bytes
            while !rest.isEmpty {
                let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if written < 0 {
                    if errno == EINTR { continue }
                    throw TemporaryFileError(code: errno)
                }
                rest = UnsafeRawBufferPointer(rebasing: rest[written...])
            }
            count += bytes.count
        }

        consuming func finish() -> TemporaryFile {
            let file = TemporaryFile(descriptor: descriptor, count: count)
            discard self
            return file
        }

        deinit { close(descriptor) }
    }
}

/// A temporary file could not be made or written.
public struct TemporaryFileError: Error, CustomStringConvertible {
    public let code: Int32

    public var description: String { "A temporary file cannot be written: \(String(cString: strerror(code)))." }
}
