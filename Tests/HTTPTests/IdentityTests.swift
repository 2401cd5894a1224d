import Testing

@testable import HTTP

@Suite struct IdentityTests {
    private static let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test func aGoodNameIsKept() {
        for id in ["a", "0", "!~", String(repeating: "x", count: 128)] { #expect(RequestIdentity(id: id).id == id) }
    }

    @Test(arguments: ["", " ", "a b", "é", "a\u{7F}", "a\u{0}", String(repeating: "x", count: 129)]) func aBadOneIsReplaced(id: String) {
        let (one, other) = (RequestIdentity(id: id).id, RequestIdentity(id: id).id)
        #expect(one.wholeMatch(of: /[0-9a-f]{32}/) != nil && one != other)
    }

    @Test func aGoodTraceIsKept() {
        for trace in [Self.good, "cc" + Self.good.dropFirst(2) + "-more.of=it"] { #expect(RequestIdentity(traceparent: trace).traceparent == trace) }
    }

    @Test(arguments: [
        "", "00", good + "-x", good + "0", "ff" + good.dropFirst(2), good.uppercased(), good.replacing("-", with: "_"),
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01", "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01", "cc" + good.dropFirst(2) + "x", "cc" + good.dropFirst(2) + "-a b",
        "cc" + good.dropFirst(2) + "-" + String(repeating: "x", count: 300),
    ])
    func aBadOneIsLeftOut(trace: String) {
        #expect(RequestIdentity(traceparent: trace).traceparent == nil)
    }
}
