/// A municipality's inhabitants (inwonertal) on a reference date (peildatum).
public struct Figure: Sendable, Hashable {
    public let count: Int
    public let referenceDate: CalendarDate
    /// `exact` or `rounded-to-5`.
    public let precision: String
    /// `published`, `provisional` or `derived`.
    public let status: String
    public let source: String

    init(count: Int, referenceDate: CalendarDate, precision: String, status: String, source: String) {
        (self.count, self.referenceDate, self.precision, self.status, self.source) = (count, referenceDate, precision, status, source)
    }

    /// nil unless all parts are there: the columns of an outer join.
    init?(_ count: Int?, _ referenceDate: CalendarDate?, _ precision: String?, _ status: String?, _ source: String?) {
        guard let count, let referenceDate, let precision, let status, let source else { return nil }
        self.init(count: count, referenceDate: referenceDate, precision: precision, status: status, source: source)
    }
}
