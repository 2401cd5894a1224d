import Foundation
import FoundationXML

/// What a reader of the SVG finds: boxes, lines and texts with their places, by the ids that the documentation promises.
final class Drawing: NSObject, XMLParserDelegate {
    struct Place: Hashable {
        var x: Double
        var y: Double
    }

    struct Rectangle: Hashable {
        var x = 0.0
        var y = 0.0
        var width = 0.0
        var height = 0.0

        var right: Double { x + width }
        var bottom: Double { y + height }

        /// Whether the interiors share a point.
        func overlaps(_ other: Rectangle) -> Bool { x < other.right && other.x < right && y < other.bottom && other.y < bottom }
    }

    struct Text: Hashable {
        var text = ""
        var place = Place(x: 0, y: 0)
        var size = 0
        var isBold = false
        var isCentred = false
        var colour = ""
    }

    struct Box {
        var frame = Rectangle()
        var fill = ""
        var texts: [Text] = []
    }

    struct Element {
        var name: String
        var attributes: [String: String]
    }

    private(set) var size = Rectangle()
    private(set) var elements: [Element] = []
    private(set) var boxes: [Int: Box] = [:]
    private(set) var lines: [Int: [Place]] = [:]
    private(set) var arrowTips: [Place] = []
    /// All texts in the order of the document.
    private(set) var texts: [String] = []
    private(set) var labels: [Rectangle] = []
    private(set) var labelTexts: [Text] = []
    private(set) var legendTexts: [Text] = []
    private(set) var looseTexts: [Text] = []
    private(set) var title = ""
    private(set) var words = ""
    private var open: [Element] = []
    private var text: Text?
    private var fault: (any Error)?

    /// - Throws: What the parser says if the SVG is not well-formed XML.
    init(_ svg: String) throws {
        super.init()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = self
        guard parser.parse() else { throw fault ?? parser.parserError ?? CocoaError(.fileReadCorruptFile) }
    }

    func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }

    private var within: [String] { open.compactMap { $0.attributes["id"] } }

    private var box: Int? { within.compactMap { $0.hasPrefix("box-") ? Int($0.dropFirst(4)) : nil }.first }

    func parser(_ parser: XMLParser, parseErrorOccurred parseError: any Error) { fault = parseError }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String] = [:]
    ) {
        func number(_ key: String) -> Double { attributes[key].flatMap(Double.init) ?? 0 }
        let element = Element(name: name, attributes: attributes)
        elements.append(element)
        open.append(element)
        let rectangle = Rectangle(x: number("x"), y: number("y"), width: number("width"), height: number("height"))
        switch name {
        case "svg": size = rectangle
        case "rect":
            if let box {
                boxes[box, default: Box()].frame = rectangle
                boxes[box]?.fill = attributes["fill"] ?? ""
            }
            if within.contains("labels") { labels.append(rectangle) }
        case "path":
            let places = Self.places(attributes["d"] ?? "")
            if let id = attributes["id"], id.hasPrefix("line-"), let line = Int(id.dropFirst(5)) { lines[line] = places }
            if within.contains("arrowheads"), let tip = places.first { arrowTips.append(tip) }
        case "text":
            text = Text(
                place: Place(x: number("x"), y: number("y")), size: Int(number("font-size")), isBold: attributes["font-weight"] == "bold",
                isCentred: attributes["text-anchor"] == "middle", colour: attributes["fill"] ?? "")
        default: break
        }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        switch open.last?.name {
        case "text": text?.text += string
        case "title": title += string
        case "desc": words += string
        default: break
        }
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        open.removeLast()
        guard name == "text", let found = text else { return }
        texts.append(found.text)
        if let box { boxes[box]?.texts.append(found) }
        if within.contains("labels") { labelTexts.append(found) }
        if within.contains("legend") { legendTexts.append(found) }
        if within.isEmpty { looseTexts.append(found) }
        text = nil
    }

    /// The points of a path that has only absolute moves and lines.
    private static func places(_ path: String) -> [Place] {
        let numbers = path.split { "MLZ ".contains($0) }.compactMap { Double($0) }
        return stride(from: 0, to: numbers.count - 1, by: 2).map { Place(x: numbers[$0], y: numbers[$0 + 1]) }
    }
}
