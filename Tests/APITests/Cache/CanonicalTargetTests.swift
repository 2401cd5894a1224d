import HTTP
import Testing

@testable import RegisterAPI

@Suite struct CanonicalTargetTests {
    @Test(arguments: [
        ("/v1/municipalities/gm0988", "/v1/municipalities/GM0988"), ("/v1/municipalities/0988", "/v1/municipalities/GM0988"),
        ("/v1/municipalities/0988/partners?regionType=b&regionType=a", "/v1/municipalities/GM0988/partners?regionType=b&regionType=a"),
        ("/v1/regions/jz43", "/v1/regions/JZ43"), ("/v1/arrangements/Samen-14", "/v1/arrangements/samen-14"),
        ("/v1/scale-check?validOn=2013-01-01&municipality=gm0988,0946", "/v1/scale-check?municipality=GM0988,GM0946&validOn=2013-01-01"),
        ("/v1/municipalities?province=pv31&name=west", "/v1/municipalities?name=west&province=PV31"),
        ("/v1/municipalities?name=S%C3%BAd+west", "/v1/municipalities?name=S%C3%BAd%20west"),
        ("/v1/municipalities?name=Súd%20west", "/v1/municipalities?name=S%C3%BAd%20west"), ("/v1/municipalities?", "/v1/municipalities"),
        ("/v1/municipalities?&&a=1&", "/v1/municipalities?a=1"), ("/v1?a", "/v1?a"), ("/v1?a=", "/v1?a="), ("/", "/"), ("/v1/", "/v1/"),
        ("/v1/muni%63ipalities", "/v1/municipalities"), ("/v1/a%2Fb", "/v1/a%2Fb"), ("/v1/a+b", "/v1/a%2Bb"), ("/v1/a&b=c", "/v1/a%26b%3Dc"),
        ("/v1/norms&", "/v1/norms%26"),
    ])
    func spellings(given: String, canonical: String) throws {
        let target = try #require(Target(given))
        #expect(target.canonical?.description == canonical)
        // What is canonical stays so.
        #expect(target.canonical?.canonical?.description == canonical)
    }

    @Test(arguments: ["/v1/%zz", "/v1?a=%", "/v1?%ff=1", "/v1/%FF"]) func whatCannotBeDecodedHasNone(given: String) throws {
        let target = try #require(Target(given))
        #expect(target.canonical == nil)
    }

    /// Values that are not the same stay apart.
    @Test func differentQuestionsStayDifferent() throws {
        let targets = [
            "/v1/norms", "/v1/norms?a=1&b=2", "/v1/norms?a=1,2", "/v1/norms?a=1&a=2", "/v1/norms?a=2&a=1", "/v1/norms?a=1%26b=2", "/v1/norms?a",
            "/v1/norms?a=",
            "/v1/norms?name=gm0988", "/v1/norms?name=GM0988", "/v1/norms?a=1%2C2%252C", "/v1/norms/a/b", "/v1/norms/a%2Fb", "/v1/norms&x",
            "/v1/norms&", "/v1/norms=",
        ]
        let canonical = try targets.map { try #require(Target($0)?.canonical?.description) }
        // A comma is the same, encoded or not.
        #expect(Set(canonical).count == targets.count)
    }
}
