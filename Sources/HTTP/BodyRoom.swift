import Synchronization

/// The bytes that the bodies of all requests under way may take together.
final class BodyRoom: Sendable {
    private let limit: Int
    private let used = Atomic(0)

    init(limit: Int) { self.limit = limit }

    /// Whether there is room for so many now. A client is not believed that they will come.
    func has(_ bytes: Int) -> Bool { used.load(ordering: .relaxed) + bytes <= limit }

    /// - Returns: false when there is no room for so many, and none is taken.
    func take(_ bytes: Int) -> Bool {
        if used.add(bytes, ordering: .relaxed).newValue <= limit { return true }
        used.subtract(bytes, ordering: .relaxed)
        return false
    }

    func giveBack(_ bytes: Int) { used.subtract(bytes, ordering: .relaxed) }
}
