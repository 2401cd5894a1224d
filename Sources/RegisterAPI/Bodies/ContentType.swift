import HTTP
import HTTPTypes

/// The field Content-Type of a request (RFC 9110 section 8.3), in small letters.
struct ContentType: Sendable, Hashable {
    /// `type/subtype`
    let text: String
    let parameters: [String: String]

    /// nil: there is none.
    init?(_ request: Request) {
        guard let field = request.headers[.contentType] else { return nil }
        let pieces = field.lowercased().split(separator: ";", omittingEmptySubsequences: false).map { Self.trimmed($0[...]) }
        guard let type = pieces.first, !type.isEmpty else { return nil }
        text = type
        var parameters: [String: String] = [:]
        for piece in pieces.dropFirst() {
            let parts = piece.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            parameters[String(parts[0])] = String(parts[1].filter { $0 != "\"" })
        }
        self.parameters = parameters
    }

    private static func trimmed(_ text: Substring) -> String {
        let isSpace = { (character: Character) in character == " " || character == "\t" }
        var text = text.drop(while: isSpace)
        while let last = text.last, isSpace(last) { text.removeLast() }
        return String(text)
    }
}
