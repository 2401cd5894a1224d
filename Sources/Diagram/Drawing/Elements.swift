extension XML {
    mutating func write(_ run: TextRun) {
        element(
            "text",
            [
                "x": "\(run.x)", "y": "\(run.y)", "font-size": "\(run.style.size)", "font-weight": run.style.typeface == .bold ? "bold" : nil,
                "text-anchor": run.isCentred ? "middle" : nil, "fill": run.style.colour,
            ], text: run.text)
    }

    mutating func writeLine(_ route: ClusterLayout.Route, _ style: Diagram.Edge.Style) {
        writeStroke(Stroke.path(route.points), style, id: "line-\(route.edge + 1)")
    }

    private mutating func writeStroke(_ path: String, _ style: Diagram.Edge.Style, id: String? = nil) {
        let isDotted = style == .dotted
        // Dashes of no length with round ends are dots. Solid lines are two whole pixels wide, so that they look the same where one lies on another.
        element(
            "path",
            [
                "id": id, "d": path, "stroke-width": isDotted ? "2.4" : "2", "stroke-dasharray": isDotted ? "0 5" : nil,
                "stroke-linecap": isDotted ? "round" : nil,
            ])
    }

    mutating func writeBox(_ index: Int, _ content: BoxContent, _ frame: Frame, _ fill: Palette.Fill) {
        element("g", ["id": "box-\(index + 1)"]) { xml in
            xml.element(
                "rect",
                [
                    "x": "\(frame.x)", "y": "\(frame.y)", "width": "\(frame.size.width)", "height": "\(frame.size.height)", "rx": "3",
                    "fill": fill.colour, "stroke": Palette.border, "stroke-width": fill.borderWidth,
                ])
            if let rule = content.rule {
                xml.writeRule(from: frame.x + BoxContent.padding, to: frame.right - BoxContent.padding, y: frame.y + rule)
            }
            for run in content.runs { xml.write(run.moved(by: Point(x: frame.x, y: frame.y))) }
        }
    }

    /// A label with the paper behind it, so that its line does not run through the letters.
    mutating func writeLabel(_ route: ClusterLayout.Route, _ label: String?) {
        guard let frame = route.label, let label else { return }
        element(
            "rect",
            [
                "x": "\(frame.x)", "y": "\(frame.y)", "width": "\(frame.size.width)", "height": "\(frame.size.height)", "fill": Palette.paper,
            ])
        for run in EdgeLabel.runs(label, in: frame) { write(run) }
    }

    mutating func writeRule(from left: Int, to right: Int, y: Int) {
        element(
            "path", ["d": Stroke.path([Point(x: left, y: y), Point(x: right, y: y)]), "fill": "none", "stroke": Palette.rule, "stroke-width": "1"])
    }

    mutating func writeLegend(_ entry: Legend.Entry, _ corner: Point) {
        let place = Point(x: entry.corner.x + corner.x, y: entry.corner.y + corner.y)
        let middle = place.y + TextStyle.legend.lineHeight / 2
        switch entry.sample {
        case .line(let style):
            let points = [Point(x: place.x, y: middle), Point(x: place.x + Legend.lineLength, y: middle)]
            element("g", ["fill": "none", "stroke": Palette.line]) { $0.writeStroke(Stroke.path(points), style) }
            if style == .arrow { element("path", ["d": Stroke.arrowhead(points), "fill": Palette.line]) }
        case .fill(let fill):
            element(
                "rect",
                [
                    "x": "\(place.x)", "y": "\(middle - Legend.swatch.height / 2)", "width": "\(Legend.swatch.width)",
                    "height": "\(Legend.swatch.height)", "rx": "2", "fill": fill.colour, "stroke": Palette.border, "stroke-width": fill.borderWidth,
                ])
        }
        for run in entry.runs { write(run.moved(by: corner)) }
    }
}
