import HTTP
import Register

extension Answer {
    /// A relation of RFC 8288.
    struct Link: Sendable {
        let relation: String
        let target: String

        var field: String { "<\(target)>; rel=\"\(relation)\"" }
    }
}

extension Answer.Link {
    /// The same request without some parameters, and with another.
    init(_ relation: String, _ target: Target, without names: Set<String>, adding item: String) {
        let others = (target.query ?? "").split(separator: "&").filter { QueryItem.parse(String($0)).first.map { !names.contains($0.name) } ?? false }
        let query = (others.map(Self.encoded) + [item]).joined(separator: "&")
        self.init(relation: relation, target: "\(target.path)?\(query)")
    }

    /// The request that gives this very answer again, whatever is recorded later.
    static func permalink(_ target: Target, _ moment: Moment) -> Self {
        Self("permalink", target, without: ["availableOn", "revision"], adding: "availableOn=\(moment.instant)")
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
