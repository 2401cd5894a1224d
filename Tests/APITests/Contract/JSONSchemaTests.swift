import Testing

@testable import RegisterAPI

@Suite struct JSONSchemaTests {
    private static func json(_ text: String) throws -> JSON { try #require(JSON(reading: Array(text.utf8), isIndented: true), "\(text)") }

    private static func schema(_ text: String, _ components: String = "{}") throws -> JSONSchema {
        var reader = JSONSchemaReader(try json(#"{"components": {"schemas": \#(components)}}"#))
        return try reader.schema(json(text))
    }

    /// Each keyword, with a value that fits and one that does not.
    private static let keywords: [(String, String, String)] = [
        (#"{"type": "string"}"#, #""a""#, "1"), (#"{"type": "integer"}"#, "1", #""1""#), (#"{"type": "boolean"}"#, "false", "0"),
        (#"{"type": "null"}"#, "null", "false"), (#"{"type": ["string", "null"]}"#, "null", "1"), (#"{"type": "array"}"#, "[1]", "{}"),
        (#"{"type": "object"}"#, "{}", "[]"), (#"{"enum": ["a", null]}"#, "null", #""b""#), (#"{"const": "a"}"#, #""a""#, #""A""#),
        (#"{"minimum": 1}"#, "1", "0"), (#"{"minimum": 1, "maximum": 3}"#, "3", "4"), (#"{"minLength": 1}"#, #""é""#, #""""#),
        (#"{"maxLength": 1}"#, #""\u00e9""#, #""e\u0301""#), (#"{"pattern": "^[a-z]{2}$"}"#, #""ab""#, #""abc""#),
        (#"{"pattern": "^[a-z]+$"}"#, #""e""#, #""e\u0301""#), (#"{"pattern": "b"}"#, #""abc""#, #""ac""#),
        (#"{"minItems": 1}"#, "[1]", "[]"), (#"{"maxItems": 1}"#, "[1]", "[1, 1]"), (#"{"uniqueItems": true}"#, "[1, 2]", "[1, 2, 1]"),
        (#"{"items": {"type": "integer"}}"#, "[1, 2]", "[1, null]"), (#"{"format": "date"}"#, #""2016-02-29""#, #""2015-02-29""#),
        (#"{"format": "date-time"}"#, #""2016-02-29T23:59:59Z""#, #""2016-02-29T24:00:00Z""#),
        (#"{"format": "date-time"}"#, #""2016-02-29T23:59:59.25Z""#, #""2016-02-29 23:59:59Z""#),
        (#"{"format": "uri"}"#, #""https://example.org/a?b=%20""#, #""/a""#), (#"{"format": "uri-reference"}"#, #""/a?b""#, #""/a b""#),
        (#"{"format": "uri-reference"}"#, #""/%C3%A9""#, #""/%C3%A""#), (#"{"format": "municipality-code"}"#, #""GM0988""#, #""GM988""#),
        (#"{"format": "province-code"}"#, #""PV31""#, #""31""#), (#"{"format": "problem-code"}"#, #""path-unknown""#, #""path-unknow""#),
        (#"{"format": "source-id"}"#, #""cbs-2016""#, #""cbs--2016""#),
        (#"{"required": ["a"], "additionalProperties": true}"#, #"{"a": 1}"#, #"{"b": 1}"#),
        (#"{"properties": {"a": {"type": "null"}}}"#, #"{"a": null}"#, #"{"a": 1}"#), (#"{"properties": {"a": {}}}"#, "{}", #"{"b": 1}"#),
        (#"{"type": "object"}"#, "{}", #"{"a": 1}"#), (#"{"additionalProperties": {"type": "integer"}}"#, #"{"a": 1}"#, #"{"a": null}"#),
        (#"{"properties": {"a": {}, "b": {}}, "x-members": ["a", "b"]}"#, #"{"a": 1, "b": 2}"#, #"{"b": 2, "a": 1}"#),
        (#"{"properties": {"a": {}, "b": {}}, "x-members": ["a", "b"]}"#, #"{"a": 1, "b": 2}"#, #"{"a": 1}"#),
        (#"{"anyOf": [{"type": "null"}, {"type": "integer"}]}"#, "1", #""1""#), (#"{"oneOf": [{"minimum": 2}, {"maximum": 4}]}"#, "1", "3"),
        (#"{"allOf": [{"type": "object", "properties": {"a": {}}}], "properties": {"b": {}}}"#, #"{"a": 1, "b": 1}"#, #"{"c": 1}"#),
        (##"{"$ref": "#/components/schemas/Number"}"##, "7", "8"),
    ]

    @Test(arguments: keywords) func whatFitsAndWhatDoesNot(schema: String, good: String, bad: String) throws {
        let compiled = try Self.schema(schema, #"{"Number": {"maximum": 7}}"#)
        #expect(compiled.faults(in: try Self.json(good)) == [])
        #expect(compiled.faults(in: try Self.json(bad)).count == 1, "\(bad) fits \(schema)")
    }

    private static let puzzles: [String] = [
        #"{"type": "string", "contains": {}}"#, #"{"type": "float"}"#, #"{"format": "email"}"#, #"{"not": {}}"#, #"{"minimum": "1"}"#,
        #"{"properties": {"a": {"if": {}}}}"#, #"{"items": {"prefixItems": []}}"#, #"{"anyOf": [{"x-own": 1}]}"#, #"{"pattern": "("}"#,
        ##"{"$ref": "#/components/schemas/Nothing"}"##, #"{"$ref": "other.json"}"#, ##"{"$ref": "#/components/schemas/Self"}"##,
        ##"{"$ref": "#/components/schemas/Fine", "type": "string"}"##, #"{"anyOf": [], "oneOf": []}"#, #"{"allOf": [{"type": "string"}]}"#,
        #"{"allOf": [{"type": "object", "properties": {"a": {}}}], "properties": {"a": {}}}"#, #"{"minItems": 3, "maxItems": 2}"#,
    ]

    @Test(arguments: puzzles) func whatIsNotUnderstoodIsRefused(schema: String) {
        #expect(throws: (any Error).self) {
            try Self.schema(schema, ##"{"Fine": {}, "Self": {"items": {"$ref": "#/components/schemas/Self"}}}"##)
        }
    }

    @Test func fieldsPickMembersOfTheObjectAndOfNothingWithin() throws {
        let schema = try Self.schema(
            #"{"properties": {"a": {"properties": {"c": {}, "d": {}}, "x-members": ["c", "d"]}, "b": {}}, "x-members": ["a", "b"]}"#)
        let picked = Selection(fields: ["a"])
        #expect(schema.faults(in: ["a": ["c": 1, "d": 1]], picked) == [])
        #expect(schema.faults(in: ["a": ["c": 1, "d": 1], "b": 1], picked).count == 1)
        #expect(schema.faults(in: ["a": ["c": 1]], picked).count == 1)
        #expect(schema.faults(in: ["b": 1], picked).count == 1)
    }

    @Test func fieldsPickMembersOfTheItemsOfACollection() throws {
        let schema = try Self.schema(
            #"{"required": ["items"], "properties": {"items": {"items": {"properties": {"a": {}, "b": {}}, "x-members": ["a", "b"]}}}}"#)
        #expect(schema.faults(in: ["items": [["b": 1], ["b": 2]]], Selection(fields: ["b"])) == [])
        #expect(schema.faults(in: ["items": [["b": 1], ["a": 2]]], Selection(fields: ["b"])) == [#"$.items[1] has ["a"], and not ["b"]"#])
        #expect(schema.faults(in: ["items": [["b": 1]]]).count == 1)
    }

    @Test func membersMayDependOnTheQuestion() throws {
        let schema = try Self.schema(
            #"{"properties": {"a": {}, "b": {}, "c": {}}, "x-members": ["c"], "x-members-by-question": {"p": ["a", "c"], "q": ["b", "c"]}}"#)
        #expect(schema.faults(in: ["a": 1, "c": 1], Selection(parameters: ["p"])) == [])
        #expect(schema.faults(in: ["b": 1, "c": 1], Selection(parameters: ["p"])).count == 1)
        #expect(schema.faults(in: ["b": 1], Selection(fields: ["b"], parameters: ["q"])) == [])
    }

    @Test func daysOfFiguresAreInOrder() throws {
        let schema = try Self.schema(#"{"format": "dates", "additionalProperties": true}"#)
        func dates(_ oldest: JSON, _ newest: JSON, _ days: JSON...) -> JSON {
            ["oldest": oldest, "newest": newest, "municipalities": .array(days.map { ["referenceDate": $0] })]
        }
        #expect(schema.fits(dates(nil, nil)))
        #expect(schema.fits(dates("2015-01-01", "2016-01-01", "2015-01-01", "2016-01-01")))
        #expect(!schema.fits(dates("2015-01-01", "2016-01-01", "2016-01-01", "2015-01-01")))
        #expect(!schema.fits(dates("2015-01-01", "2016-01-01", "2015-01-01")))
        #expect(!schema.fits(dates(nil, nil, "2015-01-01")))
    }

    @Test func columnsAreThePathsOfTheValuesWithin() throws {
        let schema = try Self.schema(
            #"""
            {"x-members": ["id", "party", "of", "tags"], "properties": {
                "tags": {"type": "array", "items": {"type": "string"}}, "id": {},
                "of": {"anyOf": [{"properties": {"from": {}, "to": {}}}, {"type": "null"}]},
                "party": {"oneOf": [{"properties": {"kind": {}, "code": {}, "name": {}}}, {"properties": {"kind": {}, "id": {}, "name": {}}}]}}}
            """#)
        let all = ["id", "party.kind", "party.code", "party.id", "party.name", "of.from", "of.to", "tags"]
        #expect(Set(schema.columns(.none)) == Set(all) && schema.columns(.none).count == all.count)
        #expect(schema.columns(.none).prefix(2) == ["id", "party.kind"])
        #expect(schema.columns(Selection(fields: ["of", "id"])) == ["id", "of.from", "of.to"])
    }
}

@Suite struct CommaSeparatedTests {
    @Test(
        arguments: [
            ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]), ("", []), ("\r\n", [[""]]), (",\r\n", [["", ""]]),
            ("\"a,\"\"b\"\"\r\nc\",\"\"\r\n", [["a,\"b\"\r\nc", ""]]),
        ] as [(String, [[String]])]) func whatIsRead(text: String, rows: [[String]])
    {
        #expect(CommaSeparated.rows(text) == rows)
    }

    @Test(arguments: ["a", "a,b", "a\n", "a\r", "a\"b\r\n", "\"a", "\"a\"b\r\n", "\"a\"\n", "a,\"b\r\n"]) func whatIsNoTable(text: String) {
        #expect(CommaSeparated.rows(text) == nil)
    }
}
