/// Those who wait, in order. Joining, leaving from the middle and being served cost constant time on average.
struct WaitingLine<Waiter> {
    private var waiting: [Int: Waiter] = [:]
    /// Tickets in order of arrival from `head` on; of those who left, the ticket stays until it is passed over.
    private var order: [Int] = []
    private var head = 0

    var count: Int { waiting.count }

    mutating func append(_ waiter: Waiter, ticket: Int) {
        waiting[ticket] = waiter
        order.append(ticket)
    }

    mutating func remove(ticket: Int) -> Waiter? {
        let waiter = waiting.removeValue(forKey: ticket)
        compact()
        return waiter
    }

    /// The one who has waited longest.
    var first: Waiter? {
        mutating get {
            while head < order.count {
                if let waiter = waiting[order[head]] { return waiter }
                head += 1
            }
            return nil
        }
    }

    mutating func popFirst() -> Waiter? {
        guard first != nil else { return nil }
        defer { compact() }
        return waiting.removeValue(forKey: order[head])
    }

    mutating func removeAll() -> [Waiter] {
        defer { self = WaitingLine() }
        return order[head...].compactMap { waiting[$0] }
    }

    /// Drops the tickets of those who left once they outnumber those who wait.
    private mutating func compact() {
        guard order.count > 2 * waiting.count + 16 else { return }
        order = order[head...].filter { waiting[$0] != nil }
        head = 0
    }
}
