import Testing

@testable import HTTP

@Suite struct GzipTests {
    /// - Parameter pieces: How many bytes go in at a time.
    private func compressed(_ bytes: [UInt8], pieces: Int = .max) -> [UInt8] {
        let gzip = Gzip()
        var out: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            rest.prefix(pieces).withUnsafeBytes { gzip.compress($0, last: false) { (piece: UnsafeRawBufferPointer) in out += piece } }
            rest = rest.dropFirst(pieces)
        }
        gzip.compress(UnsafeRawBufferPointer(start: nil, count: 0), last: true) { (piece: UnsafeRawBufferPointer) in out += piece }
        return out
    }

    /// Around the 64 KiB that come out at a time, and beyond them.
    @Test(arguments: [0, 1, 1_000, 65_535, 65_536, 65_537, 131_072, 5_000_000], [false, true])
    func whatComesOutHoldsWhatWentIn(size: Int, isNoise: Bool) throws {
        let bytes = isNoise ? Sample.noise(size) : Sample.table(size)
        let out = compressed(bytes)
        let isSame = try gunzip(out) == bytes
        #expect(isSame)
        if size >= 65_535 { #expect(isNoise ? out.count > size : out.count < size / 4) }
    }

    /// All in one call: what comes out of noise grows by a byte or so for each byte that goes in, so at one of these sizes it fills the room to the last byte.
    @Test func noLengthIsCutOff() throws {
        let noise = Sample.noise(65_600)
        var lengths: Set<Int> = []
        for size in 65_450..<65_550 {
            var out: [UInt8] = []
            noise[..<size].withUnsafeBytes { Gzip().compress($0, last: true) { (piece: UnsafeRawBufferPointer) in out += piece } }
            lengths.insert(out.count)
            #expect(try gunzip(out).count == size)
        }
        #expect(lengths.contains(65_535) && lengths.contains(65_536) && lengths.contains(65_537))
    }

    @Test(arguments: [1, 7, 1_000, 65_536]) func theSameBytesGiveTheSameHoweverTheyCome(pieces: Int) {
        for bytes in [Sample.table(300_000), Sample.noise(300_000)] {
            let isSame = compressed(bytes, pieces: pieces) == compressed(bytes)
            #expect(isSame)
        }
    }

    /// RFC 1952 section 2.3.1: no time, no name, so that the entity tag hangs on the content alone.
    @Test func theHeaderSaysNothingOfTimeOrName() {
        let out = compressed(Sample.table(10))
        #expect(out[..<4] == [0x1F, 0x8B, 8, 0])
        #expect(out[4..<8] == [0, 0, 0, 0])
    }
}
