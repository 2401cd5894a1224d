import HTTP
import Register
import Testing

@testable import RegisterAPI

@Suite struct ParametersTests {
    private func parameters(_ query: String) throws -> Parameters {
        Parameters(Request(target: try #require(Target("/x?\(query)"))))
    }

    /// `location code` of each fault.
    private func faults(_ parameters: inout Parameters) -> [String] {
        do {
            _ = try parameters.finish()
            return []
        } catch let problem as Problem {
            return problem.errors.map { "\($0.location) \($0.code.rawValue)" }
        } catch {
            return ["\(error)"]
        }
    }

    @Test func oneValue() throws {
        var parameters = try parameters("name=Sint%20Anthonis&count=0042&on=2016-02-29&which=b&plus=a+b%2B")
        #expect(parameters.text("name") == "Sint Anthonis")
        #expect(parameters.text("plus") == "a b+")
        #expect(parameters.integer("count", in: 0...100) == 42)
        #expect(parameters.date("on") == CalendarDate("2016-02-29"))
        #expect(parameters.choice("which", of: ["a", "b"]) == "b")
        #expect(parameters.text("absent") == nil && parameters.date("noDate") == nil)
        #expect(faults(&parameters) == [])
    }

    @Test func everyFaultOfOneValue() throws {
        var parameters = try parameters(
            "a&b=&c=1&c=2&d=%zz&e=%ff&f=%00&g=\(String(repeating: "g", count: 101))&h=\(String(repeating: "h", count: 100))")
        for name in ["a", "b", "c", "d", "e", "f", "g"] { #expect(parameters.text(name) == nil) }
        #expect(parameters.text("h")?.count == 100)
        #expect(
            faults(&parameters) == [
                "a parameter-empty", "b parameter-empty", "c parameter-repeated", "d encoding-invalid", "e encoding-invalid", "f encoding-invalid",
                "g text-too-long",
            ])
    }

    @Test(arguments: ["-1", "0", "101", "1e2", "1.0", "+5", " 5", "5 ", "0x5", "٥", "", "99999999999999999999"]) func noNumber(text: String) throws {
        let encoded = text.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        var parameters = try parameters("n=\(encoded)")
        #expect(parameters.integer("n", in: 1...100) == nil)
        #expect(faults(&parameters).count == 1)
    }

    @Test func lists() throws {
        var parameters = try parameters("codes=0988,GM0946&codes=gm1640&other=1,2,3")
        #expect(parameters.municipalities("codes", maximum: 3) == ["GM0988", "GM0946", "GM1640"])
        #expect(parameters.list("other", maximum: 2) == [])
        #expect(parameters.isGiven("codes") && !parameters.isGiven("code"))
        let checked: Checked
        do { checked = try parameters.finish() } catch { throw Program.Failure(description: "\(error)") }
        #expect(checked.references.map(\.values) == [["GM0988", "GM0946", "GM1640"]])
        #expect(checked.violations.map(\.code) == [.tooManyValues])
    }

    @Test func thePlacesOfAListAreCountedOverAllItsParts() throws {
        var parameters = try parameters("c=GM0001,x&c=,GM0001&c=GM0002")
        #expect(parameters.municipalities("c", maximum: 10) == ["GM0001", "GM0002"])
        let checked = try parameters.finish()
        #expect(checked.violations.map(\.index) == [1, 2, 3])
        #expect(checked.violations.map(\.code) == [.municipalityCodeInvalid, .parameterEmpty, .valueRepeated])
        #expect(checked.references[0].positions == [0, 4])
    }

    @Test func unknownNamesAreReportedOnceEach() throws {
        var parameters = try parameters("valid0n=1&valid0n=2&zzz=3&%zz=4")
        _ = parameters.date("validOn")
        #expect(faults(&parameters) == ["valid0n parameter-unknown", "zzz parameter-unknown", "%zz encoding-invalid"])
    }

    @Test func dateRanges() throws {
        var reversed = try parameters("from=2020-01-02&to=2020-01-01")
        _ = reversed.dateRange()
        #expect(faults(&reversed) == ["to range-reversed"])
        var empty = try parameters("from=2020-01-01&to=2020-01-01")
        #expect(empty.dateRange().to == CalendarDate("2020-01-01"))
        #expect(faults(&empty) == [])
    }

    @Test func pages() throws {
        var absent = try parameters("")
        #expect(absent.page().number == 1 && absent.page().size == 50)
        var given = try parameters("page=3&pageSize=1000")
        let page = given.page()
        #expect(page.number == 3 && page.size == 1000)
    }

    @Test func aThresholdOrANorm() throws {
        var both = try parameters("threshold=5&norm=x")
        _ = both.threshold()
        let checked = try both.finish()
        #expect(checked.violations.map(\.code) == [.parametersExclusive])
        #expect(checked.references.map(\.values) == [["x"]])
    }
}
