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
        let others = (target.query ?? "").split(separator: "&").filter { QueryItem.parse(String($0)).first?.name != "page" }.map(Self.encoded)
        func link(_ relation: String, _ number: Int) -> Answer.Link {
            let query = (others + ["page=\(number)"]).joined(separator: "&")
            return .init(relation: relation, target: "\(target.path)?\(query)")
        }
        var links = [link("first", 1)]
        if number > 1 { links.append(link("prev", min(number - 1, last))) }
        if number < last { links.append(link("next", number + 1)) }
        links.append(link("last", last))
        return links
    }

    /// The same piece of a query, with what a client typed raw written as RFC 3986 section 2 wants it: beyond ASCII, and what would end the link.
    private static func encoded(_ piece: Substring) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        for byte in piece.utf8 {
            if byte > 0x20, byte < 0x7F, !"\"<>\\^`{|}".utf8.contains(byte) {
                out.append(byte)
            } else {
                out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}

extension Parameters {
    mutating func page() -> Page {
        let number = integer("page", in: 1...1_000_000)
        let size = integer("pageSize", in: 1...Page.largest)
        return Page(number: number ?? 1, size: size ?? 50)
    }
}
