import HTTPTypes
import Testing

@testable import HTTP
@testable import RegisterAPI

@Suite struct ShelfTests {
    private static func complete(_ size: Int, tag: String = "\"t\"") -> Complete {
        Complete(whole: Response(status: .ok, body: [UInt8](repeating: 1, count: size)), entityTag: tag, moment: nil)
    }

    private static func put(_ shelf: inout Shelf, _ key: String, size: Int = 100) -> Shelf.Entry? {
        shelf.put(key, complete(size), generation: 1, readAt: .now)
    }

    private static func spelling(_ target: String) throws -> RequestKey {
        let target = try #require(Target(target))
        return try #require(RequestKey(Request(target: target)))
    }

    private static func found(_ shelf: Shelf, _ target: String) -> String? {
        var target = target
        return target.withUTF8 { shelf.find(RequestView(target: UnsafeRawBufferPointer($0)))?.key }
    }

    @Test func theLeastRecentlyUsedMakesRoom() throws {
        var shelf = Shelf(limit: 100_000)
        let each = Shelf.overhead + 100 + 2 * 3
        let room = 100_000 / each
        for number in 100..<(100 + room) { _ = Self.put(&shelf, String(number)) }
        #expect(shelf.count == room && shelf.bytes == room * each)
        shelf.touch(try #require(shelf.find("100")))
        for number in 200..<203 { _ = Self.put(&shelf, String(number)) }
        #expect(shelf.count == room && shelf.bytes <= shelf.limit)
        #expect(shelf.find("100") != nil && shelf.find("202") != nil)
        #expect(["101", "102", "103"].allSatisfy { shelf.find($0) == nil } && shelf.find("104") != nil)
    }

    /// However many are put, in whatever sizes, spelled in however many ways.
    @Test func itStaysWithinItsBytes() throws {
        var shelf = Shelf(limit: 200_000)
        var random = SplitMix(seed: 7, number: 1)
        for _ in 1...20_000 {
            let key = "k\(random.next() % 300)"
            let entry = Self.put(&shelf, key, size: Int(random.next() % 30_000))
            if let entry { shelf.learn(try Self.spelling("/\(key)?\(random.next() % 50)"), of: entry) }
            if random.next() % 5 == 0, let entry = shelf.find("k\(random.next() % 300)") { shelf.touch(entry) }
            try #require(shelf.bytes <= shelf.limit && shelf.bytes >= 0)
        }
        for number in 0..<300 {
            for query in 0..<50 {
                if let key = Self.found(shelf, "/k\(number)?\(query)") { #expect(key == "k\(number)" && shelf.find(key) != nil) }
            }
        }
        // Nothing is left of what was put away: all that is counted is there.
        #expect((0..<300).compactMap { shelf.find("k\($0)")?.cost }.reduce(0, +) == shelf.bytes)
    }

    @Test func whatIsTooLargeIsNotKept() throws {
        var shelf = Shelf(limit: 100_000)
        #expect(Self.put(&shelf, "a", size: 1000) != nil)
        // Nor is what it would have replaced.
        #expect(Self.put(&shelf, "a", size: 12_000) == nil && shelf.find("a") == nil && shelf.bytes == 0)
        var none = Shelf(limit: 0)
        #expect(Self.put(&none, "a", size: 0) == nil && none.count == 0)
    }

    @Test func anAnswerIsFoundByItsLatestSpellings() throws {
        var shelf = Shelf(limit: 1_000_000)
        let entry = try #require(Self.put(&shelf, "a"))
        for number in 1...Shelf.mostSpellings + 2 { shelf.learn(try Self.spelling("/a?\(number)"), of: entry) }
        #expect(entry.spellings.count == Shelf.mostSpellings)
        #expect(Self.found(shelf, "/a?1") == nil && Self.found(shelf, "/a?2") == nil)
        #expect(Self.found(shelf, "/a?3") == "a" && Self.found(shelf, "/a?\(Shelf.mostSpellings + 2)") == "a")
        // A newer answer to the same is found by them too.
        _ = Self.put(&shelf, "a", size: 7)
        #expect(Self.found(shelf, "/a?3") == "a" && shelf.find("a")?.complete.whole.body.count == 7)
    }
}
