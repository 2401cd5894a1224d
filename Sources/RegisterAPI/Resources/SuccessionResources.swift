import HTTP
import Postgres
import Register

/// `/v1/municipality-successions`
enum SuccessionResources {
    /// GET /v1/municipality-successions
    static func list(_ request: Request, _ pool: Pool) async throws -> Answer {
        var parameters = Parameters(request)
        let validOn = parameters.date("validOn")
        let (from, to) = parameters.dateRange()
        let code = parameters.municipality("code")
        let sorting: Sorting<Succession> = parameters.sorting([
            ("on", { item, _ in SortValue(item.on) }),
            ("from", { item, _ in .text(item.from.code) }),
            ("to", { item, _ in .text(item.to.code) }),
            ("kind", { item, _ in .text(item.kind) }),
        ])
        let page = parameters.page()
        let checked = try parameters.finish()
        let (steps, moment) = try await pool.read { db, moment in
            try checked.verify(db, moment)
            return try Successions.list(db, from: from, to: to, by: validOn, code: code)
        }
        return .collection(steps, sorted: sorting, page: page, target: request.target, at: moment, validOn: validOn, represent: \.json)
    }
}

extension Parameters {
    /// One municipality code in any notation, known to the register at any time.
    mutating func municipality(_ name: String) -> String? {
        guard let value = text(name) else { return nil }
        guard let code = MunicipalityCode.normalised(value) else {
            refuse(name, .municipalityCodeInvalid, "“\(value)” is not a municipality code, such as GM0988.")
            return nil
        }
        refer(name, to: .municipality, [code])
        return code
    }
}
