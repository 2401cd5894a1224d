import HTTP
import Postgres
import Register

enum PartnerResources {
    /// GET /v1/municipalities/{code}/partners
    static func list(_ request: Request, _ pool: Pool) async throws -> Answer {
        var parameters = Parameters(request)
        let validOn = parameters.date("validOn")
        let types = parameters.identifiers("regionType", .regionType, maximum: 20)
        let sorting: Sorting<Partner> = parameters.sorting(
            [("count", { item, _ in .int(item.count) }), ("name", { _, place in .int(place) }), ("code", { item, _ in .text(item.code) })],
            otherwise: "-count")
        let page = parameters.page()
        let checked = try parameters.finish()
        let (answer, moment) = try await pool.read { db, moment in
            try checked.verify(db, moment)
            let code = try MunicipalityResources.code(of: request)
            let day = try MunicipalityResources.require(db, moment, code, validOn)
            return (partners: try Partners.list(db, of: code, on: day, regionTypes: types), day: day)
        }
        return .collection(answer.partners, sorted: sorting, page: page, target: request.target, at: moment, validOn: answer.day, represent: \.json)
    }
}
