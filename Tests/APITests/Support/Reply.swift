import Testing

@testable import RegisterAPI

/// An answer as it came over the wire.
struct Reply: Sendable {
    let status: Int
    /// In order, names as sent.
    let fields: [(name: String, value: String)]
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The value of a field; several are joined as RFC 9110 section 5.3 says.
    subscript(name: String) -> String? {
        let values = fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    init(_ bytes: [UInt8]) throws {
        guard let end = bytes.range(of: Array("\r\n\r\n".utf8)) else {
            throw Client.Failure(description: "No answer, but: \(String(decoding: bytes, as: UTF8.self))")
        }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
        guard let status = lines[0].split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw Client.Failure(description: "No status line, but: \(lines[0])")
        }
        self.status = status
        fields = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (name: String(parts[0]), value: String(parts.last?.drop { $0 == " " } ?? ""))
        }
        body = Array(bytes[end.upperBound...])
    }

    func json(sourceLocation: SourceLocation = #_sourceLocation) throws -> JSON {
        try #require(content.flatMap { JSON(reading: $0) }, "\(text)", sourceLocation: sourceLocation)
    }

    /// The relations of the field Link, each with its target.
    var links: [String: String] {
        var links: [String: String] = [:]
        for part in (self["Link"] ?? "").split(separator: ", ") {
            let pieces = part.split(separator: "; rel=")
            guard pieces.count == 2 else { continue }
            links[pieces[1].filter { $0 != "\"" }] = String(pieces[0].dropFirst().dropLast())
        }
        return links
    }
}
