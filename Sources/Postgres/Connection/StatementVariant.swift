/// A statement as it is prepared. An object, so that its address tells it apart without reading it.
final class StatementVariant: Sendable {
    let text: StatementText

    init(_ text: StatementText) { self.text = text }
}
