extension String: TextColumn {
    public init?(pgText: String) { self = pgText }
    public var pgText: String { self }
}

extension Int: TextColumn {
    public init?(pgText: String) { self.init(pgText) }
    public var pgText: String { String(self) }
}

extension Int64: TextColumn {
    public init?(pgText: String) { self.init(pgText) }
    public var pgText: String { String(self) }
}

extension Double: TextColumn {
    // Both sides know NaN; PostgreSQL writes Infinity where Swift writes inf, and both read both.
    public init?(pgText: String) { self.init(pgText) }
    public var pgText: String { description }
}

extension Bool: TextColumn {
    public init?(pgText: String) {
        switch pgText {
        case "t": self = true
        case "f": self = false
        default: return nil
        }
    }
    public var pgText: String { self ? "t" : "f" }
}
