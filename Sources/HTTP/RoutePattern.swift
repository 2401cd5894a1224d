/// A path with parameters, such as `/things/{id}`, taken apart.
struct RoutePattern {
    enum Segment {
        case literal(String)
        case parameter(String)
    }

    let text: String
    let segments: [Segment]

    init(_ text: String) {
        precondition(text.utf8.first == UInt8(ascii: "/"), "A route's pattern begins with a slash; “\(text)” does not.")
        self.text = text
        segments = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map { segment in
            if segment.first == "{" && segment.last == "}" && segment.count > 2 { return .parameter(String(segment.dropFirst().dropLast())) }
            precondition(!segment.contains { "{}%".contains($0) }, "“\(segment)” in “\(text)” is neither plain text nor one parameter such as {id}.")
            return .literal(String(segment))
        }
        let names = parameters.map(\.name)
        precondition(Set(names).count == names.count, "“\(text)” has two parameters of the same name.")
    }

    /// The parameters, each with the index of its segment.
    var parameters: [(index: Int, name: String)] {
        segments.enumerated().compactMap { index, segment in
            if case .parameter(let name) = segment { (index, name) } else { nil }
        }
    }
}
