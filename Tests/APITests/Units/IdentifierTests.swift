import Register
import Testing

@Suite struct IdentifierTests {
    @Test(arguments: ["GM0988", "gm0988", "Gm0988", "gM0988", "0988"]) func codes(text: String) {
        #expect(MunicipalityCode.normalised(text) == "GM0988")
    }

    @Test(arguments: ["GM0003", "gm0003", "0003", "003", "03", "3", " 3 ", "\tGM0003\n", "https://identifier.overheid.nl/tooi/id/gemeente/gm0003"])
    func codesInSomebodysList(text: String) {
        #expect(MunicipalityCode.inList(text) == "GM0003")
    }

    @Test(arguments: ["", " ", "-3", "GM3", "00003", "3.0", "٣", "gemeente/gm0003", "GM 0003"]) func noCodesInSomebodysList(text: String) {
        #expect(MunicipalityCode.inList(text) == nil)
    }

    @Test(arguments: [
        "", "988", "GM988", "GM09888", "09888", "GM 0988", " GM0988", "GM0988 ", "MG0988", "GM098a", "GM098８", "GMGM0988", "GM0988\n", "gm", "GM-988",
        "٠٩٨٨",
        "ＧＭ0988", "G\u{301}M0988",
    ]) func noCodes(text: String) {
        #expect(MunicipalityCode.normalised(text) == nil)
    }

    @Test(arguments: [
        ("JZ43", "JZ43"), ("jz43", "JZ43"), ("Jz43", "JZ43"), ("nl01", "NL01"), ("Wmo-Regio-Midden-Limburg", "wmo-regio-midden-limburg"),
        ("JZ", "jz"),
        ("JZ4A", "jz4a"), ("J43", "j43"), ("ABC1", "abc1"), ("", ""), ("43", "43"), ("É43", "É43"),
    ]) func regionIdentifiers(text: String, id: String) {
        #expect(RegionID.normalised(text) == id)
    }

    @Test(arguments: [("Baanbrekers", "baanbrekers"), ("SAMEN-14", "samen-14"), ("baanbre\u{212A}ers", "baanbre\u{212A}ers"), ("É", "É"), ("", "")])
    func slugs(text: String, normalised: String) {
        // As bytes: a Kelvin sign is equal to a K in Swift's eyes.
        #expect(Array(Slug.normalised(text).utf8) == Array(normalised.utf8))
    }
}
