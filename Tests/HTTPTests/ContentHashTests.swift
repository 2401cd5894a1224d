import Testing

@testable import HTTP

@Suite struct ContentHashTests {
    private func hash(_ bytes: [UInt8], pieces: Int = .max) -> String {
        let hash = ContentHash()
        var rest = bytes[...]
        repeat {
            rest.prefix(pieces).withUnsafeBytes { hash.add($0) }
            rest = rest.dropFirst(pieces)
        } while !rest.isEmpty
        return hash.text()
    }

    /// XXH3-128 as another build of the algorithm gives it: the package xxhash 4.1.0 of PyPI (xxHash 0.8.4), `xxh3_128_hexdigest`, over bytes of which the
    /// n-th is `(7 * n + n / 256) % 256`. The lengths are those at which the algorithm goes another way, and some far beyond.
    @Test(arguments: [
        (0, "99aa06d3014798d86001c324468d497f"), (1, "a6cd5e9392000f6ac44bdff4074eecdb"), (3, "656e81c56e41fe02c3489259e968ad9e"),
        (9, "82ddc95bc76007671c69c3f04aaed08c"), (16, "ddf6c1254d70f76794eaa17b20756f46"), (17, "263f67af63088041735fe434ded90c3c"),
        (128, "dd9e5aa9bd51cc9cc6bd21ecc865f29f"), (129, "00433635cf8d872e7f4accb76587485b"), (240, "89e3a0a2ee355d25d10beb4e0599e4b3"),
        (241, "75f4da43f23cce5a541b19226f0052e8"), (1024, "a3da96fbd688736171bee625238addb4"), (1025, "a53cd4fd16206676d9b414f4e1bbf7ad"),
        (100_000, "4e53faeda1b5812bb25cea78018497ff"),
    ]) func isXXH3(length: Int, expected: String) {
        let bytes = (0..<length).map { UInt8((7 * $0 + $0 / 256) % 256) }
        #expect(hash(bytes) == expected)
        for pieces in [1, 100, 4_096] { #expect(hash(bytes, pieces: pieces) == expected) }
    }

    @Test func aTextIsHashedToo() {
        // The same source; two halves that begin with other digits than 0, unlike that of length 129 above.
        #expect(hash(Array("hello, world".utf8)) == "11c83d9c1ee368164c0abe17b55db69c")
    }

    @Test func oneBitMakesAnother() {
        var bytes = Sample.noise(10_000)
        let before = hash(bytes)
        bytes[9_999] ^= 1
        #expect(hash(bytes) != before)
    }
}
