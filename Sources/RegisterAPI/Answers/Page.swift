import HTTP
import Register

/// Which part of a collection is asked for.
struct Page: Sendable {
    /// From 1.
    let number: Int
    let size: Int

    static let largest = 1000

    func json(total: Int) -> JSON { ["number": .int(number), "size": .int(size), "total": .int(total)] }

    /// The pages beside this one, of the same request (RFC 8288 relations first, prev, next, last).
    func links(_ target: Target, total: Int) -> [Answer.Link] {
        let last = max(1, (total + size - 1) / size)
        func link(_ relation: String, _ number: Int) -> Answer.Link { .init(relation, target, without: ["page"], adding: "page=\(number)") }
        var links = [link("first", 1)]
        if number > 1 { links.append(link("prev", min(number - 1, last))) }
        if number < last { links.append(link("next", number + 1)) }
        links.append(link("last", last))
        return links
    }
}

extension Parameters {
    mutating func page() -> Page {
        let number = integer("page", in: 1...1_000_000)
        let size = integer("pageSize", in: 1...Page.largest)
        return Page(number: number ?? 1, size: size ?? 50)
    }
}
