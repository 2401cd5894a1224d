import TestCluster
import Testing

@testable import RegisterAPI

/// Pages of a list that an editor changes meanwhile: within one revision nothing is there twice and nothing is lost, and each page says its revision.
@Suite struct PagingUnderChangeTests {
    /// Figures of which many are equal and some are absent, in two municipalities of Limburg too.
    private static let ties = """
        DELETE FROM inhabitants WHERE municipality_code IN ('GM0988', 'GM0946', 'GM0014', 'GM1900');
        UPDATE inhabitants SET count = count / 25000 * 25000 WHERE reference_date = '2026-01-01'
        """

    private static let tied = Task {
        let office = try await Office()
        try await office.edit(ties)
        return office
    }

    /// What is the same for items that an order has to put one after the other all the same.
    private static func value(_ item: [UInt8], _ key: String) -> JSON {
        let json = JSON(reading: item) ?? .null
        return switch key {
        case "inhabitants": json["inhabitants"]["count"]
        case "province": json["province"]["code"]
        default: json[key]
        }
    }

    @Test(arguments: ["name", "code", "inhabitants", "province", "validFrom", "validTo"], ["", "-"])
    func pagesOfAnySizeAreTheList(key: String, sign: String) async throws {
        let office = try await Self.tied.value
        for (target, sizes) in [
            ("/v1/municipalities?validOn=2026-06-01&province=PV31&sort=\(sign)\(key)", [1, 7]),
            ("/v1/municipalities?validOn=2026-06-01&sort=\(sign)\(key)", [7, 50]),
        ] {
            let whole = try await office.whole(target)
            try #require(Set(whole.items).count == whole.items.count && whole.items.count > 30)
            for size in sizes {
                var seen: [[UInt8]] = []
                for number in 1...(whole.items.count + size - 1) / size {
                    let page = try await office.page(target, number, size)
                    #expect(page.revision == whole.revision && page.total == whole.items.count)
                    seen += page.items
                }
                #expect(seen == whole.items, "\(target) in pages of \(size)")
            }
            let values = whole.items.map { Self.value($0, key) }
            let present = values.prefix { $0 != .null }
            #expect(values.dropFirst(present.count).allSatisfy { $0 == .null }, "absent values last")
            // The question is a hard one: without a last key the order of these would be anybody's guess.
            let isTied = zip(values, values.dropFirst()).contains { $0 == $1 }
            #expect(isTied == (key != "name" && key != "code"))
            if key == "inhabitants" { #expect(values.count { $0 == .null } == (target.contains("PV31") ? 2 : 4)) }
        }
    }

    @Test(arguments: ["name", "-inhabitants"]) func aChangeBetweenTwoPagesIsSeen(term: String) async throws {
        let office = try await Office()
        let target = "/v1/municipalities?validOn=2026-06-01&sort=\(term)"
        let before = try await office.whole(target)
        let first = try await office.page(target, 1, 50)
        #expect(first.revision == before.revision && first.items == Array(before.items.prefix(50)))
        // One from the first page goes to the end: all others move up, and one of them from the second page to the first, which was read already.
        let code = try #require(JSON(reading: first.items[3])?["code"].text)
        try await office.edit(
            term == "name"
                ? "UPDATE municipality_name SET name = 'Zzz' WHERE municipality_code = '\(code)'"
                : "UPDATE inhabitants SET count = 1 WHERE municipality_code = '\(code)'")
        let after = try await office.whole(target)
        var mixed = first.items
        for number in 2...7 {
            let page = try await office.page(target, number, 50)
            #expect(page.revision == after.revision && page.revision == before.revision + 1)
            mixed += page.items
        }
        func codes(_ items: [[UInt8]]) -> [String] { items.compactMap { JSON(reading: $0)?["code"].text } }
        // Who does not look at the revision has one twice and one not at all.
        #expect(codes(mixed).count == 342 && Set(codes(mixed)).count == 341)
        #expect(Set(codes(after.items)).subtracting(codes(mixed)) == [codes(before.items)[50]])
        // Who does, begins again, and has the list.
        let again = try await office.page(target, 1, 50)
        #expect(again.revision == after.revision)
        #expect(again.items + mixed.dropFirst(50) == after.items && Set(codes(after.items)).count == 342)
    }

    /// Whichever revision a page comes from, it is the slice of the list as it was in that one, never of two.
    @Test func pagesReadWhileAnEditorCommits() async throws {
        let office = try await Office()
        let target = "/v1/municipalities?validOn=2026-06-01&sort=-inhabitants"
        let first = try await office.whole(target)
        var lists = [first.revision: first.items]
        for round in 1...6 {
            // Turns the order around, so that nearly every page is another.
            async let change: Void = office.edit("UPDATE inhabitants SET count = 1000000 - count WHERE reference_date = '2026-01-01'")
            let pages = try await withThrowingTaskGroup(of: (Int, Int, [[UInt8]]).self) { group in
                for number in 1...12 {
                    group.addTask {
                        let page = try await office.page(target, (number - 1) % 7 + 1, 50)
                        return ((number - 1) % 7, page.revision, page.items)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            try await change
            let list = try await office.whole(target)
            #expect(list.revision == first.revision + round && list.items != lists[list.revision - 1])
            lists[list.revision] = list.items
            for (index, revision, items) in pages {
                #expect(items == Array(try #require(lists[revision]).dropFirst(index * 50).prefix(50)), "page \(index + 1) of revision \(revision)")
            }
        }
    }
}

/// What it reads.
extension Office {
    /// The whole list, with the revision that it is of.
    fileprivate func whole(_ target: String) async throws -> (revision: Int, items: [[UInt8]]) {
        let reply = try await service.send(target, fields: ["Accept: application/x-ndjson"], type: Resource.ndjson)
        return (try revision(of: reply), reply.body.split(separator: UInt8(ascii: "\n")).map(Array.init))
    }

    fileprivate func page(_ target: String, _ number: Int, _ size: Int) async throws -> (revision: Int, total: Int, items: [[UInt8]]) {
        let reply = try await service.send("\(target)&page=\(number)&pageSize=\(size)")
        let body = try reply.json()
        return (try revision(of: reply), try #require(body["page"]["total"].number), body["items"].elements.map(\.bytes))
    }

    private func revision(of reply: Reply) throws -> Int { try #require(reply["Register-Revision"].flatMap { Int($0) }) }
}
