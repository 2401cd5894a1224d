import CXXHash
import Glibc
import HTTPTypes

/// All of a plain request on which its answer may depend, as it was received: the target, Accept and Accept-Encoding.
public struct RequestKey: Sendable, Hashable {
    /// Separated by a byte that can be in none of them.
    private let bytes: [UInt8]
    private static let separator = UInt8(ascii: "\n")

    /// nil where a field is repeated: such a request is not a plain one.
    public init?(_ request: Request) {
        let accept = request.headers[values: .accept]
        let encoding = request.headers[values: .acceptEncoding]
        guard accept.count <= 1, encoding.count <= 1 else { return nil }
        let target = Array(request.target.description.utf8)
        bytes = target + [Self.separator] + Array((accept.first ?? "").utf8) + [Self.separator] + Array((encoding.first ?? "").utf8)
    }

    /// Bytes that it takes.
    public var count: Int { bytes.count }

    /// The same as that of a view that is equal. Nobody who does not know the seed can make many with one hash.
    public func hash(seed: UInt64) -> UInt64 {
        bytes.withUnsafeBytes { bytes in
            bytes.split(separator: Self.separator, omittingEmptySubsequences: false).reduce(seed) { hash, part in
                RequestView.hash(UnsafeRawBufferPointer(rebasing: part), seed: hash)
            }
        }
    }

    public static func == (key: borrowing RequestKey, view: borrowing RequestView) -> Bool {
        let (target, accept, encoding) = (view.target, view.accept, view.acceptEncoding)
        guard key.bytes.count == target.count + accept.count + encoding.count + 2 else { return false }
        return key.bytes.withUnsafeBytes { bytes in
            func holds(_ part: UnsafeRawBufferPointer, at offset: Int) -> Bool {
                part.isEmpty || memcmp(bytes.baseAddress! + offset, part.baseAddress!, part.count) == 0
            }
            return holds(target, at: 0) && bytes[target.count] == separator && holds(accept, at: target.count + 1)
                && bytes[target.count + accept.count + 1] == separator && holds(encoding, at: target.count + accept.count + 2)
        }
    }
}

extension RequestView {
    public func hash(seed: UInt64) -> UInt64 {
        Self.hash(acceptEncoding, seed: Self.hash(accept, seed: Self.hash(target, seed: seed)))
    }

    static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 { XXH3_64bits_withSeed(bytes.baseAddress, bytes.count, seed) }
}
