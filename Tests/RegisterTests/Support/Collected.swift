import Postgres
import Register

// The lists that the service streams, as arrays.

extension Municipalities {
    static func list(_ db: isolated Connection, _ moment: Moment, _ scope: Scope, _ filter: Filter) throws -> [Municipality] {
        var all: [Municipality] = []
        try list(db, moment, scope, filter) { all += $0 }
        return all
    }
}

extension Regions {
    static func list(_ db: isolated Connection, on day: CalendarDate, _ filter: Filter) throws -> [Region] {
        var all: [Region] = []
        try list(db, on: day, filter) { all += $0 }
        return all
    }
}

extension Successions {
    static func list(
        _ db: isolated Connection, from: CalendarDate?, to: CalendarDate?, by validOn: CalendarDate?, code: String?
    ) throws -> [Succession] {
        var all: [Succession] = []
        try list(db, from: from, to: to, by: validOn, code: code) { all += $0 }
        return all
    }
}

extension ScaleLevels {
    static func units(
        _ db: isolated Connection, level: String, on day: CalendarDate, threshold: Int, regionType: String?
    ) throws -> [ScaleLevelUnit] {
        var all: [ScaleLevelUnit] = []
        try units(db, level: level, on: day, threshold: threshold, regionType: regionType) { all += $0 }
        return all
    }
}
