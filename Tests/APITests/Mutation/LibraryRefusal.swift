/// An answer that libmicrohttpd writes by itself, before the service sees the request: a short HTML text, and the end of the connection.
///
/// It is known by its words and by what is wrong with the request, so that no answer of the service can pass for one.
enum LibraryRefusal {
    static func isOne(_ reply: Reply, to request: MutantRequest) -> Bool {
        guard Set(reply.fields.map(\.name)) == ["Date", "Connection", "Content-Length"], reply["Connection"] == "close" else { return false }
        let head = request.head
        let lines = lines(head)
        // It may send its head twice.
        func says(_ words: String) -> Bool {
            request.isHead
                ? reply.body.isEmpty || reply.text.hasPrefix("HTTP/1.1 \(reply.status) ") : reply.text.hasSuffix("<body>\(words)</body></html>")
        }
        switch reply.status {
        case 400:
            return says("Your HTTP request was syntactically incorrect.") && !isInForm(lines)
                || says("Your HTTP request has wrong value for <b>Content-Length</b> header.") && !lengths(lines).allSatisfy(isDigits)
                || says("Your HTTP chunked encoding was syntactically incorrect.") && lines.contains { named("transfer-encoding", $0) != nil }
        case 413:
            return says("Your HTTP request has too large value for <b>Content-Length</b> header.") && lengths(lines).contains { $0.count > 18 }
                || says("The chunk size used in your HTTP chunked encoded request is too large.")
                    && lines.contains { named("transfer-encoding", $0) != nil }
        case 414, 431:
            return says("Your HTTP header was too big for the memory constraints of this webserver.") && memory(head, lines) > Self.leastMemory
        case 505:
            return (says("Requested HTTP version is not supported.") || says("Requested HTTP version is too old and not supported."))
                && lines.first.map { !$0.suffix(9).starts(with: " HTTP/1.".utf8) } ?? true
        default: return false
        }
    }

    /// Whether a connection may be closed without an answer: the first line has no space or begins with one, or the head takes so much of the connection's
    /// memory that the head of an answer finds no room.
    static func mayBeSilent(_ request: MutantRequest) -> Bool {
        let line = request.head.drop { $0 == 13 || $0 == 10 }.prefix { $0 != 13 && $0 != 10 }
        return line.first == 0x20 || !line.contains(0x20) || memory(request.head, lines(request.head)) > 36_000
    }

    private static func lines(_ head: [UInt8]) -> [ArraySlice<UInt8>] {
        head.split(separator: 10).map { line in line.last == 13 ? line.dropLast() : line }.filter { !$0.isEmpty }
    }

    /// Half of a connection's memory; the other half is for what comes after the head.
    private static let leastMemory = 20_480

    /// Bytes that libmicrohttpd takes for a head: it keeps a record of each field, and of each part of a cookie, which it also copies.
    private static func memory(_ head: [UInt8], _ lines: [ArraySlice<UInt8>]) -> Int {
        let cookies = lines.compactMap { named("cookie", $0) }
        let parts = cookies.joined().count { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: ",") }
        return head.count + cookies.joined().count + 64 * (lines.count + parts)
    }

    /// Whether the first line has three parts and ends in a version, each other line has a colon, and nothing but lines is there.
    private static func isInForm(_ lines: [ArraySlice<UInt8>]) -> Bool {
        guard let first = lines.first, !lines.contains(where: { $0.contains(13) || $0.contains(0) }) else { return false }
        let parts = first.split(separator: 0x20, omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }),
            String(decoding: parts[2], as: UTF8.self).wholeMatch(of: /HTTP\/[0-9]\.[0-9]/) != nil
        else { return false }
        return lines.dropFirst().allSatisfy { $0.contains(UInt8(ascii: ":")) && $0.first != 0x20 && $0.first != 9 }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private static func isDigits(_ text: ArraySlice<UInt8>) -> Bool { !text.isEmpty && text.allSatisfy(isDigit) }

    private static func lengths(_ lines: [ArraySlice<UInt8>]) -> [ArraySlice<UInt8>] {
        lines.compactMap { line in named("content-length", line)?.drop { $0 == 0x20 || $0 == 9 } }
    }

    /// The value of a line of this name.
    private static func named(_ name: String, _ line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), String(decoding: line[..<colon], as: UTF8.self).lowercased() == name else {
            return nil
        }
        return line[(colon + 1)...]
    }
}
