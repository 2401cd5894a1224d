import Register

/// A total order of a collection: the terms that were asked for, then the order in which the database gave the items.
struct Sorting<Item>: Sendable {
    /// What a sort key means for an item and its place in the database's order. A key that is that order (by name, without regard to case and
    /// accents, which SQL knows how to do) is the place itself.
    typealias Value = @Sendable (_ item: Item, _ place: Int) -> SortValue
    typealias Key = (name: String, value: Value)

    fileprivate let terms: [(value: Value, descending: Bool)]

    /// Whether the order is the one in which the database gives the items.
    var isAsTheyCome: Bool { terms.isEmpty }

    func apply(to items: [Item]) -> [Item] {
        if terms.isEmpty { return items }
        let rows = items.enumerated().map { place, item in (offset: place, item: item, values: terms.map { $0.value(item, place) }) }
        return rows.sorted { left, right in
            for (index, term) in terms.enumerated() {
                switch SortValue.order(left.values[index], right.values[index], descending: term.descending) {
                case ..<0: return true
                case 1...: return false
                default: continue
                }
            }
            return left.offset < right.offset
        }.map(\.item)
    }
}

/// What a collection may be sorted by. An absent value comes last, whichever the direction.
enum SortValue: Sendable {
    case none
    case int(Int)
    case text(String)
    case flag(Bool)

    init(_ value: Int?) { self = value.map(Self.int) ?? .none }
    init(_ value: String?) { self = value.map(Self.text) ?? .none }
    init(_ value: Bool?) { self = value.map(Self.flag) ?? .none }
    init(_ value: CalendarDate?) { self = value.map { .text($0.description) } ?? .none }

    /// Negative, 0 or positive. Text in order of its code points, so that the order never depends on a locale.
    static func order(_ left: SortValue, _ right: SortValue, descending: Bool) -> Int {
        let ascending: Int
        switch (left, right) {
        case (.none, .none): return 0
        case (.none, _): return 1
        case (_, .none): return -1
        case (.int(let a), .int(let b)): ascending = a < b ? -1 : a > b ? 1 : 0
        case (.text(let a), .text(let b)): ascending = a == b ? 0 : a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
        case (.flag(let a), .flag(let b)): ascending = a == b ? 0 : a ? 1 : -1
        default: ascending = 0
        }
        return descending ? -ascending : ascending
    }
}

extension Parameters {
    /// Reads `sort=-inhabitants,name`.
    /// - Parameter otherwise: How to sort where nothing is asked for; nil: as the database gave the items.
    mutating func sorting<Item>(_ keys: [Sorting<Item>.Key], otherwise: String? = nil) -> Sorting<Item> {
        guard let text = text("sort") ?? otherwise else { return Sorting(terms: []) }
        var terms: [(value: Sorting<Item>.Value, descending: Bool)] = []
        var used: Set<String> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let descending = part.first == "-"
            let name = String(descending ? part.dropFirst() : part)
            guard let key = keys.first(where: { $0.name == name }) else {
                let possible = keys.map { "“\($0.name)”" }.joined(separator: ", ")
                refuse(
                    "sort", .sortInvalid,
                    "“\(name)” is not something to sort by here.\(Spelling.hint(name, among: keys.map(\.name))) Possible are \(possible).")
                continue
            }
            guard used.insert(name).inserted else {
                refuse("sort", .sortInvalid, "“\(name)” is named twice.")
                continue
            }
            terms.append((key.value, descending))
        }
        return Sorting(terms: terms)
    }
}
