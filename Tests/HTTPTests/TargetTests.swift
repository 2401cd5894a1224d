import HTTP
import Testing

@Suite struct TargetTests {
    @Test(
        arguments: [
            ("/", "/", nil), ("/a/b?c=d", "/a/b", "c=d"), ("/a?", "/a", ""), ("/a?b?c", "/a", "b?c"), ("/%41?%42", "/%41", "%42"),
            ("/café", "/café", nil),
            ("http://example.org/a?b", "/a", "b"), ("HTTPS://example.org", "/", nil), ("http://example.org?a", "/", "a"), ("*", "*", nil),
            ("//a", "//a", nil),
        ] as [(String, String, String?)])
    func takes(text: String, path: String, query: String?) {
        #expect(Target(text) == Target(path: path, query: query))
    }

    @Test(arguments: [
        "", "a", "?a", "example.org:443", "ftp://example.org/", "http:/a", "http://", "http:///a", "/a b", "/a\tb", "/a\u{7F}", "/a#b", "**",
    ])
    func refuses(text: String) {
        #expect(Target(text) == nil)
    }
}
