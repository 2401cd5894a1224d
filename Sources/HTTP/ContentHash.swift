import CXXHash

/// 128 bits that name a stream of bytes (XXH3). It does not withstand somebody who looks for two bodies with one hash; he would only deceive himself.
struct ContentHash: ~Copyable {
    private let state: OpaquePointer

    init() {
        guard let state = XXH3_createState() else { fatalError("There is no memory left to hash an answer.") }
        self.state = state
        XXH3_128bits_reset(state)
    }

    deinit { XXH3_freeState(state) }

    func add(_ bytes: UnsafeRawBufferPointer) { XXH3_128bits_update(state, bytes.baseAddress, bytes.count) }

    /// 32 hexadecimal digits.
    func text() -> String {
        let hash = XXH3_128bits_digest(state)
        func padded(_ half: UInt64) -> String {
            let digits = String(half, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        return padded(hash.high64) + padded(hash.low64)
    }
}
