import Register
import Testing

@testable import RegisterAPI

@Suite struct DateTimeRuleTests {
    /// Texts of real answers, of every resource.
    private static func texts() async throws -> [String] {
        var texts: [String] = []
        for resource in Resource.all { collect(try await get(resource.path), into: &texts) }
        return texts
    }

    private static func collect(_ json: JSON, into texts: inout [String]) {
        if let text = json.text { texts.append(text) }
        for name in json.names { collect(json[name], into: &texts) }
        for element in json.elements { collect(element, into: &texts) }
    }

    @Test("/core/date-time/format") func datesAndTimesAreWrittenOneWay() async throws {
        let description = try await APIDescription.served
        for (place, name, schema) in try description.properties {
            let isOfTime = ["date", "date-time", "time-local"].contains(schema["format"].text)
            #expect(!["time", "datetime", "date-time-local"].contains(schema["format"].text), "\(name) in \(place)")
            if isOfTime { #expect(schema["type"] == "string" || schema["type"] == ["string", "null"], "\(name) in \(place)") }
            let examples = schema["examples"].elements + [schema["example"]]
            let looksLikeADate = examples.contains { $0.text?.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) != nil }
            if looksLikeADate { #expect(schema["format"] == "date", "\(name) in \(place)") }
        }
        for operation in description.operations {
            for parameter in operation.parameters where ["validOn", "from", "to"].contains(parameter["name"].text) {
                #expect(parameter["schema"]["type"] == "string" && parameter["schema"]["format"] == "date", "\(operation.path)")
            }
        }
        let dates = try await Self.texts().filter { $0.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) != nil }
        #expect(dates.count > 500)
        for value in ["2016-6-1", "20160601", "2016-W22-3", "2016-153", "01-06-2016", "2016-06-01T00:00:00Z"] {
            #expect(try await faults("/v1/regions?validOn=\(value)") == ["validOn date-invalid"])
        }
    }

    @Test("/core/date-time/timezone") func momentsAreUTCAndTakenFromAnyZone() async throws {
        let description = try await APIDescription.served
        for text in try await Self.texts() where text.prefixMatch(of: /\d{4}-\d{2}-\d{2}[T ]\d{2}:/) != nil {
            #expect(text.wholeMatch(of: /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z/) != nil, "\(text)")
        }
        for (place, name, schema) in try description.properties where schema["format"] == "date-time" {
            for example in schema["examples"].elements { #expect(example.text?.hasSuffix("Z") == true, "\(name) in \(place)") }
        }
        // When the register began, and an hour before; the zone of the Netherlands is the second.
        let first = try await get("/v1/changes?limit=1")["items"][0]
        let began = try #require(first["time"].text.flatMap { Instant($0) })
        func written(_ instant: Instant, _ hours: Int, _ zone: String) -> String {
            Instant(microseconds: instant.microseconds + hours * 3_600_000_000).description.dropLast() + zone
        }
        var parameters = 0
        for operation in description.reads {
            for parameter in operation.parameters where parameter["schema"]["format"] == "date-time" {
                parameters += 1
                for instant in [began, Instant(microseconds: began.microseconds - 3_600_000_000)] {
                    let separator = operation.request.contains("?") ? "&" : "?"
                    let target = "\(operation.request)\(separator)\(parameter["name"].text ?? "")="
                    let utc = try await Service.shared.send(target + written(instant, 0, "Z"))
                    if utc.status != 200 { #expect(try instant < began && !utc.json().faults.contains { $0.contains("instant") }, "\(target)") }
                    for (hours, zone) in [(1, "%2B01:00"), (-5, "-05:00")] {
                        let other = try await Service.shared.send(target + written(instant, hours, zone))
                        #expect(other.status == utc.status && other["Register-Revision"] == utc["Register-Revision"], "\(target) \(zone)")
                        if utc.status == 200 { #expect(other.body == utc.body, "\(target) \(zone)") }
                    }
                }
            }
        }
        #expect(parameters > 30)
    }

    @Test("/core/date-time/date-omit-time-portion") func whatIsCalledADateIsADate() async throws {
        let description = try await APIDescription.served
        var dates = 0
        for (place, name, schema) in try description.properties {
            // As the published linter looks for them.
            guard name == "date" || name == "datum" || name.firstMatch(of: /(\w+D|_[dD])(ate|atum)/) != nil else { continue }
            dates += 1
            #expect(schema.names.contains("format"), "\(name) in \(place)")
            #expect(try !formats(below: schema, description).contains("date-time"), "\(name) in \(place)")
            if name.hasSuffix("Date") || name == "date" { #expect(schema["format"] == "date", "\(name) in \(place)") }
        }
        #expect(dates >= 6)
    }

    private func formats(below schema: JSON, _ description: APIDescription) throws -> Set<String> {
        let schema = try description.follow(schema)
        var formats = Set([schema["format"].text].compactMap(\.self))
        for name in schema["properties"].names { formats.formUnion(try self.formats(below: schema["properties"][name], description)) }
        if schema.names.contains("items") { formats.formUnion(try self.formats(below: schema["items"], description)) }
        return formats
    }
}
