import HTTP
import Postgres
import Register

/// `/v1/municipality-successions`
enum SuccessionResources {
    /// GET /v1/municipality-successions
    static func list(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        let (from, to) = parameters.dateRange()
        let code = parameters.municipality("code")
        let shown: Presentation<Succession> = parameters.presentation([
            ("on", { item, _ in SortValue(item.on) }),
            ("from", { item, _ in .text(item.from.code) }),
            ("to", { item, _ in .text(item.to.code) }),
            ("kind", { item, _ in .text(item.kind) }),
        ])
        let checked = try parameters.finish()
        return try await call.collection(shown) { db, moment, take in
            try checked.verifyFilters(db, moment)
            try Successions.list(db, from: from, to: to, by: validOn, code: code, call.delivery, take)
            return Whole(validOn: validOn)
        }
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
