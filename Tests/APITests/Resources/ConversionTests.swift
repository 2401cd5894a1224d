import Testing

@testable import RegisterAPI

/// A list of codes, sent to be converted.
@Suite struct ConversionTests {
    private static let path = "/v1/municipality-correspondences"

    private static func post(
        _ body: String, type: String? = "application/json", _ query: String = "?to=2026-01-01", accept: String? = nil, method: String = "POST",
        service: Service? = nil
    ) async throws -> Reply {
        try await post(Array(body.utf8), type: type, query, accept: accept, method: method, service: service)
    }

    private static func post(
        _ body: [UInt8], type: String? = "application/json", _ query: String = "?to=2026-01-01", accept: String? = nil, method: String = "POST",
        service: Service? = nil
    ) async throws -> Reply {
        let fields = ["Content-Length: \(body.count)"] + (type.map { ["Content-Type: \($0)"] } ?? []) + (accept.map { ["Accept: \($0)"] } ?? [])
        let answer = accept == "text/csv" ? Resource.csv : accept ?? "application/json"
        let target: Service = if let service { service } else { try await Service.shared }
        return try await target.send(method, path + query, fields: fields, body: body, type: answer)
    }

    private static func texts(_ list: JSON) -> [String] { list.elements.compactMap(\.text) }

