import Register
import Testing

@testable import RegisterAPI

/// A request for what was so on one day as the register said it at one moment, and what the model answers.
struct Question: Sendable {
    let target: String
    let revision: Int
    let status: Int
    /// Each of its members must be in the answer.
    let body: JSON
    /// How an answer differs; nil: it does not.
    func difference(from reply: Reply) throws -> String? {
        guard reply.status == status else { return "the status is \(reply.status), and should be \(status)" }
        guard reply["Register-Revision"] == String(revision) || status == 400 else {
            return "Register-Revision is \(reply["Register-Revision"] ?? "absent"), and should be \(revision)"
        }
        let found = try reply.json()
        if status == 404, revision == 0, found["detail"].text?.contains("it exists since 20") != true { return "the detail does not say since when" }
        return Self.difference(found, body)
    }

    private static func difference(_ found: JSON, _ expected: JSON, at path: String = "$") -> String? {
        switch expected {
        case .object(let members):
            return members.lazy.compactMap { difference(found[$0.name], $0.value, at: "\(path).\($0.name)") }.first
        case .array(let elements):
            guard found.elements.count == elements.count else {
                return "\(path) has \(found.elements.count) elements, and should have \(elements.count): \(text(expected))"
            }
            return elements.indices.lazy.compactMap { difference(found[$0], elements[$0], at: "\(path)[\($0)]") }.first
        default: return found == expected ? nil : "\(path) is \(text(found)), and should be \(text(expected))"
        }
    }

    private static func text(_ json: JSON) -> String { String(decoding: json.bytes.prefix(300), as: UTF8.self) }
}

/// Makes questions whose days and moments lie on, beside or between those at which something changes.
struct RandomQuestions {
    /// Which moments may be asked for.
    enum Moments {
        /// Nobody writes: the newest state too, without saying so.
        case all
        /// Those that others cannot change any more while they write.
        case past
    }

    let model: RecordedModel
    let moments: Moments
    var random: SplitMix

    mutating func next() -> Question {
        let (revision, query, today) = moment()
        let answers = ModelAnswers(state: model.state(revision), today: today, isBeforeTheFirst: revision == 0)
        return question(answers, revision, query)
    }

    private mutating func moment() -> (revision: Int, query: String?, today: CalendarDate) {
        let number = moments == .all ? random.below(model.revision + 1) : random.below(model.revision)
        if moments == .all, random.chance(10) { return (model.revision, nil, .now) }
        if random.chance(35) {
            let last = number < model.revision ? model.moments[number] + -1 : nil
            return (number, "revision=\(number)", last?.dutchDay ?? .now)
        }
        let beside = random.pick([-1, 0, 0, 1, random.below(500_000) - 250_000])
        var instant = model.moments[max(0, number - 1)] + beside
        if moments == .past, let end = model.moments.last, instant > end { instant = end }
        if moments == .all, instant > .now { instant = model.moments[model.revision - 1] }
        if random.chance(2) { instant = model.moments[0] + (-1 - random.below(1_000_000_000)) }
        return (model.revision(at: instant), "availableOn=\(written(instant))", instant.dutchDay)
    }

    /// Now and then with an offset.
    private mutating func written(_ instant: Instant) -> String {
        guard random.chance(20) else { return instant.description }
        return "\((instant + 7_200_000_000).description.dropLast())%2B02:00"
    }

    /// nil: the question leaves it out.
    mutating func day(optional: Bool = true) -> CalendarDate? {
        if optional, random.chance(25) { return nil }
        let fact = random.pick(model.records).fact
        guard let boundary = (random.chance(50) ? fact.from : fact.to) ?? fact.from else { return CalendarDate(year: 2005, month: 5, day: 5) }
        return CalendarDate(daysSince1970: boundary.daysSince1970 + random.pick([-1, 0, 0, 1, 40]))
    }

    mutating func subject(_ kind: Fact.Kind, unknown: String) -> String {
        if random.chance(2) { return unknown }
        let known = Set(model.records.lazy.filter { $0.fact.kind == kind }.map(\.fact.subject)).sorted()
        return random.pick(known)
    }
}

extension CalendarDate {
    /// Today, in the Netherlands.
    static var now: CalendarDate { Instant.now.dutchDay }
}
