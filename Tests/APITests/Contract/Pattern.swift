import Synchronization

/// A regular expression of a schema.
///
/// The same codes and ids come again and again, so each text is matched once.
final class Pattern: Sendable {
    private struct State {
        let regex: Regex<AnyRegexOutput>
        var known: [String: Bool] = [:]
    }

    let text: String
    private let state: Mutex<State>

    /// - Throws: when the text is no regular expression.
    init(_ text: String) throws {
        self.text = text
        // Code points, as JSON Schema counts: a letter with an accent behind it is not the letter.
        state = Mutex(State(regex: try Regex(text).matchingSemantics(.unicodeScalar)))
    }

    /// Whether it occurs in the text: it is anchored where it says so.
    func occurs(in text: String) -> Bool {
        state.withLock { state in
            if let known = state.known[text] { return known }
            let occurs = text.firstMatch(of: state.regex) != nil
            state.known[text] = occurs
            return occurs
        }
    }
}
