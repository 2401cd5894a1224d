import HTTPTypes
import Testing

@testable import HTTP

@Suite struct BodyWriterTests {
    /// - Parameter pieces: How many bytes are written at a time.
    private func written(_ bytes: [UInt8], gzip: Bool, pieces: Int = .max) throws -> BodyWriter.Written {
        var writer = BodyWriter(mayCompress: gzip)
        var rest = bytes[...]
        while !rest.isEmpty {
            try writer.write(Array(rest.prefix(pieces)))
            rest = rest.dropFirst(pieces)
        }
        return try writer.finish()
    }

    private func tag(of bytes: [UInt8]) -> String {
        let hash = ContentHash()
        bytes.withUnsafeBytes { hash.add($0) }
        return "\"\(hash.text())\""
    }

    /// What holds of every body: its length is known, its tag is of the very bytes that are sent, and they hold what was written.
    private func check(_ written: BodyWriter.Written, holds bytes: [UInt8], _ location: SourceLocation = #_sourceLocation) throws {
        let contents = written.body.contents
        #expect(written.body.count == contents.count, sourceLocation: location)
        #expect(written.entityTag == tag(of: contents), sourceLocation: location)
        let isSame = try (written.isCompressed ? gunzip(contents) : contents) == bytes
        #expect(isSame, "\(bytes.count) bytes", sourceLocation: location)
    }

    @Test(arguments: [1, 100, 1_024, .max]) func gzipBeginsAboveAKibibyte(pieces: Int) throws {
        for (size, isCompressed) in [(1, false), (1_023, false), (1_024, false), (1_025, true), (5_000, true)] {
            let bytes = Sample.table(size)
            let compressed = try written(bytes, gzip: true, pieces: pieces)
            #expect(compressed.isCompressed == isCompressed, "\(size)")
            try check(compressed, holds: bytes)
            let plain = try written(bytes, gzip: false, pieces: pieces)
            #expect(!plain.isCompressed)
            try check(plain, holds: bytes)
            #expect((plain.entityTag == compressed.entityTag) == !isCompressed, "other bytes have another tag, the same have the same")
        }
    }

    @Test(arguments: [1 << 16, .max]) func aFileTakesOverAboveAMebibyte(pieces: Int) throws {
        for (size, isFile) in [((1 << 20) - 1, false), (1 << 20, false), ((1 << 20) + 1, true), (5_000_000, true)] {
            let bytes = Sample.table(size)
            let plain = try written(bytes, gzip: false, pieces: pieces)
            #expect(plain.body.isFile == isFile, "\(size)")
            try check(plain, holds: bytes)
        }
    }

    /// It is the length of what is sent that counts.
    @Test func whatCompressesWellStaysInMemory() throws {
        let table = Sample.table(3_000_000)
        let small = try written(table, gzip: true, pieces: 1_000)
        #expect(!small.body.isFile)
        try check(small, holds: table)
        let noise = Sample.noise(3_000_000)
        let large = try written(noise, gzip: true, pieces: 1_000)
        #expect(large.body.isFile)
        try check(large, holds: noise)
    }

    @Test(arguments: [false, true]) func theTagDoesNotHangOnHowItWasWritten(gzip: Bool) throws {
        let bytes = Sample.table(1_500_000)
        let whole = try written(bytes, gzip: gzip)
        for pieces in [33, 1_024, 65_536, 1_000_000] {
            let other = try written(bytes, gzip: gzip, pieces: pieces)
            #expect(other.entityTag == whole.entityTag, "\(pieces)")
            #expect(other.body.count == whole.body.count, "\(pieces)")
        }
    }

    @Test func oneByteMakesAnotherTag() throws {
        var bytes = Sample.table(1_500_000)
        let before = try written(bytes, gzip: false)
        bytes[0] ^= 1
        #expect(try written(bytes, gzip: false).entityTag != before.entityTag)
    }

    @Test(arguments: [false, true]) func nothingIsABodyToo(gzip: Bool) throws {
        for writes in 0...2 {
            var writer = BodyWriter(mayCompress: gzip)
            for _ in 0..<writes { try writer.write([]) }
            let written = try writer.finish()
            #expect(written.body.count == 0 && !written.isCompressed && !written.body.isFile)
            #expect(written.entityTag == "\"99aa06d3014798d86001c324468d497f\"")
        }
    }

    @Test func theTagIsOneThatAFieldCanHold() throws {
        let tag = try written(Sample.noise(1_000), gzip: false).entityTag
        #expect(tag.wholeMatch(of: /"[0-9a-f]{32}"/) != nil)
        #expect(Request(target: Target(path: "/"), headers: [.ifNoneMatch: "W/\(tag)"]).alreadyHas(tag))
    }
}

extension Body {
    var isFile: Bool {
        switch self {
        case .bytes, .stream: false
        case .file: true
        }
    }
}
