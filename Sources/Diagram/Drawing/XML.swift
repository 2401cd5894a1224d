/// Writes elements one below the other, indented.
struct XML {
    private(set) var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    private var open: [String] = []

    /// Names and values in the order in which they are written; those without a value are left out.
    typealias Attributes = KeyValuePairs<String, String?>

    mutating func element(_ name: String, _ attributes: Attributes = [:], text content: String? = nil) {
        line("<\(name)\(Self.written(attributes))\(content.map { ">\(Markup.escaped($0))</\(name)>" } ?? "/>")")
    }

    mutating func element(_ name: String, _ attributes: Attributes = [:], _ content: (inout XML) -> Void) {
        line("<\(name)\(Self.written(attributes))>")
        open.append(name)
        content(&self)
        open.removeLast()
        line("</\(name)>")
    }

    private mutating func line(_ line: String) { text += String(repeating: "  ", count: open.count) + line + "\n" }

    private static func written(_ attributes: Attributes) -> String {
        attributes.map { name, value in value.map { " \(name)=\"\(Markup.escaped($0))\"" } ?? "" }.joined()
    }
}
