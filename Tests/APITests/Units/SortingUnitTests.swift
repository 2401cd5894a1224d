import HTTP
import Register
import Testing

@testable import RegisterAPI

@Suite struct SortingUnitTests {
    private struct Item: Hashable {
        let id: Int
        var count: Int?
        var name: String?
    }

    private func sorted(_ items: [Item], by terms: String) throws -> [Int] {
        var parameters = Parameters(Request(target: Target(path: "/x", query: "sort=\(terms)")))
        let sorting: Sorting<Item> = parameters.sorting([
            ("count", { item, _ in SortValue(item.count) }), ("name", { item, _ in SortValue(item.name) }), ("place", { _, place in .int(place) }),
        ])
        _ = try parameters.finish()
        return sorting.apply(to: items).map(\.id)
    }

    @Test func absentValuesComeLastInBothDirections() throws {
        let items = [Item(id: 0), Item(id: 1, count: 5), Item(id: 2), Item(id: 3, count: -5), Item(id: 4, count: 0)]
        #expect(try sorted(items, by: "count") == [3, 4, 1, 0, 2])
        #expect(try sorted(items, by: "-count") == [1, 4, 3, 0, 2])
    }

    @Test func equalValuesKeepTheOrderOfTheDatabase() throws {
        let items = (0..<500).map { Item(id: $0, count: $0 % 3) }
        for terms in ["count", "-count"] {
            let order = try sorted(items, by: terms)
            for rest in 0..<3 { #expect(order.filter { $0 % 3 == rest } == Array(stride(from: rest, to: 500, by: 3))) }
        }
    }

    @Test func severalTerms() throws {
        let items = [Item(id: 0, count: 1, name: "b"), Item(id: 1, count: 2, name: "a"), Item(id: 2, count: 1, name: "a"), Item(id: 3, name: "a")]
        #expect(try sorted(items, by: "name,-count") == [1, 2, 3, 0])
        #expect(try sorted(items, by: "count,name") == [2, 0, 1, 3])
        #expect(try sorted(items, by: "-place") == [3, 2, 1, 0])
    }

    @Test func textGoesByCodePoints() throws {
        let names = ["z", "é", "Z", "a", "10", "9", "\u{1F600}", "\u{FFFD}", ""]
        let order = try sorted(names.enumerated().map { Item(id: $0.offset, name: $0.element) }, by: "name").map { names[$0] }
        #expect(order == ["", "10", "9", "Z", "a", "z", "é", "\u{FFFD}", "\u{1F600}"])
    }

    @Test func datesAndFlags() {
        #expect(SortValue.order(SortValue(CalendarDate("0099-12-31")), SortValue(CalendarDate("0100-01-01")), descending: false) < 0)
        #expect(SortValue.order(.flag(false), .flag(true), descending: false) < 0)
        #expect(SortValue.order(.flag(false), .flag(true), descending: true) > 0)
        #expect(SortValue.order(.flag(true), .flag(true), descending: true) == 0)
        #expect(SortValue.order(.none, .none, descending: true) == 0)
    }
}
