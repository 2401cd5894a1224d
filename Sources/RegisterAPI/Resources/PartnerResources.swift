import HTTP
import Postgres
import Register

enum PartnerResources {
    /// GET /v1/municipalities/{code}/partners
    static func list(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        let types = parameters.identifiers("regionType", .regionType, maximum: 20)
        let shown: Presentation<Partner> = parameters.presentation(
            [("count", { item, _ in .int(item.count) }), ("name", { _, place in .int(place) }), ("code", { item, _ in .text(item.code) })],
            otherwise: "-count")
        let checked = try parameters.finish()
        return try await call.collection(shown) { db, moment, take in
            try checked.verifyFilters(db, moment)
            let code = try MunicipalityResources.code(of: call)
            let day = try MunicipalityResources.require(db, moment, code, validOn)
            try take(Partners.list(db, of: code, on: day, regionTypes: types))
            return Whole(validOn: day)
        }
    }
}
