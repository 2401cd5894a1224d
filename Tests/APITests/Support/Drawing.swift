import Foundation
import FoundationXML

/// A drawing in SVG, as an XML parser that knows nothing of it reads it.
struct Drawing {
    /// The text of each box, in order, without white space: long lines are broken.
    private(set) var boxes: [String] = []
    /// Whether each line is dotted, in order.
    private(set) var isDotted: [Bool] = []
    /// The text of all of it, without white space.
    private(set) var text = ""
    private(set) var title = ""
    private(set) var elements: Set<String> = []
    private(set) var attributes: Set<String> = []

    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    init(_ svg: String) throws {
        let reader = Reader()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = reader
        guard parser.parse() else { throw Malformed(description: "\(String(describing: parser.parserError)) in line \(parser.lineNumber)") }
        self = reader.drawing
    }

    private init() {}

    static func squeezed(_ text: String) -> String { text.filter { !$0.isWhitespace } }

    private final class Reader: NSObject, XMLParserDelegate {
        var drawing = Drawing()
        /// The elements that are open, each with its id.
        private var open: [(name: String, id: String?)] = []

        func parser(_: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]) {
            open.append((name, attributes["id"]))
            drawing.elements.insert(name)
            drawing.attributes.formUnion(attributes.keys)
            guard let id = attributes["id"] else { return }
            if id == "box-\(drawing.boxes.count + 1)" { drawing.boxes.append("") }
            if id == "line-\(drawing.isDotted.count + 1)" { drawing.isDotted.append(attributes["stroke-dasharray"] != nil) }
        }

        func parser(_: XMLParser, foundCharacters text: String) {
            let text = Drawing.squeezed(text)
            if open.last?.name == "text" { drawing.text += text }
            if open.last?.name == "title" { drawing.title += text }
            if open.contains(where: { $0.id == "box-\(drawing.boxes.count)" }) { drawing.boxes[drawing.boxes.count - 1] += text }
        }

        func parser(_: XMLParser, didEndElement: String, namespaceURI: String?, qualifiedName: String?) { open.removeLast() }
    }
}
