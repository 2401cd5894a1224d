public import HTTPTypes
import Synchronization

/// What was answered on one route, counted: by method and status, and how long it took.
///
/// An answer carries the one of its route, so that counting needs no look-up and no lock: a few additions, on whatever thread the last byte went out.
///
/// Unchecked, because the counters are atomic, and the memory that holds them is made and given back with the object.
public final class RouteTraffic: @unchecked Sendable {
    /// The route's pattern; what stands for it where there is none.
    public let route: String

    private static let methods: [HTTPRequest.Method?] = [.get, .head, .post, .options, nil]
    private static let statuses: [Int?] = [200, 204, 304, 400, 404, 405, 406, 413, 414, 415, 431, 500, 501, 503, nil]
    /// Upper bounds in nanoseconds: from an answer that stood ready to one that a client hardly waits for.
    private static let bounds: [UInt64] = [
        50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000, 250_000_000,
        500_000_000, 1_000_000_000, 2_500_000_000, 5_000_000_000, 10_000_000_000,
    ]

    private static let durationsStart = methods.count * statuses.count
    private static let totalIndex = durationsStart + bounds.count + 1
    private let counters: UnsafeMutablePointer<Atomic<UInt64>>

    public init(_ route: String) {
        self.route = route
        counters = .allocate(capacity: Self.totalIndex + 1)
        for index in 0...Self.totalIndex { (counters + index).initialize(to: Atomic(0)) }
    }

    deinit {
        counters.deinitialize(count: Self.totalIndex + 1)
        counters.deallocate()
    }

    /// - Parameter nanoseconds: From the request line to the last byte; nil: it says nothing, because the body is made as long as somebody listens.
    func count(_ method: HTTPRequest.Method?, status: Int, nanoseconds: UInt64?) {
        let row = Self.methods.firstIndex(of: method) ?? Self.methods.count - 1
        let column = Self.statuses.firstIndex(of: status) ?? Self.statuses.count - 1
        counters[row * Self.statuses.count + column].add(1, ordering: .relaxed)
        guard let nanoseconds else { return }
        let bucket = Self.bounds.firstIndex { nanoseconds <= $0 } ?? Self.bounds.count
        counters[Self.durationsStart + bucket].add(1, ordering: .relaxed)
        counters[Self.totalIndex].add(nanoseconds, ordering: .relaxed)
    }

    /// Requests of one kind that were answered.
    public struct Answered: Sendable, Hashable {
        /// nil: one of those that no route has.
        public let method: HTTPRequest.Method?
        /// nil: one that is not counted apart.
        public let status: Int?
        public let count: UInt64
    }

    /// Those that there were, each kind once.
    public var answered: [Answered] {
        Self.methods.indices.flatMap { row in
            Self.statuses.indices.compactMap { column in
                let count = counters[row * Self.statuses.count + column].load(ordering: .relaxed)
                return count == 0 ? nil : Answered(method: Self.methods[row], status: Self.statuses[column], count: count)
            }
        }
    }

    /// How long requests took.
    public struct Durations: Sendable {
        /// Up to each bound, in nanoseconds, those below the bound before it included.
        public let upTo: [(bound: UInt64, count: UInt64)]
        public let count: UInt64
        /// Nanoseconds, all together.
        public let total: UInt64
    }

    public var durations: Durations {
        var sum: UInt64 = 0
        let upTo = Self.bounds.indices.map { index in
            sum += counters[Self.durationsStart + index].load(ordering: .relaxed)
            return (Self.bounds[index], sum)
        }
        let all = sum + counters[Self.durationsStart + Self.bounds.count].load(ordering: .relaxed)
        return Durations(upTo: upTo, count: all, total: counters[Self.totalIndex].load(ordering: .relaxed))
    }
}
