/// Something else of the register, by its id, with its name for a person.
public struct Link: Sendable, Hashable {
    public let id: String
    public let name: String

    public init(id: String, name: String) { (self.id, self.name) = (id, name) }
}
