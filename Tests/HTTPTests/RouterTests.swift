import HTTP
import HTTPTypes
import Testing

@Suite struct RouterTests {
    private let router: Router

    init() {
        var router = Router { fault, _ in Response(status: fault.status, body: Array(fault.description.utf8)) }
        func add(_ method: HTTPRequest.Method, _ pattern: String) {
            router.add(method, pattern) { request in
                let parameters = request.parameters.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
                return Response(status: .ok, body: Array((pattern + parameters).utf8))
            }
        }
        add(.get, "/")
        add(.get, "/things")
        add(.post, "/things")
        add(.get, "/things/{id}")
        add(.delete, "/things/{id}")
        add(.get, "/things/new")
        add(.get, "/things/{id}/parts/{part}")
        add(.get, "/things/new/parts")
        add(.put, "/things/{thing}/parts/{part}")
        self.router = router
    }

    private func respond(_ method: HTTPRequest.Method, _ path: String) async -> Response {
        await router.respond(to: Request(method: method, target: Target(path: path)))
    }

    @Test(arguments: [
        ("/", "/"), ("/things", "/things"), ("/things/7", "/things/{id} id=7"), ("/things/new", "/things/new"),
        ("/things/new/parts", "/things/new/parts"),
        // The literal leads nowhere here, so the parameter has it.
        ("/things/new/parts/3", "/things/{id}/parts/{part} id=new part=3"), ("/things/a%2Fb", "/things/{id} id=a/b"),
        ("/things/a+b", "/things/{id} id=a+b"),
        ("/th%69ngs", "/things"), ("/things/n%65w", "/things/new"), ("/things/caf%C3%A9%20a", "/things/{id} id=café a"),
        ("/things/café", "/things/{id} id=café"),
        ("/things/%2E%2E", "/things/{id} id=.."), ("/things/%25", "/things/{id} id=%"),
    ])
    func finds(path: String, expected: String) async {
        let response = await respond(.get, path)
        #expect(response.status == .ok)
        #expect(String(decoding: response.body.contents, as: UTF8.self) == expected)
    }

    @Test(arguments: ["/thing", "/things/", "//things", "/things//parts/1", "/things/7/parts", "/things/7/parts/1/", "/Things", "", "things", "*"])
    func doesNotKnow(path: String) async {
        #expect(await respond(.get, path).status == .notFound)
    }

    @Test(
        arguments: [
            (.put, "/things", "GET, HEAD, POST, OPTIONS"), (.get, "/things/7/parts", nil), (.post, "/things/7", "GET, HEAD, DELETE, OPTIONS"),
            // A literal path is another resource than the parameter's, so DELETE is not the parameter's to take.
            (.delete, "/things/new", "GET, HEAD, OPTIONS"), (HTTPRequest.Method("FROB")!, "/", "GET, HEAD, OPTIONS"),
            (HTTPRequest.Method("get")!, "/", "GET, HEAD, OPTIONS"),
        ] as [(HTTPRequest.Method, String, String?)])
    func refusesTheMethod(method: HTTPRequest.Method, path: String, allow: String?) async {
        let response = await respond(method, path)
        #expect(response.status == (allow == nil ? .notFound : .methodNotAllowed))
        #expect(response.headers[.allow] == allow)
    }

    @Test func headIsGet() async {
        #expect(String(decoding: await respond(.head, "/things/7").body.contents, as: UTF8.self) == "/things/{id} id=7")
    }

    @Test(arguments: [
        ("/things", "GET, HEAD, POST, OPTIONS"), ("/things/7/parts/1", "GET, HEAD, PUT, OPTIONS"), ("*", "GET, HEAD, POST, DELETE, PUT, OPTIONS"),
    ])
    func answersOptions(path: String, allow: String) async {
        let response = await respond(.options, path)
        #expect(response.status == .noContent)
        #expect(response.headers[.allow] == allow)
        #expect(response.body.count == 0)
    }

    @Test func optionsOfAnUnknownPathIsNotFound() async {
        #expect(await respond(.options, "/nothing").status == .notFound)
    }

    @Test(
        arguments: [
            ("/things/%", .brokenPercentEncoding), ("/things/%g0", .brokenPercentEncoding), ("/nothing/%4", .brokenPercentEncoding),
            ("/things/%00", .nulByte),
            ("/things/%FF", .invalidUTF8),
        ] as [(String, EncodingFault)])
    func refusesAMalformedPath(path: String, fault: EncodingFault) async {
        let response = await respond(.get, path)
        #expect(response.status == .badRequest)
        #expect(String(decoding: response.body.contents, as: UTF8.self) == Fault.malformedPath(fault).description)
    }

    @Test func namesOfParametersAreThoseOfTheRoute() async {
        #expect(
            String(decoding: await respond(.put, "/things/7/parts/1").body.contents, as: UTF8.self) == "/things/{thing}/parts/{part} part=1 thing=7")
    }

    @Test func listsItsRoutes() {
        #expect(router.routes.count == 9)
        #expect(router.routes[1].method == .get)
        #expect(router.routes[1].pattern == "/things")
    }
}
