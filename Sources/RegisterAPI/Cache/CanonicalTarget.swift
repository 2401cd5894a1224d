import HTTP
import Register

extension Target {
    /// The one spelling of all targets that ask the same: parameters in order of their names, codes in the register's own case, and everything encoded alike.
    /// nil where it cannot be decoded.
    var canonical: Target? {
        guard let path = canonicalPath else { return nil }
        guard query != nil else { return Target(path: path) }
        var items: [(name: String, value: String?)] = []
        for item in QueryItem.parse(query ?? "") {
            guard case .success(let value) = item.value else { return nil }
            items.append((item.name, value.map { Self.canonical($0, of: item.name) }))
        }
        if items.isEmpty { return Target(path: path) }
        // Of a repeated parameter the order may matter, and `sorted` keeps it.
        let pieces = items.sorted { $0.name < $1.name }.map { item in
            Self.encoded(item.name) + (item.value.map { "=" + Self.encoded($0) } ?? "")
        }
        return Target(path: path, query: pieces.joined(separator: "&"))
    }

    private var canonicalPath: String? {
        var segments: [String] = []
        for segment in path.split(separator: "/", omittingEmptySubsequences: false) {
            guard
                case .success(let text?)? = QueryItem.parse("x=" + segment.replacing("+", with: "%2B").replacing("&", with: "%26")).first?.value
                    ?? .success("")
            else {
                return nil
            }
            segments.append(Self.encoded(Self.canonical(text, of: segments.last ?? "")))
        }
        return segments.joined(separator: "/")
    }

    /// A value in the case that the register has, by what it is a value of: a parameter, or the segment of the path before it.
    private static func canonical(_ value: String, of name: String) -> String {
        switch name {
        case "municipalities": MunicipalityCode.normalised(value) ?? value
        case "municipality", "centreMunicipality", "code":
            value.split(separator: ",", omittingEmptySubsequences: false).map { MunicipalityCode.normalised(String($0)) ?? String($0) }.joined(
                separator: ",")
        case "regions", "region", "province", "within": RegionID.normalised(value)
        case "arrangements", "arrangement", "organisations", "organisation", "parent": Slug.normalised(value)
        default: value
        }
    }

    private static func encoded(_ text: String) -> String {
        if text.utf8.allSatisfy(isPlain) { return text }
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        for byte in text.utf8 {
            if isPlain(byte) { out.append(byte) } else { out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// What needs no encoding in a path or a query (RFC 3986 sections 2.3 and 3.4), less what stands for something else in a form's query.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "*"): true
        default: false
        }
    }
}
