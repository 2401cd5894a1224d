import Testing

@testable import RegisterAPI

@Suite struct JSONParsingTests {
    @Test(
        arguments: [
            ("null", .null), (" true ", .bool(true)), ("false", .bool(false)), ("-12", .int(-12)), ("0", .int(0)), ("988.00", .int(988)),
            ("\"\"", .string("")),
            (#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00é""#, .string("\"\\/\u{8}\u{C}\n\r\té😀é")), ("[]", .array([])),
            ("[ 1 , [ ] ]", .array([.int(1), .array([])])),
            (
                #"{"a":1,"b":{"a":null}}"#,
                .object([.init(name: "a", value: .int(1)), .init(name: "b", value: .object([.init(name: "a", value: .null)]))])
            ),
            ("\u{FEFF}{ }", .object([])),
        ] as [(String, JSON)]) func whatItReads(text: String, json: JSON) throws
    {
        #expect(try JSON(parsing: Array(text.utf8)) == json)
    }

    @Test(arguments: [
        ("", 0), ("  ", 2), ("nul", 0), ("nulls", 4), ("01", 0), ("1.5", 0), ("1.", 0), (".0", 0), ("1.0.0", 0), ("01.0", 0), ("1e3", 0), ("+1", 0),
        ("-", 0), ("99999999999999999999", 0),
        ("[1 2]", 3), ("[1,]", 3),
        ("[", 1), ("{\"a\"}", 4), ("{\"a\":1,}", 7), ("{a:1}", 1), ("{\"a\":1,\"a\":2}", 10), ("\"", 1), ("\"\n\"", 1), (#""\x""#, 3),
        (#""\u12""#, 5), (#""\ud800""#, 7),
        (#""\udc00""#, 7), ("'a'", 0), ("[1]]", 3), ("\u{FEFF}\u{FEFF}1", 3), (String(repeating: "[", count: 17), 16),
    ]) func whatItDoesNotAndWhere(text: String, position: Int) {
        let fault = #expect(throws: JSON.Fault.self) { try JSON(parsing: Array(text.utf8)) }
        #expect(fault?.position == position && fault?.description.hasSuffix(".") == true, "\(text): \(String(describing: fault))")
    }

    /// What the service writes, it reads.
    @Test func itReadsWhatIsWritten() throws {
        let json: JSON = ["a": [1, nil, true, "\u{1}\u{7F}\"\\/é😀"], "": [:], "b": -5]
        #expect(try JSON(parsing: json.bytes) == json)
    }

    @Test(arguments: [
        ("", []), ("a", ["a"]), ("a\n", ["a"]), ("a\r\nb\rc\n", ["a", "b", "c"]), ("a,b\nc;d\ne\tf", ["a", "c", "e"]), ("\n\n a \n\n", [" a "]),
        ("\"a\"\"b\",\"x\ny\"\n\"\"\n,z\n", ["a\"b", "", ""]), ("\u{FEFF}a", ["a"]), ("a\"b\n", ["a\"b"]),
    ]) func firstColumns(text: String, values: [String]) throws {
        #expect(try SeparatedValues.firstColumn(Array(text.utf8)) == values)
    }

    @Test(arguments: [("\"a", 1), ("a\n\"b\nc", 2), ("\"a\nb\"c", 2), ("a\n\"b\" ,c", 2)]) func tablesThatAreNone(text: String, line: Int) {
        let fault = #expect(throws: SeparatedValues.Fault.self) { try SeparatedValues.firstColumn(Array(text.utf8)) }
        #expect(fault?.line == line)
    }
}
