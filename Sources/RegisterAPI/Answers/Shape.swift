/// Which members the items of a collection have: the columns of a table, the choices of `fields`.
struct Shape: Sendable, ExpressibleByArrayLiteral {
    enum Member: Sendable, ExpressibleByStringLiteral {
        /// A value, or a list of values.
        case value(String)
        /// An object, or a list of objects.
        case object(String, Shape)

        init(stringLiteral name: String) { self = .value(name) }

        var name: String {
            switch self {
            case .value(let name), .object(let name, _): name
            }
        }
    }

    let members: [Member]

    init(arrayLiteral elements: Member...) { members = elements }

    init(_ members: [Member]) { self.members = members }

    var names: [String] { members.map(\.name) }

    static func + (shape: Shape, more: [Member]) -> Shape { Shape(shape.members + more) }

    /// The paths of the values within: `["province", "code"]`.
    var paths: [[String]] {
        members.flatMap { member -> [[String]] in
            switch member {
            case .value(let name): [[name]]
            case .object(let name, let inner): inner.paths.map { [name] + $0 }
            }
        }
    }
}

/// An item of a collection.
protocol Represented: JSONRepresentable, Sendable {
    /// The members of its JSON, in their order. A test holds them to it.
    static var shape: Shape { get }
}
