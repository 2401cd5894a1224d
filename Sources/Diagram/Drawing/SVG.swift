extension Diagram {
    /// The diagram as an SVG 1.1 document in UTF-8, with a size in pixels that suits A4 paper where the boxes allow it.
    ///
    /// It has no style sheet, script or outside reference, so it shows under the strictest content security policy. The n-th box is the element
    /// `box-n`, the n-th line is `line-n`, both counted from 1.
    public func svg() -> String { SVG(self).text }
}

/// Puts the plan of a diagram on a sheet with its title, legend and note.
private struct SVG {
    let text: String

    private static let margin = 32
    private static let leastWidth = 560

    init(_ diagram: Diagram) {
        let plan = Plan(diagram)
        let groups = Groups(diagram.boxes)
        let width = max(plan.size.width, Self.leastWidth)
        var runs: [TextRun] = []
        var y = Self.margin
        func write(_ text: String?, _ style: TextStyle) {
            guard let text, !text.isEmpty else { return }
            let stack = TextRun.stack(style.wrap(text, width: width), style, x: Self.margin, top: y)
            runs += stack.runs
            y += stack.height
        }
        write(diagram.title, .title)
        write(diagram.subtitle, .subtitle)
        y += 28
        let corner = Point(x: Self.margin, y: y)
        if diagram.boxes.isEmpty { write(diagram.emptyText, .legend) } else { y += plan.size.height }
        let legend = Legend(diagram, groups: groups, width: width)
        let rule = y + 28
        y = rule
        if legend.height > 0 { y += 16 }
        let legendCorner = Point(x: Self.margin, y: y)
        y += legend.height
        if diagram.note?.isEmpty == false { y += 12 }
        write(diagram.note, .note)
        let hasRule = y > rule
        let size = Size(width: width + 2 * Self.margin, height: (hasRule ? y : y - 28) + Self.margin)

        var xml = XML()
        let root: XML.Attributes = [
            "xmlns": "http://www.w3.org/2000/svg", "version": "1.1", "xml:lang": diagram.language, "width": "\(size.width)",
            "height": "\(size.height)", "viewBox": "0 0 \(size.width) \(size.height)", "role": "img", "aria-labelledby": "title description",
            "font-family": "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif",
        ]
        xml.element("svg", root) { xml in
            xml.element("title", ["id": "title"], text: diagram.title)
            xml.element("desc", ["id": "description"], text: Description.text(of: diagram))
            xml.element("rect", ["width": "\(size.width)", "height": "\(size.height)", "fill": Palette.paper])
            for run in runs { xml.write(run) }
            xml.element("g", ["id": "lines", "fill": "none", "stroke": Palette.line]) { xml in
                for route in plan.routes { xml.writeLine(route.moved(by: corner), diagram.edges[route.edge].style) }
            }
            xml.element("g", ["id": "arrowheads", "fill": Palette.line]) { xml in
                for route in plan.routes where diagram.edges[route.edge].style == .arrow {
                    xml.element("path", ["d": Stroke.arrowhead(route.moved(by: corner).points)])
                }
            }
            xml.element("g", ["id": "boxes"]) { xml in
                for (index, box) in diagram.boxes.enumerated() {
                    xml.writeBox(index, plan.contents[index], plan.frames[index].moved(by: corner), groups.fill(box))
                }
            }
            xml.element("g", ["id": "labels"]) { xml in
                for route in plan.routes { xml.writeLabel(route.moved(by: corner), diagram.edges[route.edge].label) }
            }
            if hasRule { xml.writeRule(from: Self.margin, to: Self.margin + width, y: rule) }
            xml.element("g", ["id": "legend"]) { xml in
                for entry in legend.entries { xml.writeLegend(entry, legendCorner) }
            }
        }
        text = xml.text
    }
}
