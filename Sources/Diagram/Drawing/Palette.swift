/// The colours of a drawing. What matters is said by the style of lines and by words; the fills differ in lightness too, for print in grey.
enum Palette {
    static let paper = "#ffffff"
    static let ink = "#1a1a1a"
    static let line = "#3d4650"
    static let quietInk = "#434343"
    static let border = "#5f6b7a"
    static let rule = "#9aa5b1"

    /// The fill of boxes of no group.
    static let plain = Fill(colour: paper, borderWidth: "1.25")

    struct Fill: Hashable {
        var colour: String
        var borderWidth: String
    }

    /// The fill of a group by its number; sixteen groups look different.
    static func fill(_ group: Int) -> Fill {
        Fill(colour: tints[group % tints.count], borderWidth: (group / tints.count).isMultiple(of: 2) ? plain.borderWidth : "3")
    }

    private static let tints = ["#e9f0f8", "#f4e6ca", "#d6e8d6", "#efd8dc", "#cbd9ee", "#ded2ea", "#bfdfdf", "#d8d8d8"]
}
