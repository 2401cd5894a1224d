/// Which members of an object the client asked for.
struct Fields: Sendable {
    /// nil: all.
    fileprivate let names: Set<String>?

    static let all = Fields(names: nil)

    func take(_ name: String) -> Bool { names?.contains(name) ?? true }

    func select(_ json: JSON) -> JSON {
        guard let names, case .object(let members) = json else { return json }
        return .object(members.filter { names.contains($0.name) })
    }
}

extension Parameters {
    /// Reads `fields=code,name`.
    mutating func fields(of shape: Shape) -> Fields { fields(of: shape.names) }

    mutating func fields(of possible: [String]) -> Fields {
        guard let text = text("fields", maximum: 1000) else { return .all }
        var names: Set<String> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let name = String(part)
            if !possible.contains(name) {
                let list = possible.map { "“\($0)”" }.joined(separator: ", ")
                refuse("fields", .fieldInvalid, "“\(name)” is not a field here.\(Spelling.hint(name, among: possible)) Possible are \(list).")
            } else if !names.insert(name).inserted {
                refuse("fields", .fieldInvalid, "“\(name)” is named twice.")
            }
        }
        return Fields(names: names)
    }
}
