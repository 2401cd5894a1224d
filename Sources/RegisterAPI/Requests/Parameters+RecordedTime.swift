import HTTP
import Register

extension Parameters {
    /// Which state of the register a request asks for: by `availableOn`, by `revision`, or the newest. What cannot be taken is the newest here, and a fault
    /// of the parameters that read it with ``recordedTime()``.
    static func recordedTime(_ request: Request) -> RecordedTime {
        guard request.target.query != nil else { return .now }
        var parameters = Parameters(request)
        return parameters.recordedTime()
    }

    /// Reads `availableOn` and `revision`.
    @discardableResult
    mutating func recordedTime() -> RecordedTime {
        let instant = instant("availableOn")
        let revision = integer("revision", in: 0...Int(Int32.max))
        if instant != nil, revision != nil {
            refuse("revision", .parametersExclusive, "“availableOn” and “revision” both say which state of the register to read. Keep one.")
        }
        return instant.map(RecordedTime.instant) ?? revision.map(RecordedTime.revision) ?? .now
    }

    /// 0001-01-03T00:00:00Z: the midnight before an earlier one may lie in the year 0, which has no date that could be written.
    private static let firstInstant = Instant(microseconds: -719_160 * 86_400_000_000)

    private mutating func instant(_ name: String) -> Instant? {
        guard let value = text(name) else { return nil }
        // Whoever forgets to encode the plus of an offset has sent a space.
        guard let instant = Instant(value.replacing(" ", with: "+")), instant >= Self.firstInstant else {
            refuse(
                name, .instantInvalid, "“\(value)” is not a moment. Write YYYY-MM-DDThh:mm:ssZ, with an offset in place of Z where it is not UTC.")
            return nil
        }
        return instant
    }
}

extension Problem {
    init(_ refusal: RecordedTime.Refusal, _ time: RecordedTime) {
        switch refusal {
        case .inTheFuture:
            self.init([
                Violation(
                    location: "availableOn", code: .instantInFuture,
                    detail: "“availableOn” lies in the future, and what the register will say then is not known. Leave it out for the newest state.")
            ])
        case .noSuchRevision(let latest):
            self.init([
                Violation(
                    location: "revision", code: .revisionUnknown,
                    detail: "There is no such revision yet; the newest is \(latest). Leave “revision” out for the newest state.")
            ])
        case .unsettled:
            self.init(.overloaded, "A change is being recorded at this very moment. Try again in a second.", retryAfter: 1)
        }
    }
}
