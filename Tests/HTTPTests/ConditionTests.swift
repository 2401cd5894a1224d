import HTTP
import HTTPTypes
import Testing

/// What a request says of the answer that it wants: compressed or not, and only if it is another than before.
@Suite struct ConditionTests {
    private func request(_ name: HTTPField.Name, _ values: [String]) -> Request {
        var headers = HTTPFields()
        for value in values { headers.append(HTTPField(name: name, value: value)) }
        return Request(target: Target(path: "/"), headers: headers)
    }

    @Test(
        arguments: [
            (["gzip"], true), (["GZip"], true), (["x-gzip"], true), (["deflate, gzip, br"], true), (["deflate", "gzip;q=0.001"], true), (["*"], true),
            (["*;q=0.1"], true), (["br, *;q=0.5"], true), (["gzip, *;q=0"], true), (["identity;q=0, gzip"], true),
            (["gzip;q=1.0, identity;q=0.5, *;q=0"], true),
            (["gzip, identity"], true),
            ([], false), ([""], false), ([","], false), (["br, deflate"], false), (["identity"], false), (["gzip;q=0"], false),
            (["gzip;q=0.000"], false),
            (["gzip;q=0, *"], false), (["x-gzip;q=0, *"], false), (["*;q=0"], false), (["identity;q=0"], false), (["gzipped"], false),
            (["identity, gzip;q=0.5"], false), (["*;q=0.2, identity;q=0.3"], false),
        ] as [([String], Bool)]) func takesGzip(values: [String], takes: Bool)
    {
        #expect(request(.acceptEncoding, values).takesGzip == takes)
    }

    @Test(
        arguments: [
            ([#""a,b""#], true), ([#"W/"a,b""#], true), (["*"], true), (["  *"], true), ([#""x", "a,b""#], true), ([#""x","a,b","y""#], true),
            ([#", ,"x",, "a,b" ,"#], true), ([#""x" W/"a,b""#], true), ([#""x""#, #""a,b""#], true), (["x", #""a,b""#], true),
            ([#""", "a,b""#], true),
            ([#""x"#, "*"], true),
            ([], false), ([""], false), ([","], false), ([#""a""#], false), ([#""b""#], false), ([#""a", "b""#], false), ([#""a,b"#], false),
            ([#"a,b""#], false), (["a,b"], false), ([#"x, "a,b""#], false), ([#""x, "a,b""#], false), ([#"w/"a,b""#], false), ([#"W/ "a,b""#], false),
            ([#"W/W/"a,b""#], false), (["W/"], false), ([#"""#], false), ([#""A,B""#], false), (["**"], false), (["*x"], false),
            ([#""x", *"#], false),
            ([#"*, "a,b""#], false), ([#""a,b\""#], false), ([#"'a,b'"#], false), ([#""a,b"#, #"""#], false),
        ] as [([String], Bool)]) func alreadyHas(values: [String], has: Bool)
    {
        #expect(request(.ifNoneMatch, values).alreadyHas(#""a,b""#) == has)
    }

    /// Read over the wire, where libmicrohttpd has the first look at it.
    @Test(arguments: [(#""other" , W/"tag""#, 304), (#""other""#, 200), ("*", 304), ("", 200), (#""tag""#, 304), ("tag", 200)])
    func overASocket(value: String, status: Int) async throws {
        let handler: Server.Handler = { Response(status: $0.alreadyHas(#""tag""#) ? .notModified : .ok, body: Array("whole".utf8)) }
        let reply = try await withClient(handler: handler) { client throws in
            try client.exchange("GET / HTTP/1.1\r\nHost: a\r\nIf-None-Match: \(value)\r\n\r\n")
        }
        #expect(reply.status == status)
        #expect(reply.text == (status == 304 ? "" : "whole"))
    }
}
