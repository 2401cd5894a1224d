import HTTP

/// The answers that are kept: found by what is asked, or by how a request spells it; the least recently used makes room.
struct Shelf {
    final class Entry {
        let key: String
        var complete: Complete
        var whole: ReadyResponse
        var notModified: ReadyResponse
        /// Of the ``Freshness`` in which it was read.
        var generation: Generation
        var readAt: ContinuousClock.Instant
        var spellings: [(hash: UInt64, key: RequestKey)] = []
        var cost = 0
        /// Neighbours in order of use.
        unowned(unsafe) var newer: Entry?
        unowned(unsafe) var older: Entry?

        init(_ key: String, _ complete: Complete, generation: Generation, readAt: ContinuousClock.Instant) {
            (self.key, self.complete, self.generation, self.readAt) = (key, complete, generation, readAt)
            (whole, notModified) = (ReadyResponse(complete.whole), ReadyResponse(complete.notModified))
        }

        func renew(_ complete: Complete, generation: Generation, readAt: ContinuousClock.Instant) {
            // The same bytes need not be made ready once more.
            if complete.entityTag == nil || complete.entityTag != self.complete.entityTag || complete.moment != self.complete.moment {
                (whole, notModified) = (ReadyResponse(complete.whole), ReadyResponse(complete.notModified))
            }
            (self.complete, self.generation, self.readAt) = (complete, generation, readAt)
        }
    }

    /// Spellings that one answer is found by. Each costs memory, and clients have few.
    static let mostSpellings = 16
    /// Bytes beside body, key and spellings: libmicrohttpd's records of two heads of fourteen fields, and ours. Measured with 4,000 answers of 424 bytes: 5,960.
    static let overhead = 6_000
    private static let overheadOfSpelling = 160

    let limit: Int
    private let seed = UInt64.random(in: .min ... .max)
    /// Holds the entries.
    private var byKey: [String: Entry] = [:]
    private var bySpelling: [UInt64: Entry] = [:]
    private var newest: Entry?
    private var oldest: Entry?
    private(set) var bytes = 0

    init(limit: Int) { self.limit = limit }

    var count: Int { byKey.count }

    func find(_ key: String) -> Entry? { byKey[key] }

    func find(_ view: borrowing RequestView) -> Entry? {
        guard let entry = bySpelling[view.hash(seed: seed)] else { return nil }
        // Two spellings with one hash are as good as not known.
        for spelling in entry.spellings where spelling.key == view { return entry }
        return nil
    }

    mutating func touch(_ entry: Entry) {
        guard entry !== newest else { return }
        unlink(entry)
        link(entry)
    }

    /// Keeps an answer in place of the one before it. One that would take more than an eighth of all the room is not kept.
    mutating func put(_ key: String, _ complete: Complete, generation: Generation, readAt: ContinuousClock.Instant) -> Entry? {
        let known = byKey[key]
        let cost = complete.whole.body.count.map { Self.overhead + $0 + 2 * key.utf8.count } ?? .max
        guard case .bytes = complete.whole.body, cost <= limit / 8 else {
            if let known { remove(known) }
            return nil
        }
        let entry: Entry
        if let known {
            entry = known
            entry.renew(complete, generation: generation, readAt: readAt)
            grow(entry, by: cost + entry.spellings.reduce(0) { $0 + Self.cost($1.key) } - entry.cost)
            touch(entry)
        } else {
            entry = Entry(key, complete, generation: generation, readAt: readAt)
            byKey[key] = entry
            link(entry)
            grow(entry, by: cost)
        }
        makeRoom()
        return byKey[key]
    }

    /// From now on a request spelled so finds the answer.
    mutating func learn(_ spelling: RequestKey, of entry: Entry) {
        let hash = spelling.hash(seed: seed)
        guard bySpelling[hash] == nil, spelling.count <= limit / 64 else { return }
        if entry.spellings.count == Self.mostSpellings {
            let first = entry.spellings.removeFirst()
            bySpelling[first.hash] = nil
            grow(entry, by: -Self.cost(first.key))
        }
        entry.spellings.append((hash, spelling))
        bySpelling[hash] = entry
        grow(entry, by: Self.cost(spelling))
        makeRoom()
    }

    private static func cost(_ spelling: RequestKey) -> Int { spelling.count + overheadOfSpelling }

    private mutating func grow(_ entry: Entry, by cost: Int) {
        entry.cost += cost
        bytes += cost
    }

    private mutating func makeRoom() {
        while bytes > limit, let oldest { remove(oldest) }
    }

    private mutating func remove(_ entry: Entry) {
        for spelling in entry.spellings { bySpelling[spelling.hash] = nil }
        unlink(entry)
        bytes -= entry.cost
        byKey[entry.key] = nil
    }

    private mutating func link(_ entry: Entry) {
        (entry.newer, entry.older) = (nil, newest)
        if let newest { newest.newer = entry } else { oldest = entry }
        newest = entry
    }

    private mutating func unlink(_ entry: Entry) {
        if let newer = entry.newer { newer.older = entry.older } else { newest = entry.older }
        if let older = entry.older { older.newer = entry.newer } else { oldest = entry.newer }
    }
}
