@testable import RegisterAPI

extension MutantSource {
    /// Changes one thing.
    static func change(_ request: inout MutantRequest, _ operation: Contract.Operation, _ random: inout SplitMix) {
        // What has lost its form is changed enough.
        guard request.isWellFormed else { return }
        switch random.below(100) {
        case ..<50: changeQuery(&request, operation, &random)
        case ..<65: changePath(&request, &random)
        case ..<82: changeFields(&request, &random)
        case ..<89:
            request.method = random.pick([
                "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW", "get", "Get", "GETS", "CONNECT", "PROPFIND", "M-SEARCH",
                "G'E!T",
            ])
        case ..<93: changeBody(&request, &random)
        default: damage(&request, &random)
        }
    }

    /// What somebody might type, or send to break something; not encoded.
    private static let texts: [String] = [
        "", " ", "a", "0", "-1", "1e3", "01", "+5", "1.0", "0x10", "٣", "9223372036854775808", "2147483648", "1000000001", "NaN", "null", "true",
        "2013-02-30", "2016-13-01", "2016-6-1", "2016-06-01T00:00:00Z", "10000-01-01", "today", "01-06-2016", "GM988", "GM09888", "PV", "gm", "JZ 43",
        "JZ43,JZ42", ",", ",,", "a,,b", "-", "--", "-name", "name,name", "name,-name", "*", "%", "_", "\\", "'", "\"", "';--", "' OR 1=1 --", "$1",
        "{id}",
        "<script>alert(1)</script>", "../../etc/passwd", "..", ".", "//", "\u{0}", "a\u{0}b", "\u{1}", "\n", "\r\nX-Injected: 1", "\t", "\u{7F}",
        "\u{85}",
        "e\u{301}", "\u{301}", "É", "ß", "ﬁ", "İ", "\u{202E}abc", "👩‍👧", "\u{FEFF}", "\u{FFFF}", "\u{10FFFF}", "&", "=", "#", "?", ";", "+", "a+b",
        String(repeating: "x", count: 100), String(repeating: "x", count: 101), String(repeating: "é", count: 101), String(repeating: "👩‍👧", count: 20),
        String(repeating: "a,", count: 600), String(repeating: "-", count: 1000), String(repeating: "y", count: 7_900),
    ]

    /// Bytes that are no text, or that mean something to a parser of URLs.
    private static let splinters: [[UInt8]] = [
        [0xFF], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xF5], [0x80], Array("%".utf8), Array("%4".utf8), Array("%zz".utf8),
        Array("%00".utf8),
        Array("%ff".utf8), Array("%C3%28".utf8), Array("%25".utf8), Array("%2525".utf8), Array("%2F".utf8), Array("%26".utf8), Array("%3D".utf8),
        Array("+".utf8), Array("é".utf8), [0x01], [0x7F], [UInt8(ascii: "\t")], Array("#".utf8), Array("|^`{}".utf8), Array("[]".utf8),
    ]

    /// A text for a URL: encoded mostly; else as it is, but for what would end the request line.
    private static func hostile(_ random: inout SplitMix) -> [UInt8] {
        if random.chance(15) { return random.pick(splinters) }
        let text = Array(random.pick(texts).utf8)
        let isRaw = random.chance(15)
        return text.flatMap { byte -> [UInt8] in
            let isPlain = isRaw ? ![0, 9, 10, 13, 32].contains(byte) : byte < 0x80 && "-._~,:".utf8.contains(byte) || isAlphanumeric(byte)
            return isPlain ? [byte] : [UInt8(ascii: "%")] + Array(String(UInt16(byte) + 256, radix: 16, uppercase: byte % 2 == 0).dropFirst().utf8)
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func changeQuery(_ request: inout MutantRequest, _ operation: Contract.Operation, _ random: inout SplitMix) {
        let parameters = operation.parameters.filter { $0.place == .query }
        let name = random.pick(parameters.map(\.name) + ["page"])
        let piece = Array("\(name)=".utf8)
        switch random.below(12) {
        case ..<4: set(name, piece + hostile(&random), &request)
        case 4: request.query.append(request.query.isEmpty ? Array("page=2&page=2".utf8) : random.pick(request.query))
        case 5: set(name, random.chance(50) ? piece : piece.dropLast(), &request)
        case 6: request.query.append(hostile(&random) + Array("=".utf8) + hostile(&random))
        case 7:
            // As good as right: a letter too many, another case, the name of another resource's parameter.
            let names = [name + "s", name.uppercased(), name + "%20", "%6E" + name.dropFirst(), name + "[]", "validon", "availableOn", "limit", "q"]
            request.query.append(Array("\(random.pick(names))=1".utf8))
        case 8:
            guard let other = parameters.isEmpty ? nil : random.pick(parameters) else { return }
            set(name, piece + Array(value(of: other, &random).utf8), &request)
        case 9:
            let many = (0..<random.pick([2, 5, 21, 501])).map { "GM\(String($0 + 10_000).dropFirst())" }.joined(separator: ",")
            set(name, piece + Array(many.utf8), &request)
        case 10: request.query.shuffle(using: &random)
        default:
            guard !request.query.isEmpty else {
                request.query = [hostile(&random)]
                return
            }
            let index = random.below(request.query.count)
            let place = random.below(request.query[index].count + 1)
            request.query[index].insert(contentsOf: random.pick(splinters), at: place)
        }
    }

    /// Gives a parameter another value, or gives it.
    private static func set(_ name: String, _ piece: [UInt8], _ request: inout MutantRequest) {
        if let index = request.query.firstIndex(where: { $0.starts(with: "\(name)=".utf8) }) {
            request.query[index] = piece
        } else {
            request.query.append(piece)
        }
    }

    private static func changePath(_ request: inout MutantRequest, _ random: inout SplitMix) {
        let slash = UInt8(ascii: "/")
        var segments = request.path.split(separator: slash, omittingEmptySubsequences: false).map(Array.init)
        let index = random.below(segments.count)
        switch random.below(11) {
        case ..<4: segments[max(1, index) < segments.count ? max(1, index) : index] = hostile(&random)
        case 4: segments.append([])
        case 5: segments.append(hostile(&random))
        case 6: segments.remove(at: index)
        case 7: segments.insert(random.pick([[], Array("..".utf8), Array(".".utf8), Array("v1".utf8)]), at: index)
        case 8: segments[index] = Array(String(decoding: segments[index], as: UTF8.self).uppercased().utf8)
        case 9:
            request.path = random.pick(["*", "", "/", "//", "?", "http://localhost", "https://", "ftp://a/", "v1", "/v1/"].map { Array($0.utf8) })
            return
        default:
            request.path = Array("http://example.org:80".utf8) + request.path
            return
        }
        request.path = Array(segments.joined(separator: [slash]))
    }
}
