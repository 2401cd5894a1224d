extension MutantSource {
    private static let names = [
        "Accept", "Accept-Encoding", "Accept-Language", "Authorization", "Cookie", "Origin", "If-None-Match", "If-Match", "If-Modified-Since",
        "If-Range",
        "Range", "User-Agent", "Referer", "Upgrade", "X-Request-ID", "X-Forwarded-For", "Access-Control-Request-Method", "Via", "TE", "Forwarded",
        "X-Ünknown",
    ]

    private static let values: [[UInt8]] =
        [
            "", "*", "*/*", "application/json", "text/csv", "application/x-ndjson;q=0.5, */*;q=0.1", "application/json;q=0", "text/html",
            "image/svg+xml",
            "image/png", "application/problem+json", "a/b;q=2", ";;;", ",,,", "q=1", "gzip", "gzip;q=0, *", "identity;q=0", "br, deflate", "\"",
            "\"\"", "W/\"a\"",
            "\"a\", \"b\", *", "bytes=0-0", "bytes=-1", "Sun, 06 Nov 1994 08:49:37 GMT", "https://example.org", "null", "h2c", "Basic !", "a=b; c",
            "\u{E9}", String(repeating: "x", count: 5_000), String(repeating: "x", count: 17_000), String(repeating: "a/b,", count: 2_000),
            String(repeating: "\"a\",", count: 1_000),
        ].map { Array($0.utf8) } + [[0xFF, 0xFE], [0x01], [0x41, 0x00, 0x42], [0x09], [0x7F], [0x61, 0x0B]]

    static func changeFields(_ request: inout MutantRequest, _ random: inout SplitMix) {
        switch random.below(10) {
        case ..<7:
            let name = random.pick(names)
            request.fields.append((random.chance(20) ? name.uppercased() : name, random.pick(values)))
        case 7: for number in 0..<random.pick([20, 100, 300]) { request.fields.append(("X-\(number)", [UInt8(ascii: "v")])) }
        case 8:
            guard let field = request.fields.randomElement(using: &random) else { return }
            request.fields.append(field)
        default:
            let removed = request.fields.remove(at: random.below(request.fields.count)).name
            // A body without its frame would be the next request.
            if ["Content-Length", "Transfer-Encoding"].contains(removed) { request.body = [] }
        }
        if request.fields.isEmpty { request.fields = [("X-None", [])] }
    }

    /// Gives a body, in a frame that is right, so that the answer follows at once.
    static func changeBody(_ request: inout MutantRequest, _ random: inout SplitMix) {
        guard request.body.isEmpty, !request.fields.contains(where: { ["Content-Length", "Transfer-Encoding"].contains($0.name) }) else { return }
        let content = Array(random.pick(["{}", "{\"name\":", "a=b", "\u{0}", String(repeating: "b", count: 70_000)]).utf8)
        switch random.below(4) {
        case 0:
            request.fields.append(("Transfer-Encoding", Array("chunked".utf8)))
            request.body = Array("\(String(content.count, radix: 16))\r\n".utf8) + content + Array("\r\n0\r\n\r\n".utf8)
        case 1: request.fields.append(("Content-Length", Array("1048577".utf8)))
        case 2: request.fields.append(("Transfer-Encoding", Array(random.pick(["gzip", "chunked, gzip", "identity", "x"]).utf8)))
        default:
            request.fields += [("Content-Length", Array(String(content.count).utf8)), ("Content-Type", Array("application/json".utf8))]
            request.body = content
        }
    }

    /// Changes bytes of the head. It keeps an end, so that no server waits for more.
    static func damage(_ request: inout MutantRequest, _ random: inout SplitMix) {
        // Of a body the frame might be hit; then the server would rightly wait for the rest.
        guard request.isWellFormed, request.body.isEmpty,
            !request.fields.contains(where: { ["Content-Length", "Transfer-Encoding"].contains($0.name) })
        else { return }
        var head = Array(request.head.dropLast(4))
        for _ in 0...random.below(3) where !head.isEmpty {
            let place = random.below(head.count)
            switch random.below(5) {
            case 0: head[place] ^= 1 << UInt8(random.below(8))
            case 1: head[place] = UInt8(random.below(256))
            case 2: head.insert(contentsOf: random.pick(insertions), at: place)
            case 3: head.removeSubrange(place..<min(head.count, place + 1 + random.below(8)))
            default: head.insert(contentsOf: head[place..<min(head.count, place + 1 + random.below(40))], at: random.below(head.count))
            }
        }
        // Last, since what follows of a body has to be there to its end.
        if random.chance(30) { head += Array("\r\n".utf8) + random.pick(lines) }
        request.damagedHead = head + [13, 10, 13, 10]
    }

    private static let insertions: [[UInt8]] = [
        [0], [13], [10], [13, 10], [13, 10, 32], [32], [9], [0xFF], [UInt8(ascii: ":")], [13, 10, 13, 10], Array(" HTTP/1.1".utf8),
        Array("\r\n: x".utf8),
    ]

    private static let lines = [
        "Content-Length: x", "Content-Length: -1", "Content-Length: 0x0", "Content-Length: 99999999999999999999",
        "Content-Length: 0\r\nContent-Length: 0",
        "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0", "Transfer-Encoding: chunked\r\n\r\nzz",
        "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff",
        "Transfer-Encoding: chunked\r\n\r\n0", "Host: b", "Content-Length : 0", " folded", "no colon", "Expect: 100-continue", "Expect: x",
        "Connection: upgrade",
        "Connection: keep-alive, close", "Content-Length: 0, 0", "Content-Length:", "Content-Length: +0",
    ].map { Array($0.utf8) }
}
