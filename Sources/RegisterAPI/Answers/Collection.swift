import HTTP
import Postgres
import Register

/// How the client wants to see a collection.
struct Presentation<Item: Represented>: Sendable {
    let sorting: Sorting<Item>
    let page: Page
    let fields: Fields
}

extension Parameters {
    /// `sort`, `page`, `pageSize` and `fields`.
    /// - Parameter otherwise: How to sort where nothing is asked for; nil: as the database gives the items.
    mutating func presentation<Item: Represented>(_ keys: [Sorting<Item>.Key], otherwise: String? = nil) -> Presentation<Item> {
        let sorting = sorting(keys, otherwise: otherwise)
        let page = page()
        if type != .json {
            for name in ["page", "pageSize"] where isGiven(name) {
                refuse(name, .parametersExclusive, "\(type.text) is the whole collection: leave “\(name)” out, or ask for application/json.")
            }
        }
        return Presentation(sorting: sorting, page: page, fields: fields(of: Item.shape))
    }
}

/// What an answer says of a collection as a whole, beside its items.
struct Whole: Sendable {
    let validOn: CalendarDate?
    var members: KeyValuePairs<String, JSON> = [:]
}

extension Call {
    /// A collection: one page as `{"items": […], "page": {…}, "validOn": …}`, or all of it as CSV or NDJSON.
    /// - Parameter items: Gives the items to its last argument, all at once or some at a time, within one snapshot.
    func collection<Item: Represented>(
        _ presentation: Presentation<Item>,
        _ items: @Sendable (isolated Connection, Moment, (_ some: [Item]) throws -> Void) throws -> Whole
    ) async throws -> Answer {
        if type == .json { return try await page(presentation, items) }
        let (written, moment) = try await read { db, moment in
            var writer = BodyWriter(mayCompress: request.takesGzip)
            let table = Table(Item.shape, presentation.fields)
            if type == .csv { try writer.write(table.header) }
            func write(_ some: [Item]) throws {
                for item in some {
                    try writer.write(type == .csv ? table.row(item.json) : presentation.fields.select(item.json).bytes + [UInt8(ascii: "\n")])
                }
            }
            if presentation.sorting.isAsTheyCome {
                _ = try items(db, moment, write)
            } else {
                var all: [Item] = []
                _ = try items(db, moment) { all += $0 }
                try write(presentation.sorting.apply(to: all))
            }
            return try writer.finish()
        }
        return Answer(.written(written), type, at: moment)
    }

    private func page<Item: Represented>(
        _ presentation: Presentation<Item>,
        _ items: @Sendable (isolated Connection, Moment, (_ some: [Item]) throws -> Void) throws -> Whole
    ) async throws -> Answer {
        let ((all, whole), moment) = try await read { db, moment in
            var all: [Item] = []
            let whole = try items(db, moment) { all += $0 }
            return (all, whole)
        }
        let page = presentation.page
        let (start, overflow) = (page.number - 1).multipliedReportingOverflow(by: page.size)
        let shown = overflow ? [] : presentation.sorting.apply(to: all).dropFirst(start).prefix(page.size)
        let body: JSON = [
            "items": .array(shown.map { presentation.fields.select($0.json) }), "page": page.json(total: all.count), "validOn": whole.validOn.json,
        ]
        return Answer(body.adding(whole.members), at: moment, links: page.links(target, total: all.count))
    }
}
