import CPostgres
import Glibc

/// The parameters of one execution: all texts in one buffer that is used again, instead of an allocation per parameter.
struct ParameterBuffer {
    private var bytes: [UInt8] = []
    /// Where each text starts; -1 is NULL.
    private var starts: [Int] = []

    var count: Int { starts.count }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
    }

    /// Throws ``PGError/nulByte(parameter:)``: libpq would silently take the text up to there.
    mutating func append(_ text: String?) throws(PGError) {
        guard var text else {
            starts.append(-1)
            return
        }
        let start = bytes.count
        let holdsNul = text.withUTF8 { utf8 in
            bytes.append(contentsOf: utf8)
            return !utf8.isEmpty && memchr(utf8.baseAddress!, 0, utf8.count) != nil
        }
        bytes.append(0)
        starts.append(start)
        if holdsNul { throw .nulByte(parameter: starts.count) }
    }

    func withPointers<R>(_ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> R) -> R {
        bytes.withUnsafeBytes { buffer in
            withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: starts.count) { pointers in
                let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
                for (index, start) in starts.enumerated() {
                    pointers.initializeElement(at: index, to: start < 0 ? nil : base.map { $0 + start })
                }
                return body(UnsafePointer(pointers.baseAddress))
            }
        }
    }
}
