import HTTP
import Testing

@Suite struct QueryTests {
    @Test(
        arguments: [
            ("a=1&b=2&a=3", [("a", "1"), ("b", "2"), ("a", "3")]), ("", []), ("&&a=1&", [("a", "1")]), ("a", [("a", nil)]), ("a=", [("a", "")]),
            ("=1", [("", "1")]),
            ("a=b=c", [("a", "b=c")]), ("a+b=c+d", [("a b", "c d")]), ("a%2Bb=c%26d", [("a+b", "c&d")]), ("%3D=%3d", [("=", "=")]),
            ("n=caf%C3%A9", [("n", "café")]), ("n=café", [("n", "café")]), ("a=%F0%9F%8C%B7", [("a", "🌷")]),
        ] as [(String, [(String, String?)])])
    func decodes(query: String, expected: [(String, String?)]) {
        #expect(QueryItem.parse(query) == expected.map { QueryItem(name: $0.0, value: .success($0.1)) })
    }

    @Test(
        arguments: [
            ("a=%", "a", .brokenPercentEncoding), ("a=%4", "a", .brokenPercentEncoding), ("a=%zz", "a", .brokenPercentEncoding),
            ("a=%FF", "a", .invalidUTF8),
            ("a=%C3", "a", .invalidUTF8), ("a=%ED%A0%80", "a", .invalidUTF8), ("a=%C0%AF", "a", .invalidUTF8), ("a=%00", "a", .nulByte),
            ("%zz=1", "%zz", .brokenPercentEncoding),
            ("%00", "%00", .nulByte), ("%61=%", "a", .brokenPercentEncoding),
        ] as [(String, String, EncodingFault)])
    func keepsTheFault(query: String, name: String, fault: EncodingFault) {
        #expect(QueryItem.parse(query) == [QueryItem(name: name, value: .failure(fault))])
    }

    @Test func oneFaultDoesNotHideTheOthers() {
        let items = Request(target: Target(path: "/", query: "a=%&b=2&c=%00")).query
        #expect(items.map(\.name) == ["a", "b", "c"])
        #expect(items.map(\.value) == [.failure(.brokenPercentEncoding), .success("2"), .failure(.nulByte)])
    }
}
