import Testing

@testable import Diagram

/// Reads the drawing back and looks where everything is.
@Suite struct GeometryTests {
    @Test(arguments: Sample.table) func boxesStandApartOnTheSheet(_ sample: Sample) throws {
        let drawing = try Drawing(sample.diagram().svg())
        #expect(drawing.boxes.count == sample.boxes.count)
        let frames = drawing.boxes.values.map(\.frame)
        for (index, one) in frames.enumerated() {
            #expect(one.x >= 0 && one.y >= 0 && one.right <= drawing.size.width && one.bottom <= drawing.size.height)
            #expect(!frames[(index + 1)...].contains { $0.overlaps(one) })
        }
    }

    @Test(arguments: Sample.table) func textIsInsideItsBox(_ sample: Sample) throws {
        let drawing = try Drawing(sample.diagram().svg())
        for box in drawing.boxes.values { expectInside(box) }
    }

    @Test(arguments: Sample.table) func linesEndOnTheBordersOfTheirBoxes(_ sample: Sample) throws {
        let drawing = try Drawing(sample.diagram().svg())
        #expect(drawing.lines.count == sample.edges.count)
        for (index, edge) in sample.edges.enumerated() {
            let line = try #require(drawing.lines[index + 1])
            let (from, to) = try (frame(edge.from, in: drawing), frame(edge.to, in: drawing))
            #expect(isOnBorder(line[0], of: from) && isOnBorder(line[line.count - 1], of: to), "\(edge)")
            #expect(line.allSatisfy { $0.x >= 0 && $0.x <= drawing.size.width && $0.y >= 0 && $0.y <= drawing.size.height })
            #expect(zip(line, line.dropFirst()).allSatisfy { $0.x == $1.x || $0.y == $1.y })
        }
    }

    @Test(arguments: Sample.table) func arrowsPointAtTheirTargets(_ sample: Sample) throws {
        let drawing = try Drawing(sample.diagram().svg())
        let ends = sample.edges.indices.filter { sample.edges[$0].style == .arrow }.compactMap { drawing.lines[$0 + 1]?.last }
        #expect(drawing.arrowTips == ends)
    }

    @Test(arguments: Sample.table.filter(\.isAcyclic)) func directedLinesLeadDownwards(_ sample: Sample) throws {
        let drawing = try Drawing(sample.diagram().svg())
        for edge in sample.edges where edge.style != .dotted {
            let (from, to) = try (frame(edge.from, in: drawing), frame(edge.to, in: drawing))
            #expect(from.bottom < to.y, "\(edge)")
        }
    }

    @Test(arguments: Sample.table) func noLineRunsThroughABox(_ sample: Sample) throws {
        let drawing = try Drawing(sample.diagram().svg())
        for (number, line) in drawing.lines {
            let stretches = stretches(line)
            let pierced = drawing.boxes.filter { box in stretches.contains { crosses($0, box.value.frame) } }
            #expect(pierced.isEmpty, "line \(number)")
        }
    }

    /// Lines of one style that have an end in common may share their way; others may cross, but not lie on one another.
    @Test(arguments: Sample.table) func strangersDoNotShareTheirWay(_ sample: Sample) throws {
        let drawing = try Drawing(sample.diagram().svg())
        let ways = sample.edges.indices.map { drawing.lines[$0 + 1].map(stretches) ?? [] }
        for one in sample.edges.indices {
            for other in sample.edges.indices where other > one {
                let (first, second) = (sample.edges[one], sample.edges[other])
                let isFamily = first.style == second.style && first.style != .dotted && (first.from == second.from || first.to == second.to)
                let isShared = ways[one].contains { stretch in ways[other].contains { liesOn(stretch, $0) } }
                if isShared && !isFamily { Issue.record("\(first) and \(second) lie on one another.") }
            }
        }
    }

    @Test(arguments: Sample.table) func labelsAreBesideBoxesAndOneAnother(_ sample: Sample) throws {
        let drawing = try Drawing(sample.diagram().svg())
        #expect(drawing.labels.count == sample.edges.count { $0.label != nil })
        for (index, label) in drawing.labels.enumerated() {
            #expect(!drawing.boxes.values.contains { $0.frame.overlaps(label) })
            #expect(!drawing.labels[(index + 1)...].contains { $0.overlaps(label) })
        }
    }

    // MARK: - Measures

    private func frame(_ id: String, in drawing: Drawing) throws -> Drawing.Rectangle {
        try #require(Int(id).flatMap { drawing.boxes[$0]?.frame })
    }

    private func isOnBorder(_ place: Drawing.Place, of frame: Drawing.Rectangle) -> Bool {
        let isWithin = frame.x <= place.x && place.x <= frame.right && frame.y <= place.y && place.y <= frame.bottom
        return isWithin && (place.x == frame.x || place.x == frame.right || place.y == frame.y || place.y == frame.bottom)
    }

    private func stretches(_ line: [Drawing.Place]) -> [Drawing.Rectangle] {
        zip(line, line.dropFirst()).map { start, end in
            Drawing.Rectangle(x: min(start.x, end.x), y: min(start.y, end.y), width: abs(start.x - end.x), height: abs(start.y - end.y))
        }
    }

    private func crosses(_ stretch: Drawing.Rectangle, _ frame: Drawing.Rectangle) -> Bool {
        stretch.x < frame.right && stretch.right > frame.x && stretch.y < frame.bottom && stretch.bottom > frame.y
    }

    /// Whether two stretches of the same direction have more than a point in common.
    private func liesOn(_ one: Drawing.Rectangle, _ other: Drawing.Rectangle) -> Bool {
        if one.width == 0 && other.width == 0 { return one.x == other.x && one.y < other.bottom && other.y < one.bottom }
        if one.height == 0 && other.height == 0 { return one.y == other.y && one.x < other.right && other.x < one.right }
        return false
    }
}

/// Every letter lies within the border, by the widths that the module reckons with.
func expectInside(_ box: Drawing.Box, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(!box.texts.isEmpty, sourceLocation: sourceLocation)
    for text in box.texts {
        let width = Double((text.isBold ? Typeface.bold : Typeface.regular).width(of: text.text, size: text.size))
        let isWithin = text.place.x >= box.frame.x && text.place.x + width <= box.frame.right
        // Ascenders reach a whole font size above the baseline at most, descenders three tenths below it.
        let isBetween = text.place.y - Double(text.size) >= box.frame.y && text.place.y + 0.3 * Double(text.size) <= box.frame.bottom
        #expect(isWithin && isBetween, "\(text) in \(box.frame)", sourceLocation: sourceLocation)
    }
}
