import Testing

@testable import RegisterAPI

/// `register serve` on a free port.
final class Service: Sendable {
    let program: RunningProgram
    let port: UInt16
    private let turnstile: Turnstile

    /// - Parameters:
    ///   - options: What follows `serve`; `--port 0` is added.
    ///   - atOnce: Requests at a time. The service has eight connections to its database, and a request that has waited two seconds for one is turned away with
    ///     503: that is right, and not what a test of something else should cause.
    init(_ options: [String] = [], environment: [String: String] = [:], atOnce: Int = 6) async throws {
        turnstile = Turnstile(places: atOnce)
        program = try Program.start(["serve", "--port", "0"] + options, environment: environment)
        let address = try await program.line(beginning: "Serving on http://127.0.0.1:")
        guard let port = UInt16(address.prefix { $0.isNumber }) else { throw Program.Failure(description: "There is no port in “\(address)”") }
        self.port = port
    }

    private static let starting = Task { try await Service(["--database-url", SeededRegister.shared.url]) }

    /// The one that all tests that only read share. It ends with the process.
    static var shared: Service { get async throws { try await starting.value } }

    /// Sends these exact bytes. What is answered with 503 and a time to wait is sent again after it, as every client of the service should: a machine may be so busy,
    /// or stand still for so long, that a limit of time ends a request that does nothing wrong.
    /// - Parameter mayFail: A 503 is part of the test, and is not sent again.
    func exchange(_ bytes: [UInt8], mayFail: Bool = false) async throws -> Reply {
        for _ in 1...60 {
            let reply = try Reply(try await turnstile.pass { try await Client.exchange(port: port, bytes) })
            guard !mayFail, reply.status == 503, let pause = reply["Retry-After"].flatMap({ Int($0) }) else { return reply }
            try await Task.sleep(for: .seconds(pause))
        }
        throw Client.Failure(description: "Sixty times: try again later.")
    }

    /// Sends a request with these exact bytes for its target, and checks what holds for every answer, by our rules and by openapi.json.
    /// - Parameters:
    ///   - mayFail: A status of 500 or more is part of the test.
    ///   - type: The Content-Type of an answer that is no error.
    func send(
        _ method: String, _ target: [UInt8], fields: [String] = [], body: [UInt8] = [], mayFail: Bool = false, type: String = "application/json",
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Reply {
        let head = (["Host: localhost", "Connection: close"] + fields).map { $0 + "\r\n" }.joined()
        let bytes = Array("\(method) ".utf8) + target + Array(" HTTP/1.1\r\n\(head)\r\n".utf8) + body
        let reply = try await exchange(bytes, mayFail: mayFail)
        let request = "\(method) \(String(decoding: target.prefix(300), as: UTF8.self))"
        try reply.checkRules(request, isBodiless: method == "HEAD", mayFail: mayFail, type: type, sourceLocation)
        let contract = try Contract.shared
        let faults = contract.faults(of: reply, to: contract.question(method, target))
        #expect(faults == [], "\(request) → \(reply.status) \(reply.text.prefix(500))", sourceLocation: sourceLocation)
        return reply
    }

    func send(
        _ method: String, _ target: String, fields: [String] = [], body: [UInt8] = [], mayFail: Bool = false, type: String = "application/json",
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Reply {
        try await send(method, Array(target.utf8), fields: fields, body: body, mayFail: mayFail, type: type, sourceLocation: sourceLocation)
    }

    /// GET
    func send(
        _ target: String, fields: [String] = [], mayFail: Bool = false, type: String = "application/json",
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Reply {
        try await send("GET", target, fields: fields, mayFail: mayFail, type: type, sourceLocation: sourceLocation)
    }
}

/// What the shared service answers to GET.
/// - Parameter status: The status that it must have.
func get(_ target: String, _ status: Int = 200, sourceLocation: SourceLocation = #_sourceLocation) async throws -> JSON {
    try await Service.shared.get(target, status, sourceLocation: sourceLocation)
}

extension Service {
    /// What this service answers to GET.
    /// - Parameter status: The status that it must have.
    func get(_ target: String, _ status: Int = 200, sourceLocation: SourceLocation = #_sourceLocation) async throws -> JSON {
        let reply = try await send(target, sourceLocation: sourceLocation)
        #expect(reply.status == status, "\(target) → \(reply.text.prefix(500))", sourceLocation: sourceLocation)
        return try reply.json(sourceLocation: sourceLocation)
    }
}

/// All items of a collection of less than 1,000.
func items(_ target: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> [JSON] {
    let separator = target.contains("?") ? "&" : "?"
    let collection = try await get("\(target)\(separator)pageSize=1000", sourceLocation: sourceLocation)
    #expect(collection["items"].elements.count == collection["page"]["total"].number, sourceLocation: sourceLocation)
    return collection["items"].elements
}

/// The faults of a request, each as `location code`.
func faults(_ target: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> [String] {
    try await get(target, 400, sourceLocation: sourceLocation).faults
}

extension JSON {
    /// Of a problem.
    var faults: [String] { self["errors"].elements.map { "\($0["location"].text ?? "") \($0["code"].text ?? "")" } }
}
