/// When a fact is true in the world: from the first day on which it is, to the first day on which it no longer is. nil: without that end.
public struct Period: Sendable, Hashable {
    public let from: CalendarDate?
    public let to: CalendarDate?

    public init(from: CalendarDate?, to: CalendarDate?) {
        (self.from, self.to) = (from, to)
    }

    public func contains(_ day: CalendarDate) -> Bool {
        (from.map { $0 <= day } ?? true) && (to.map { day < $0 } ?? true)
    }

    /// How the period lies to a day.
    public func status(on day: CalendarDate) -> Status {
        if contains(day) { return .current }
        return to.map { $0 <= day } ?? false ? .ended : .future
    }

    public enum Status: String, Sendable {
        case current, ended, future
    }
}
