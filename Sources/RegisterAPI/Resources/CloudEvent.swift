import Register

/// A change as a CloudEvent 1.0, in the profile of the Dutch government. docs/decisions/0035-change-feed.md says what stands in it and why.
struct CloudEvent: Sendable {
    let change: Change
    /// The register that it comes from.
    let source: String

    /// Also the place in the change log behind it.
    var id: String { change.cursor.description }

    /// `nl.regional-register.municipality-name.updated`
    var type: String {
        let verb =
            switch change.operation {
            case "insert": "inserted"
            case "update": "updated"
            default: "deleted"
            }
        return "nl.regional-register.\(change.entity.replacing("_", with: "-")).\(verb)"
    }
}

extension CloudEvent: JSONRepresentable {
    var json: JSON {
        [
            "specversion": "1.0", "id": .string(id), "source": .string(source), "type": .string(type), "time": change.recordedAt.json,
            "subject": .string("\(change.entity)/\(change.key)"), "datacontenttype": "application/json",
            "data": [
                "revision": .int(change.revision), "recordedAt": change.recordedAt.json, "entity": .string(change.entity), "key": .string(change.key),
                "operation": .string(change.operation), "actor": change.actor.json, "before": JSON(stored: change.before),
                "after": JSON(stored: change.after),
            ],
        ]
    }
}

extension Instant: JSONRepresentable { var json: JSON { .string(description) } }
