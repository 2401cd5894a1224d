/// How wide text becomes at most, whichever sans-serif the reader has.
///
/// The tables hold, in thousandths of the font size, the wider of Liberation Sans (which has the widths of Arial and Helvetica) and DejaVu Sans.
enum Typeface {
    case regular, bold

    /// - Returns: The width in the unit of `size`.
    func width(of text: some StringProtocol, size: Int) -> Int {
        let thousandths = text.unicodeScalars.reduce(0) { $0 + advance($1) }
        return (thousandths * size + 999) / 1000
    }

    private func advance(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x20...0x7E: return table[Int(scalar.value) - 0x20]
        case 0xA0...0x17F where !Self.wideLatin.contains(scalar): return scalar.properties.isUppercase ? 870 : 840
        case 0x2010...0x2012, 0x2018...0x201A, 0x2022: return 640
        case 0x2013, 0x201C...0x201E, 0x20AC: return 700
        default: break
        }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        // The widest Cyrillic capital is 1,406 and emoji are about 1,370; few characters are wider.
        default: return 1410
        }
    }

    private static let wideLatin: Set<Unicode.Scalar> = ["Æ", "Œ", "Ħ", "Ŵ", "Ĳ", "æ", "œ", "ŵ", "ĳ", "©", "®", "¼", "½", "¾"]

    private var table: [Int] { self == .bold ? Self.boldAdvances : Self.regularAdvances }

    private static let regularAdvances = [
        318, 401, 460, 838, 637, 951, 780, 275, 391, 391, 500, 838, 318, 361, 318, 337, 637, 637, 637, 637, 637, 637, 637, 637,
        637, 637, 337, 337, 838, 838, 838, 557, 1016, 685, 687, 723, 771, 667, 611, 778, 752, 295, 500, 667, 558, 863, 749, 788,
        667, 788, 723, 667, 611, 732, 685, 989, 686, 667, 686, 391, 337, 391, 838, 557, 500, 613, 635, 550, 635, 616, 353, 635,
        634, 278, 278, 580, 278, 975, 634, 612, 635, 635, 412, 521, 393, 634, 592, 818, 592, 592, 525, 637, 337, 637, 838,
    ]

    private static let boldAdvances = [
        349, 457, 521, 838, 696, 1002, 873, 307, 458, 458, 523, 838, 380, 416, 380, 366, 696, 696, 696, 696, 696, 696, 696, 696,
        696, 696, 400, 400, 838, 838, 838, 611, 1000, 774, 763, 734, 831, 684, 684, 821, 837, 373, 557, 775, 638, 996, 837, 851,
        733, 851, 771, 721, 683, 813, 774, 1104, 771, 725, 726, 458, 366, 458, 838, 557, 500, 675, 716, 593, 716, 679, 436, 716,
        712, 343, 343, 666, 343, 1042, 712, 688, 716, 716, 494, 596, 479, 712, 652, 924, 646, 652, 583, 712, 366, 712, 838,
    ]
}
