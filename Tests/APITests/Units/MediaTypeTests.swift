import HTTP
import HTTPTypes
import Testing

@testable import RegisterAPI

@Suite struct MediaTypeTests {
    private func negotiated(_ accept: String..., offered: [MediaType] = [.json, .svg, .graphviz]) -> MediaType? {
        var request = Request(target: Target(path: "/x", query: nil))
        for value in accept { request.headers.append(HTTPField(name: .accept, value: value)) }
        return try? MediaType.negotiated(request, offered)
    }

    @Test func withoutAFieldTheFirst() {
        #expect(negotiated() == .json)
        #expect(negotiated(offered: [.svg, .json]) == .svg)
    }

    @Test func ofEqualsTheFirst() {
        #expect(negotiated("image/svg+xml, application/json") == .json)
        #expect(negotiated("*/*", offered: [.graphviz, .json]) == .graphviz)
        #expect(negotiated("image/svg+xml;q=0.5", "*/*;q=0.5") == .json)
    }

    @Test(arguments: [
        ("0", 0), ("0.0", 0), ("0.000", 0), ("0.", 0), ("0.001", 1), ("0.2", 200), ("0.25", 250), ("0.999", 999), ("1", 1000), ("1.000", 1000),
    ])
    func weights(text: String, thousandths: Int) {
        let above = "0.\(String("000\(thousandths + 1)".suffix(3)))"
        if thousandths == 0 { #expect(negotiated("image/svg+xml;q=\(text)") == nil) }
        if thousandths > 0 { #expect(negotiated("image/svg+xml;q=\(text)") == .svg) }
        if thousandths < 999 { #expect(negotiated("image/svg+xml;q=\(text),text/vnd.graphviz;q=\(above)") == .graphviz) }
        if thousandths > 1 { #expect(negotiated("image/svg+xml;q=\(text),text/vnd.graphviz;q=0.001") == .svg) }
    }

    /// RFC 9110 section 12.4.2: at most three decimals, nothing above 1, digits and a point.
    @Test(arguments: ["x", "", "1.5", "2", ".", "-0.5", "+0.5", "0.-5", "0.+5", "1e0", "0.5.5", "٠.٥", "99999999999999999999"])
    func whatIsNoWeightCountsAsOne(text: String) {
        #expect(negotiated("image/svg+xml;q=\(text), application/json;q=0.999") == .svg)
    }

    /// Some clients leave the zero out, or write more decimals.
    @Test func weightsThatPeopleWrite() {
        #expect(negotiated("image/svg+xml;q=.2, application/json;q=0.5") == .json)
        #expect(negotiated("image/svg+xml;q=.6, application/json;q=0.5999") == .svg)
        #expect(negotiated("*;q=.2, image/svg+xml") == .svg && negotiated("*") == .json)
    }

    @Test func otherParametersAreNoWeights() {
        #expect(negotiated("image/svg+xml;quality=0, application/json;q=0.5") == .svg)
        #expect(negotiated("image/svg+xml;charset=utf-8;q=0.1, application/json;q=0.5") == .json)
        #expect(negotiated("text/html;level=\"a,b\", image/svg+xml") == .svg)
    }

    @Test func theMostSpecificDecidesInWhateverOrder() {
        for ranges in [["*/*", "image/*;q=0.2", "image/svg+xml;q=0"], ["image/svg+xml;q=0", "image/*;q=0.2", "*/*"]] {
            #expect(negotiated(ranges.joined(separator: ",")) == .json)
            #expect(negotiated(ranges.joined(separator: ","), offered: [.svg]) == nil)
        }
    }

    @Test func whatIsOffered() {
        #expect(MediaType.json.text == "application/json" && MediaType.json.field == "application/json")
        #expect(MediaType.graphviz.text == "text/vnd.graphviz" && MediaType.graphviz.field == "text/vnd.graphviz; charset=utf-8")
        #expect(negotiated("*/*", offered: [.svg]) == .svg && negotiated("application/json", offered: [.svg]) == nil)
    }
}