    @Test(arguments: [
        #"{"codes": ["GM0951", "gm0055", "0951", 962, "GM9999", "GM1954"]}"#, #" [ "GM0951" , "gm0055", "0951",962,"GM9999" ,"\u0047M1954" ] "#,
    ]) func inTheOrderGivenWithNothingLost(body: String) async throws {
        let reply = try await Self.post(body)
        #expect(reply.status == 200)
        let json = try reply.json()
        #expect(json["from"] == .null && json["to"] == "2026-01-01" && json["header"] == .null)
        #expect(json["items"].elements.compactMap { $0["given"].text } == ["GM0951", "gm0055", "0951", "962", "GM9999", "GM1954"])
        #expect(json["items"].elements.compactMap { $0["code"].text } == ["GM0951", "GM0055", "GM0951", "GM0962", "GM9999", "GM1954"])
        #expect(
            json["items"].elements.compactMap { $0["status"].text } == ["lossless", "ambiguous", "lossless", "lossless", "unknown", "lossless"])
        #expect(json["items"][0]["on"] == "2018-12-31" && json["items"][5]["on"] == "2026-01-01")
        #expect(
            json["items"][4] == [
                "given": "GM9999", "code": "GM9999", "status": "unknown", "name": .null, "on": .null, "lossless": .null, "targets": [], "steps": [],
            ])
        #expect(Self.texts(json["unknown"]) == ["GM9999"] && Self.texts(json["ambiguous"]) == ["GM0055"])
        #expect(Self.texts(json["repeated"]) == ["GM0951"] && json["notValid"] == [] && json["incomplete"] == [])
    }

    @Test func ofADay() async throws {
        let json = try await Self.post("[\"GM1954\", \"GM0951\"]", "?from=2015-01-01&to=2020-01-01").json()
        #expect(json["items"].elements.map { $0["status"] } == ["not-valid", "lossless"] && Self.texts(json["notValid"]) == ["GM1954"])
        #expect(json["from"] == "2015-01-01" && json["items"][1]["on"] == "2015-01-01")
        let back = try await Self.post("[\"GM1954\"]", "?from=2020-01-01&to=2015-01-01").json()
        #expect(back["items"][0]["targets"].elements.count == 3 && Self.texts(back["ambiguous"]) == ["GM1954"])
    }

    @Test(arguments: [
        ("GM0951\r\n0055\r\n", nil), ("code\r\nGM0951\r\n0055\r\n", "code"),
        ("\u{FEFF}Gemeentecode_1;Naam\n\"GM0951\";\"Nuth; bij \"\"Heerlen\"\"\"\n55;x", "Gemeentecode_1"),
        ("\"Code, van\r\nCBS\",naam\r\n\"GM0951\",\"a\r\nb\"\r\n\r\n 0055 ,c\r\n\r\n", "Code, van\r\nCBS"), ("GM\tx\nGM0951\t\n055\t1\n", "GM"),
        ("GM0951\r55\r", nil),
        ("https://identifier.overheid.nl/tooi/id/gemeente/gm0951\n0055", nil),
    ]) func asATable(body: String, header: String?) async throws {
        let json = try await Self.post(body, type: "text/csv").json()
        #expect(json["items"].elements.map { $0["code"] } == ["GM0951", "GM0055"])
        #expect(json["header"] == header.map(JSON.string) ?? .null)
    }

    @Test func theMediaTypeSaysWhetherThereIsAHeader() async throws {
        #expect(try await Self.post("0055\n0951", type: "text/csv; header=present").json()["items"].elements.count == 1)
        #expect(
            try await Self.post("code\n0951", type: "text/csv; header=yes").json()["errors"].elements.map { [$0["in"], $0["location"], $0["code"]] }
                == [["header", "Content-Type", "choice-invalid"]])
        #expect(
            try await Self.post("code\n0951", type: "TEXT/CSV;charset=utf-8; header=\"absent\"").json().faults == ["codes municipality-code-invalid"])
    }

    @Test func outAsATable() async throws {
        let reply = try await Self.post("code\n0951\n55\n9999\n", type: "text/csv", accept: "text/csv")
        let sheet = try Sheet(reply)
        #expect(sheet["given"] == ["0951", "55", "9999"] && sheet["status"] == ["lossless", "ambiguous", "unknown"])
        #expect(sheet["targets.code"] == ["GM1954", "GM0074;GM0080;GM1900;GM1940", nil])
        let some = try Sheet(try await Self.post("0951", type: "text/csv", "?fields=targets,given", accept: "text/csv"))
        #expect(some.columns == ["given", "targets.code", "targets.name"] && some.rows == [["0951", "GM1954", "Beekdaelen"]])
        let lines = try await Self.post("[\"0951\",\"0055\"]", accept: "application/x-ndjson").body
        #expect(lines.split(separator: 10).count == 2 && JSON(reading: Array(lines.split(separator: 10)[1]))?["code"] == "GM0055")
    }

    @Test func tenThousandCodes() async throws {
        let known = try await items("/v1/municipalities?status=all").compactMap { $0["code"].text }
        let codes = (0..<10_000).map { (number: Int) -> String in
            number.isMultiple(of: 3) ? known[number % known.count] : "GM" + String(String(20_000 + number).dropFirst())
        }
        let list = JSON.object([.init(name: "codes", value: .array(codes.map(JSON.string)))])
        let json = try await Self.post(list.bytes).json()
        #expect(json["items"].elements.map { $0["given"] } == codes.map(JSON.string))
        let statuses = Set(json["items"].elements.compactMap { $0["status"].text })
        #expect(statuses == ["lossless", "ambiguous", "unknown"])
        let given = Set(codes)
        #expect(Set(Self.texts(json["unknown"])) == given.subtracting(known))
        let twice = Dictionary(grouping: codes) { $0 }.filter { $0.value.count > 1 }
        #expect(Set(Self.texts(json["repeated"])) == Set(twice.keys))
        let table = Array((["code"] + codes).joined(separator: "\r\n").utf8)
        #expect(try Sheet(try await Self.post(table, type: "text/csv", accept: "text/csv"))["given"] == codes)

        let more: [UInt8] = Array(list.bytes.dropLast(2)) + Array(",\"GM0951\"]}".utf8)
        #expect(try await Self.post(more).json().faults == ["codes too-many-values"])
        #expect(try await Self.post(table + Array("\r\nGM0951".utf8), type: "text/csv").json().faults == ["codes too-many-values"])
    }

    @Test(arguments: [
        nil, "", "application/xml", "text/plain", "application/x-www-form-urlencoded", "application/jsonx", "json", "text/csvx", ";",
        "multipart/form-data; boundary=a",
    ])
    func anotherTypeIsRefused(type: String?) async throws {
        let reply = try await Self.post("[\"0951\"]", type: type)
        #expect(reply.status == 415)
        let problem = try reply.json()
        #expect(problem["code"] == "content-type-unsupported" && problem["detail"].text?.contains("application/json or text/csv") == true)
    }

    @Test(arguments: [
        ("", "body body-invalid"), ("{", "body body-invalid"), ("[1,]", "body body-invalid"), ("[\"0951\"] x", "body body-invalid"),
        ("[01]", "body body-invalid"),
        ("[1.5]", "body body-invalid"), ("[\"\\x\"]", "body body-invalid"), ("nul", "body body-invalid"),
        ("{\"codes\":[],\"codes\":[]}", "body body-invalid"),
        ("\"0951\"", "codes body-invalid"), ("7", "codes body-invalid"), ("null", "codes body-invalid"),
        ("{\"codes\":\"0951\"}", "codes body-invalid"),
        ("{}", "codes parameter-missing"), ("[]", "body body-empty"), ("{\"codes\":[]}", "body body-empty"),
        ("{\"codes\":[\"0951\"],\"from\":1}", "from parameter-unknown"), (String(repeating: "[", count: 100_000), "body body-invalid"),
    ]) func jsonThatCannotBeRead(body: String, fault: String) async throws {
        let reply = try await Self.post(body)
        let problem = try reply.json()
        #expect(reply.status == 400 && problem.faults == [fault] && problem["errors"][0]["in"] == "body", "\(body.prefix(40)) → \(problem)")
    }

    @Test(arguments: [
        ("", "body body-empty"), ("\r\n\n", "body body-empty"), ("code\r\n", "body body-empty"), ("\"0951", "body body-invalid"),
        ("\"0951\"x\n", "body body-invalid"),
        ("code\n0951\n\"a\"\"\n", "body body-invalid"),
    ]) func csvThatCannotBeRead(body: String, fault: String) async throws {
        let reply = try await Self.post(body, type: "text/csv")
        #expect(reply.status == 400)
        #expect(try reply.json().faults == [fault])
    }

    @Test func bytesThatAreNoText() async throws {
        #expect(try await Self.post([0x5B, 0x22, 0xFF, 0x22, 0x5D]).json().faults == ["body body-invalid"])
        #expect(try await Self.post([0x30, 0x39, 0x35, 0x31, 0x0A, 0xFF], type: "text/csv").json().faults == ["codes municipality-code-invalid"])
    }

    @Test func whatIsNoCodeIsNamedByItsPlace() async throws {
        let problem = try await Self.post(#"["0951", "Weert", null, {"a": 1}, "", -1, 12345, ["0951"], true, "GM095"]"#).json()
        #expect(problem["errors"].elements.map { $0["index"].number } == [1, 2, 3, 4, 5, 6, 7, 8, 9])
        #expect(
            problem["errors"].elements.allSatisfy { $0["code"] == "municipality-code-invalid" && $0["in"] == "body" && $0["location"] == "codes" })
        // A slip in the first line of a table is no header.
        let table = try await Self.post("GM095\n0951\n,x\n", type: "text/csv").json()
        #expect(table["errors"].elements.map { $0["index"].number } == [0, 2])
        let many = try await Self.post("[" + Array(repeating: "\"x\"", count: 5_000).joined(separator: ",") + "]").json()
        #expect(many["errors"].elements.count == 101 && many["errors"][100]["detail"].text?.hasPrefix("4900 more") == true)
    }

    @Test func everyFaultAtOnce() async throws {
        let problem = try await Self.post("[\"x\"]", "?from=x&page=2&fields=foo").json()
        #expect(
            Set(problem.faults) == ["from date-invalid", "codes municipality-code-invalid", "page parameter-unknown", "fields field-invalid"])
        #expect(
            try await Self.post("[\"0951\"]", "?from=2009-01-01&to=1900-01-01").json().faults == [
                "from date-before-coverage", "to date-before-coverage",
            ])
        #expect(try await Self.post("[\"0951\"]", accept: "image/png").status == 406)
        #expect(try await Self.post([UInt8](repeating: 0x20, count: 1_100_000)).status == 413)
    }

    /// It only asks, so that any web page may; and a POST is not for caches.
    @Test func anyPageMayAskAndNobodyKeepsIt() async throws {
        let preflight = try await Service.shared.send(
            "OPTIONS", Self.path,
            fields: ["Origin: https://example.org", "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: content-type"])
        #expect(preflight["Access-Control-Allow-Methods"]?.contains("POST") == true)
        #expect(preflight["Access-Control-Allow-Headers"]?.contains("Content-Type") == true)
        let reply = try await Self.post("[\"0951\"]")
        #expect(reply["Cache-Control"] == "no-store" && reply["ETag"] == nil && reply["Link"] == nil && reply["Register-Revision"] == "1")
        #expect(reply["Access-Control-Allow-Origin"] == "*")
        #expect(try await Self.post("[\"0951\"]", method: "PUT").status == 405)
    }

    @Test func asTheRegisterWas() async throws {
        let database = try await SeededRegister.database()
        let service = try await Service(["--database-url", database.url, "--cache-bytes", "0"])
        try await database.script("DELETE FROM municipality_succession WHERE from_code = 'GM0962'")
        let now = try await Self.post("[\"0962\"]", service: service).json()
        #expect(now["items"][0]["status"] == "none" && Self.texts(now["incomplete"]) == ["GM0962"])
        let then = try await Self.post("[\"0962\"]", "?to=2026-01-01&revision=1", service: service)
        #expect(try then.json()["items"][0]["status"] == "lossless" && then["Register-Revision"] == "1")
        let never = try await Self.post("[\"0962\"]", "?availableOn=2020-01-01T00:00:00Z", service: service).json()
        #expect(never["items"][0]["status"] == "unknown")
        #expect(
            try await Self.post("[\"0962\"]", "?availableOn=2999-01-01T00:00:00Z", service: service).json().faults == [
                "availableOn instant-in-future"
            ])
    }
}
