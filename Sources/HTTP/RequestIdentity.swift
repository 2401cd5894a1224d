import Glibc
import HTTPTypes

/// By what a request is found again in logs, here and at those who sent it on.
public struct RequestIdentity: Sendable, Hashable {
    /// As `X-Request-ID` says, or a new one.
    public let id: String
    /// As W3C Trace Context has it: the field `traceparent` as it came; nil where there was none, or none that is valid.
    public let traceparent: String?

    /// A new one where it does not read well: one that anybody may send is written to logs, and sent back.
    /// - Parameters:
    ///   - id: What the client says; empty where it says nothing.
    init(id: UnsafeRawBufferPointer, traceparent: UnsafeRawBufferPointer) {
        let isGood = (1...Self.longest).contains(id.count) && id.allSatisfy { 0x21...0x7E ~= $0 }
        self.id = isGood ? String(decoding: id, as: UTF8.self) : Self.new()
        self.traceparent = Self.isValid(traceparent) ? String(decoding: traceparent, as: UTF8.self) : nil
    }

    init(id: String = "", traceparent: String = "") {
        var (id, traceparent) = (id, traceparent)
        self = id.withUTF8 { id in traceparent.withUTF8 { Self(id: UnsafeRawBufferPointer(id), traceparent: UnsafeRawBufferPointer($0)) } }
    }

    private static let longest = 128

    private static func new() -> String {
        let digits = Array("0123456789abcdef".utf8)
        var bits = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))
        return String(unsafeUninitializedCapacity: 32) { out in
            withUnsafeBytes(of: &bits) { bytes in
                for (index, byte) in bytes.enumerated() {
                    out[2 * index] = digits[Int(byte >> 4)]
                    out[2 * index + 1] = digits[Int(byte & 15)]
                }
            }
            return 32
        }
    }

    /// Version, trace, parent and flags, in small hexadecimal digits (Trace Context, section 3.2.2). Of a version to come what is known of it counts.
    private static func isValid(_ text: UnsafeRawBufferPointer) -> Bool {
        let dash = UInt8(ascii: "-")
        guard text.count == 55 || (56...256 ~= text.count && text[55] == dash && !hasVersion("00", text)) else { return false }
        guard text[2] == dash, text[35] == dash, text[52] == dash, !hasVersion("ff", text) else { return false }
        func isHex(_ range: Range<Int>) -> Bool {
            text[range].allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0 }
        }
        func isSome(_ range: Range<Int>) -> Bool { text[range].contains { $0 != UInt8(ascii: "0") } }
        return isHex(0..<2) && isHex(3..<35) && isSome(3..<35) && isHex(36..<52) && isSome(36..<52) && isHex(53..<55)
            && text.allSatisfy { 0x21...0x7E ~= $0 }
    }

    private static func hasVersion(_ version: StaticString, _ text: UnsafeRawBufferPointer) -> Bool {
        memcmp(text.baseAddress!, version.utf8Start, 2) == 0
    }

    /// The fields that an answer has of it.
    var fields: [(name: String, value: String)] {
        [("X-Request-ID", id)] + (traceparent.map { [("traceparent", $0)] } ?? [])
    }
}

extension Request {
    /// Whether its client gave it a name, or a place in a trace.
    var isNamed: Bool { headers.contains { $0.name == RequestHead.requestID || $0.name == RequestHead.traceparent } }
}
