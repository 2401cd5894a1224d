import Testing

@testable import RegisterAPI

/// What passes for the HTTP library's own refusal, and what does not.
@Suite struct LibraryRefusalTests {
    private static let malformed = "Your HTTP request was syntactically incorrect."
    private static let tooBig = "Your HTTP header was too big for the memory constraints of this webserver."

    private func isOne(_ status: Int, _ words: String, fields: String = "Date: x\r\nConnection: close\r\nContent-Length: 1", to head: String) throws
        -> Bool
    {
        var request = MutantRequest(path: [])
        request.damagedHead = Array(head.utf8)
        let text = "HTTP/1.1 \(status) X\r\n\(fields)\r\n\r\n<html><head><title>X</title></head><body>\(words)</body></html>"
        return LibraryRefusal.isOne(try Reply(Array(text.utf8)), to: request)
    }

    @Test(arguments: ["GET /v1\r\n\r\n", "GET /v1 HTTP/1.10\r\n\r\n", "GET  HTTP/1.1\r\n\r\n", "GET /v1 HTTP/1.1\r\nHost\r\n\r\n"])
    func whatItCannotRead(head: String) throws {
        #expect(try isOne(400, Self.malformed, to: head))
    }

    @Test func aRequestThatIsRightIsNotRefused() throws {
        let head = "GET /v1 HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n"
        for (status, words) in [
            (400, Self.malformed), (400, "Your HTTP request has wrong value for <b>Content-Length</b> header."), (414, Self.tooBig),
            (431, Self.tooBig),
            (505, "Requested HTTP version is not supported."), (413, "Your HTTP request has too large value for <b>Content-Length</b> header."),
            (500, "Internal server error"), (503, Self.malformed),
        ] {
            #expect(try !isOne(status, words, to: head), "\(status) \(words)")
        }
    }

    @Test func anAnswerOfTheServiceIsNone() throws {
        let head = "GET /v1\r\n\r\n"
        #expect(try !isOne(400, Self.malformed, fields: "Date: x\r\nConnection: close\r\nContent-Length: 1\r\nAPI-Version: 1.0.0", to: head))
        #expect(try !isOne(400, Self.malformed, fields: "Date: x\r\nContent-Length: 1", to: head))
        #expect(try !isOne(400, "Something else.", to: head))
        #expect(try !isOne(200, Self.malformed, to: head))
    }

    @Test func silenceIsForWhatHasNoRequestLine() {
        func mayBeSilent(_ head: String) -> Bool {
            var request = MutantRequest(path: [])
            request.damagedHead = Array(head.utf8)
            return LibraryRefusal.mayBeSilent(request)
        }
        #expect(mayBeSilent("GET\r\n\r\n") && mayBeSilent(" GET /v1 HTTP/1.1\r\n\r\n"))
        #expect(!mayBeSilent("GET /v1 HTTP/1.1\r\nHost: a\r\n\r\n"))
        #expect(mayBeSilent("GET /v1 HTTP/1.1\r\n" + String(repeating: "X: v\r\n", count: 530) + "\r\n"))
    }
}
