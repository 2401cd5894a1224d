import HTTP
import Postgres
import Register

/// A list of codes as it is on another day. A POST, since the list is too long for a query; it changes nothing.
enum ConversionResource {
    /// POST /v1/municipality-correspondences
    static func convert(_ call: Call) async throws -> Answer {
        let list = try CodeList(call.request)
        var parameters = Parameters(call)
        let from = parameters.date("from")
        let to = parameters.date("to")
        let fields = parameters.fields(of: Conversion.shape)
        parameters.refuse(list.violations)
        let checked = try parameters.finish()
        var codes: [String] = []
        var counts: [String: Int] = [:]
        for entry in list.entries {
            counts[entry.code, default: 0] += 1
            if counts[entry.code] == 1 { codes.append(entry.code) }
        }
        let ((found, unknown, day), moment) = try await call.read { [codes] db, moment in
            try checked.verify(db, moment, and: CorrespondenceResources.daysBeforeCoverage(db, ["from": from, "to": to]))
            let day = to ?? moment.today
            var found: [String: Correspondence] = [:]
            try Correspondences.list(db, from: from, to: day, codes: codes) { for item in $0 { found[item.code] = item } }
            let absent = codes.filter { found[$0] == nil }
            let unknown = try KnownIdentifiers.unknownMunicipalities(db, codes: absent)
            return (found, unknown, day)
        }
        let items = list.entries.map { entry in
            Conversion(entry: entry, correspondence: found[entry.code], isKnown: !unknown.contains(entry.code))
        }
        if call.type != .json { return try answer(items, fields, call, moment) }
        func each(_ statuses: Set<Conversion.Status>) -> JSON {
            codes.filter { code in
                statuses.contains(Conversion.status(found[code], isKnown: !unknown.contains(code)))
            }.json
        }
        var answer = Answer(
            [
                "from": from.json, "to": day.json, "header": list.header.json, "items": .array(items.map { fields.select($0.json) }),
                "unknown": each([.unknown]), "notValid": each([.notValid]), "ambiguous": each([.ambiguous]),
                "incomplete": each([.partial, .none, .undetermined]), "repeated": codes.filter { counts[$0] ?? 0 > 1 }.json,
            ], at: moment)
        answer.isKept = false
        return answer
    }

    /// As CSV or NDJSON: what becomes of each code says its own status.
    private static func answer(_ items: [Conversion], _ fields: Fields, _ call: Call, _ moment: Moment) throws -> Answer {
        var writer = BodyWriter(mayCompress: call.request.takesGzip)
        let table = Table(Conversion.shape, fields)
        if call.type == .csv { try writer.write(table.header) }
        for item in items { try writer.write(call.type == .csv ? table.row(item.json) : fields.select(item.json).bytes + [UInt8(ascii: "\n")]) }
        var answer = Answer(.written(try writer.finish()), call.type, at: moment)
        answer.isKept = false
        return answer
    }
}

/// One code of a list, and what became of it.
struct Conversion: Represented {
    enum Status: String, Sendable {
        /// All of it lies in one municipality.
        case lossless
        /// It lies in several.
        case ambiguous
        /// It lies in one, but of a part it is not recorded where.
        case partial
        /// It is not recorded where it lies.
        case none
        /// It was taken on a day before what the register covers.
        case undetermined
        /// It was not valid on the day.
        case notValid = "not-valid"
        /// No municipality has had the code.
        case unknown
    }

    let entry: CodeList.Entry
    let correspondence: Correspondence?
    let isKnown: Bool

    static func status(_ correspondence: Correspondence?, isKnown: Bool) -> Status {
        guard let correspondence else { return isKnown ? .notValid : .unknown }
        return switch (correspondence.lossless, correspondence.targets.count) {
        case (nil, _): .undetermined
        case (true?, _): .lossless
        case (false?, 0): .none
        case (false?, 1): .partial
        case (false?, _): .ambiguous
        }
    }

    static let shape: Shape = Shape(["given", "code", "status"]) + Correspondence.shape.members.filter { $0.name != "code" }

    var json: JSON {
        let base: JSON = [
            "given": .string(entry.given), "code": .string(entry.code), "status": .string(Self.status(correspondence, isKnown: isKnown).rawValue),
        ]
        return base.adding([
            "name": (correspondence?.name).json, "on": (correspondence?.day).json, "lossless": (correspondence?.lossless).json,
            "targets": (correspondence?.targets ?? []).json, "steps": (correspondence?.steps ?? []).json,
        ])
    }
}
