import Register

extension Parameters {
    /// Reads a place in the change log.
    mutating func cursor(_ name: String) -> ChangeCursor? {
        guard let value = text(name) else { return nil }
        guard let cursor = ChangeCursor(value) else {
            refuse(name, .cursorInvalid, Self.explainCursor(value))
            return nil
        }
        return cursor
    }

    static func explainCursor(_ value: String) -> String {
        "“\(value.prefix(100))” is not a place in the change log: the number of a revision, such as 7, or the id of a change, such as 7-12000."
    }

    /// Reads `entity=region,region_name`: none means all.
    mutating func entities() -> [String] {
        var chosen: [String] = []
        for (index, value) in list("entity", maximum: ChangeFeed.entities.count).enumerated() {
            if value.isEmpty {
                refuse("entity", .parameterEmpty, "Value \(index + 1) of “entity” is empty.", index: index)
            } else if !ChangeFeed.entities.contains(value) {
                let possible = ChangeFeed.entities.map { "“\($0)”" }.joined(separator: ", ")
                let hint = Spelling.hint(value, among: ChangeFeed.entities)
                refuse("entity", .choiceInvalid, "“\(value.prefix(100))” is not one of \(possible).\(hint)", index: index)
            } else if chosen.contains(value) {
                refuse("entity", .valueRepeated, "“\(value)” is given twice.", index: index)
            } else {
                chosen.append(value)
            }
        }
        return chosen
    }
}

extension ChangeCursor {
    /// Why nothing can come behind this place; none where it can.
    /// - Parameter isPast: Whether the request asked for an earlier state of the register, of which the revision is the newest.
    func violations(_ location: String, in place: Violation.Place = .query, newest: Int, isPast: Bool = false) -> [Violation] {
        guard revision > newest else { return [] }
        let detail =
            isPast
            ? "“\(location)” is behind revision \(newest), the newest of the state that is asked for. Leave out “availableOn” and “revision”, or begin earlier."
            : "There is no revision \(revision); the newest is \(newest). Whoever has read further has read another register, or one that was restored from an"
                + " older copy: begin again with 0."
        return [Violation(place: place, location: location, code: .revisionUnknown, detail: detail)]
    }
}
