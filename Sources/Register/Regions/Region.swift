/// A region (regio) as it was on one day: a named set of municipalities of one type, at one scale level.
public struct Region: Sendable, Hashable {
    /// Its CBS code, else type and name as a slug.
    public let id: String
    public let name: String
    public let type: String
    public let scaleLevel: String
    public let validity: Period
    public let status: Period.Status
    public let memberCount: Int
    public let source: String
    /// The day that this version is of.
    public let day: CalendarDate
    public var within: [Link] = []
    public var contains: [Link] = []
}

/// A municipality in a region, and since when until when.
public struct RegionMember: Sendable, Hashable {
    public let code: String
    public let name: String
    public let validity: Period
    public let source: String
}
