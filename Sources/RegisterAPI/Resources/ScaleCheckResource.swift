import HTTP
import Postgres
import Register

/// What a sum is held against.
enum Threshold: Sendable {
    case number(Int)
    case norm(String)
}

extension Parameters {
    /// `threshold` or `norm`; without either the norm of the decentralisations.
    mutating func threshold() -> Threshold {
        let number = integer("threshold", in: 1...1_000_000_000)
        let norm = identifier("norm", .norm)
        if isGiven("threshold"), isGiven("norm") {
            refuse("norm", .parametersExclusive, "“threshold” and “norm” both say what to hold the sum against. Keep one.")
        }
        if let number { return .number(number) }
        return .norm(norm ?? Norm.decentralisation2013)
    }
}

extension Threshold {
    /// nil: it is that of a norm.
    var number: Int? {
        if case .number(let number) = self { number } else { nil }
    }

    /// The number of inhabitants, and the norm it comes from.
    func resolve(_ db: isolated Connection) throws -> (least: Int, norm: String?) {
        switch self {
        case .number(let least): return (least, nil)
        case .norm(let id):
            guard let norm = try ReferenceLists.norms(db, on: nil).first(where: { $0.id == id }) else {
                throw Problem([
                    Violation(location: "threshold", code: .parameterMissing, detail: "The register has no norm “\(id)”. Give a “threshold”.")
                ])
            }
            return (norm.threshold, norm.id)
        }
    }
}

/// `/v1/scale-check`
enum ScaleCheckResource {
    /// More municipalities than the country has had at any time that the register knows (431 in 2010).
    static let most = 500

    /// GET /v1/scale-check
    static func check(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let codes = parameters.municipalities("municipality", maximum: most)
        if !parameters.isGiven("municipality") {
            parameters.refuse("municipality", .parameterMissing, "“municipality” is missing. Name the codes: municipality=GM0988,GM0946,GM1640.")
        }
        let validOn = parameters.date("validOn")
        let bar = parameters.threshold()
        let fields = parameters.fields(of: members)
        let checked = try parameters.finish()
        let (answer, moment) = try await call.read { db, moment in
            let day = validOn ?? moment.today
            // Where the date itself is at fault, whether the codes are known at all can still be said.
            try checked.verify(db, moment, on: checked.isFaulty("validOn") ? nil : day)
            return try outcome(db, codes: codes, on: day, bar)
        }
        return Answer(answer, fields: fields, at: moment)
    }

    static let members = [
        "validOn", "threshold", "norm", "inhabitants", "complete", "meets", "margin", "referenceDates", "members", "missing",
    ]

    static func outcome(_ db: isolated Connection, codes: [String], on day: CalendarDate, _ bar: Threshold, isWhole: Bool = true) throws -> JSON {
        let (threshold, norm) = try bar.resolve(db)
        let known = try ScaleCheck.run(db, codes: codes, on: day, threshold: threshold)
        let check = isWhole ? known : known.ofAPart
        var counts: [CalendarDate: Int] = [:]
        for member in check.members { if let figure = member.figure { counts[figure.referenceDate, default: 0] += 1 } }
        let figures: [FigureCount] = counts.sorted { $0.key < $1.key }.map { FigureCount(referenceDate: $0.key, municipalities: $0.value) }
        let body: JSON = [
            "validOn": day.json, "threshold": .int(threshold), "norm": norm.json, "inhabitants": check.inhabitants.json,
            "complete": .bool(check.complete), "meets": check.meets.json, "margin": check.margin.json, "referenceDates": FigureCount.json(figures),
            "members": .array(check.members.filter { $0.figure != nil }.map(\.json)),
            "missing": check.members.filter { $0.figure == nil }.map(\.code).json,
        ]
        return body
    }
}
