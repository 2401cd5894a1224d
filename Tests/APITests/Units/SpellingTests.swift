import Testing

@testable import RegisterAPI

@Suite struct SpellingTests {
    @Test(arguments: [
        ("", "", 0), ("abc", "abc", 0), ("abc", "", 3), ("", "abc", 3), ("abc", "acb", 1), ("abc", "abd", 1), ("abc", "abcd", 1), ("abcd", "bcd", 1),
        ("kitten", "sitting", 3), ("ca", "abc", 3),
    ]) func distances(a: String, b: String, distance: Int) {
        #expect(Spelling.distance(Array(a.utf8), Array(b.utf8)) == distance)
        #expect(Spelling.distance(Array(b.utf8), Array(a.utf8)) == distance)
    }

    @Test func theNearestComeFirstAndAreAtMostThree() {
        #expect(Spelling.near("vaildOn", among: ["page", "validOn", "valid"]) == ["validOn"])
        #expect(Spelling.near("JZ99", among: ["JZ09", "JZ19", "JZ29", "JZ39", "AM99"]) == ["JZ09", "JZ19", "JZ29"])
        #expect(Spelling.near("zzzz", among: ["page", "sort"]) == [])
        #expect(Spelling.near("NAME", among: ["name"]) == ["name"])
    }

    @Test func theHint() {
        #expect(Spelling.hint("pag", among: ["page", "sort"]) == " Did you mean “page”?")
        #expect(Spelling.hint("b1", among: ["a1", "c1"]) == " Did you mean “a1” or “c1”?")
        #expect(Spelling.hint("x", among: [String]()) == "")
        #expect(Spelling.hint(String(repeating: "x", count: 100_000), among: ["page"]) == "")
    }
}
