import Testing

@testable import RegisterAPI

/// Which representation a client gets (RFC 9110 section 12.5.1).
@Suite struct NegotiationTests {
    private static let path = "/v1/arrangements/3d-midden-limburg-west/structure"
    private static let json = "application/json"
    private static let svg = "image/svg+xml"
    private static let dot = "text/vnd.graphviz; charset=utf-8"

    @Test(
        arguments: [
            ([], json), (["*/*"], json), (["application/*"], json), (["application/json"], json), (["image/*"], svg), (["image/svg+xml"], svg),
            (["text/*"], dot), (["text/vnd.graphviz"], dot),
            // By weight.
            (["image/svg+xml;q=0.5,text/vnd.graphviz"], dot), (["image/svg+xml;q=0.5, text/vnd.graphviz;q=0.4"], svg),
            (["image/svg+xml;q=0.001,text/vnd.graphviz;q=0"], svg),
            (["text/vnd.graphviz;q=0.123, image/svg+xml;q=0.124, application/json;q=0.12"], svg),
            (["image/svg+xml,text/vnd.graphviz,application/json"], json), (["text/vnd.graphviz , image/svg+xml"], svg),
            (["application/json;q=1.000, image/svg+xml;q=1"], json), (["image/svg+xml; Q=0.1, application/json;q=0.2"], json),
            (["application/json ; q=0.2 , image/svg+xml ; q=0.3"], svg),
            // What is most specific decides.
            (["application/json;q=0, */*"], svg), (["*/*, application/json;q=0, image/*;q=0"], dot), (["image/*;q=0, */*"], json),
            (["image/*;q=0, image/svg+xml, application/json;q=0.5"], svg), (["*/*;q=1, image/svg+xml;q=0.5"], json),
            (["text/html, */*;q=0.1, application/json;q=0.05"], svg),
            // Several fields are one list.
            (["text/html", "image/svg+xml"], svg), (["image/svg+xml;q=0.1", "text/vnd.graphviz;q=0.2"], dot), (["text/html", "*/*;q=0.1"], json),
            // In whatever case.
            (["IMAGE/SVG+XML"], svg), (["Text/VND.Graphviz"], dot), (["image/svg+xml;charset=utf-8"], svg),
            // What cannot be understood is passed over.
            (["json, image/svg+xml"], svg), (["text/html, , image/svg+xml"], svg), (["/, */svg, image/, image/svg+xml"], svg),
            (["image/svg+xml;q=x"], svg), (["image/svg+xml;q=1.5"], svg), (["image/svg+xml;q="], svg), (["image/svg+xml;q"], svg),
            // What browsers send for a page, and for <img>.
            (
                [
                    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
                ], json
            ),
            (["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"], json),
            (["image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"], svg),
            (["image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5"], svg),
        ] as [([String], String)]) func whatTheClientLikesBest(accept: [String], type: String) async throws
    {
        let reply = try await Service.shared.send(Self.path, fields: accept.map { "Accept: \($0)" }, type: type)
        #expect(reply.status == 200)
    }

    @Test(arguments: [
        ["text/html"], ["application/json;q=0"], ["*/*;q=0"], ["text/html", "application/xml"], ["image/png, image/webp"], ["text/csv"],
        ["application/json;q=0, image/*;q=0.000, text/html"], ["application/jsonx"], ["application/ld+json"], ["json"], ["/"], ["*/json"],
        ["image"],
        ["\u{FF}\u{FE}"], [String(repeating: "a/b,", count: 3_000)],
    ]) func whatThereIsNotIsRefused(accept: [String]) async throws {
        let reply = try await Service.shared.send(Self.path, fields: accept.map { "Accept: \($0)" })
        #expect(reply.status == 406)
        let problem = try reply.json()
        #expect(problem["code"] == "not-acceptable")
        for type in ["application/json", "image/svg+xml", "text/vnd.graphviz"] { #expect(problem["detail"].text?.contains(type) == true) }
    }

    /// Whoever sends a list with nothing in it has not said what to leave out.
    @Test(arguments: ["", ",", " , ,"]) func anEmptyListLeavesTheChoiceToTheService(accept: String) async throws {
        let reply = try await Service.shared.send(Self.path, fields: ["Accept: \(accept)"])
        #expect(reply.status == 200 && reply["Content-Type"] == Self.json)
    }

    @Test func aRepresentationThatThereIsNotIsFoundBeforeAWrongQuery() async throws {
        #expect(try await Service.shared.send("\(Self.path)?foo=1", fields: ["Accept: text/html"]).status == 406)
    }
}
