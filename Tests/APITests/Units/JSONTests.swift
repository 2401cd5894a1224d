import Foundation
import Testing

@testable import RegisterAPI

@Suite struct JSONTests {
    private func text(_ json: JSON) -> String { String(decoding: json.bytes, as: UTF8.self) }

    @Test func everyKindOfValue() {
        #expect(text(.null) == "null")
        #expect(text(true) == "true" && text(false) == "false")
        #expect(text(.int(.max)) == "9223372036854775807" && text(.int(.min)) == "-9223372036854775808")
        #expect(text([]) == "[]" && text([:]) == "{}")
        #expect(text([1, ["a": .null], "x"]) == #"[1,{"a":null},"x"]"#)
    }

    @Test func membersKeepTheirOrder() {
        let json: JSON = ["zebra": 1, "apple": 2, "Mango": 3]
        #expect(text(json) == #"{"zebra":1,"apple":2,"Mango":3}"#)
        #expect(text(json.adding(["aardvark": 4])) == #"{"zebra":1,"apple":2,"Mango":3,"aardvark":4}"#)
    }

    @Test func escapes() {
        #expect(text(.string(#"a"b\c/"#)) == #""a\"b\\c/""#)
        #expect(text("\n\r\t\u{8}\u{C}\u{0}\u{1F}") == #""\n\r\t\u0008\u000c\u0000\u001f""#)
        #expect(text("Súdwest-Fryslân €  👩‍👧 \u{7F}\u{2028}") == "\"Súdwest-Fryslân €  👩‍👧 \u{7F}\u{2028}\"")
        #expect(text([#"a"b"#: 1] as JSON) == #"{"a\"b":1}"#)
    }

    @Test func anotherReaderReadsTheSame() throws {
        let texts = (0...0x2FF).compactMap(Unicode.Scalar.init).map { "x\($0)y" } + ["\u{FFFF}", "\u{10FFFF}", "\r\n", "e\u{301}"]
        let read = try JSONSerialization.jsonObject(with: Data(JSON.array(texts.map(JSON.string)).bytes)) as? [String]
        #expect(read?.map { Array($0.utf8) } == texts.map { Array($0.utf8) })
    }

    @Test func theReaderOfTheTestsIsStrict() {
        for wrong in ["", "{", "[1,]", "{\"a\":1,}", "{\"a\":1,\"a\":2}", "01", "nul", "\"a", "\"\n\"", "[1]x", "1.5", "\"\\x\""] {
            #expect(JSON(reading: Array(wrong.utf8)) == nil, "\(wrong)")
        }
        #expect(JSON(reading: Array(#"{"a":[1,-2,null,true,"\u00e9\n\/"]}"#.utf8)) == ["a": [1, -2, .null, true, "é\n/"]])
    }
}
