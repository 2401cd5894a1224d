import Diagram
import Testing

/// What a person would expect of the arrangement, beyond that nothing overlaps.
@Suite struct ArrangementTests {
    private func centres(_ count: Int, _ lines: String) throws -> [Int: Drawing.Place] {
        let drawing = try Drawing(Sample("arrangement", count, lines).diagram().svg())
        return drawing.boxes.mapValues { Drawing.Place(x: $0.frame.x + $0.frame.width / 2, y: $0.frame.y) }
    }

    @Test func whatIsJoinedToBothStandsBetween() throws {
        let centres = try centres(7, "1-4 2-5 2-6 3-7 1~2 1~3")
        let tops = try [1, 2, 3].map { try #require(centres[$0]) }
        #expect(tops[0].y == tops[1].y && tops[0].y == tops[2].y)
        #expect(min(tops[1].x, tops[2].x) < tops[0].x && tops[0].x < max(tops[1].x, tops[2].x))
    }

    @Test func theUpperBoxIsOverTheMiddleOfTheLower() throws {
        let centres = try centres(6, "1>2 1>3 1>4 2>5 2>6")
        let places = try (1...6).map { try #require(centres[$0]) }
        // Half a pixel may be lost to whole pixels.
        #expect(abs(places[0].x - (places[1].x + places[3].x) / 2) <= 1)
        #expect(abs(places[1].x - (places[4].x + places[5].x) / 2) <= 1)
    }

    @Test func theLowerBoxIsUnderTheMiddleOfTheUpper() throws {
        let centres = try centres(5, "1>5 2>5 3>5 4>5")
        let places = try (1...5).map { try #require(centres[$0]) }
        #expect(abs(places[4].x - (places[0].x + places[3].x) / 2) <= 1)
    }

    @Test func aChainIsUpright() throws {
        let centres = try centres(8, "1>2 2>3 3>4 4>5 5>6 6>7 7>8")
        #expect(Set(centres.values.map(\.x)).count == 1)
        #expect((1...7).allSatisfy { centres[$0]?.y ?? 0 < centres[$0 + 1]?.y ?? 0 })
    }

    @Test func twoTreesStandSideBySide() throws {
        let centres = try centres(6, "1>2 1>3 4>5 4>6")
        #expect(centres[1]?.y == centres[4]?.y)
        let (left, right) = ([1, 2, 3].compactMap { centres[$0]?.x }, [4, 5, 6].compactMap { centres[$0]?.x })
        #expect(try #require(left.max()) < #require(right.min()))
    }

    @Test func boxesWithoutLinesComeLast() throws {
        let centres = try centres(4, "2>3")
        let lowest = max(try #require(centres[2]?.y), try #require(centres[3]?.y))
        #expect(try #require(centres[1]?.y) > lowest)
        #expect(centres[1]?.y == centres[4]?.y)
    }

    @Test func aDottedLineDecidesNoLayer() throws {
        let with = try centres(4, "1>2 1>3 3>4 2~4")
        #expect(with[2]?.y == with[3]?.y)
        let across = try centres(3, "1>2 2~3")
        #expect(across[2]?.y == across[3]?.y)
    }

    @Test func aTreeHasNoCrossings() throws {
        let edges = (2...12).map { "\($0 / 2)>\($0)" }
        // Written down in an order that is not the one of the drawing.
        let centres = try centres(12, edges.reversed().joined(separator: " "))
        let places = try (1...12).map { try #require(centres[$0]) }
        for depth in [4...7, 8...12] {
            let byPlace = depth.sorted { places[$0 - 1].x < places[$1 - 1].x }
            let parents = byPlace.map { places[$0 / 2 - 1].x }
            #expect(parents == parents.sorted())
        }
    }

    /// The text stays readable on A4, landscape: 1,224 pixels on 277 mm make letters of 12 pixels 7.7 points high.
    @Test(arguments: [
        Sample("fan", 13, (2...13).map { "1>\($0)" }.joined(separator: " ")), Sample("alone", 60, ""),
        Sample("merger", 25, (1...24).map { "\($0)>25" }.joined(separator: " ")),
        Sample("many pairs", 40, (1...20).map { "\($0)>\($0 + 20)" }.joined(separator: " ")),
    ]) func aWideDiagramIsWrappedToThePaper(_ sample: Sample) throws {
        #expect(try Drawing(sample.diagram().svg()).size.width <= 1_224)
    }
}
