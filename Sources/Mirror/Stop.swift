import Synchronization

/// Says from another thread that the work is to end.
public final class Stop: Sendable {
    private let isAsked = Atomic(false)

    public init() {}

    public func ask() { isAsked.store(true, ordering: .relaxed) }

    var isSet: Bool { isAsked.load(ordering: .relaxed) }

    /// - Throws: `CancellationError`
    func check() throws { if isSet { throw CancellationError() } }
}
