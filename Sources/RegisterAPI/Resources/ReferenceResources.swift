import HTTP
import Postgres
import Register

/// The reference lists: `/v1/region-types`, `/v1/policy-domains`, `/v1/legal-forms`, `/v1/norms`, `/v1/sources`.
enum ReferenceResources {
    /// GET /v1/region-types
    static func regionTypes(_ request: Request, _ pool: Pool) async throws -> Answer {
        var parameters = Parameters(request)
        let validOn = parameters.date("validOn")
        let sorting: Sorting<RegionType> = parameters.sorting([
            ("id", { item, _ in .text(item.id) }), ("name", { item, _ in .text(item.name) }), ("regionCount", { item, _ in .int(item.regionCount) }),
        ])
        let page = parameters.page()
        _ = try parameters.finish()
        let (types, moment) = try await pool.read { db, moment in try ReferenceLists.regionTypes(db, on: validOn ?? moment.today) }
        return .collection(
            types, sorted: sorting, page: page, target: request.target, at: moment, validOn: validOn ?? moment.today, represent: \.json)
    }

    /// GET /v1/policy-domains
    static func policyDomains(_ request: Request, _ pool: Pool) async throws -> Answer {
        var parameters = Parameters(request)
        let validOn = parameters.date("validOn")
        let sorting: Sorting<PolicyDomain> = parameters.sorting([
            ("id", { item, _ in .text(item.id) }), ("name", { item, _ in .text(item.name) }), ("dutchName", { item, _ in .text(item.dutchName) }),
            ("arrangementCount", { item, _ in .int(item.arrangementCount) }),
        ])
        let page = parameters.page()
        _ = try parameters.finish()
        let (domains, moment) = try await pool.read { db, moment in try ReferenceLists.policyDomains(db, on: validOn ?? moment.today) }
        return .collection(
            domains, sorted: sorting, page: page, target: request.target, at: moment, validOn: validOn ?? moment.today, represent: \.json)
    }

    /// GET /v1/legal-forms
    static func legalForms(_ request: Request, _ pool: Pool) async throws -> Answer {
        var parameters = Parameters(request)
        let validOn = parameters.date("validOn")
        let sorting: Sorting<LegalForm> = parameters.sorting([
            ("id", { item, _ in .text(item.id) }), ("name", { item, _ in .text(item.name) }),
            ("grRegisterForm", { item, _ in SortValue(item.grRegisterForm) }), ("arrangementCount", { item, _ in .int(item.arrangementCount) }),
        ])
        let page = parameters.page()
        _ = try parameters.finish()
        let (forms, moment) = try await pool.read { db, moment in try ReferenceLists.legalForms(db, on: validOn ?? moment.today) }
        return .collection(
            forms, sorted: sorting, page: page, target: request.target, at: moment, validOn: validOn ?? moment.today, represent: \.json)
    }

    /// GET /v1/norms
    static func norms(_ request: Request, _ pool: Pool) async throws -> Answer {
        var parameters = Parameters(request)
        let validOn = parameters.date("validOn")
        let sorting: Sorting<Norm> = parameters.sorting([
            ("id", { item, _ in .text(item.id) }), ("name", { item, _ in .text(item.name) }), ("threshold", { item, _ in .int(item.threshold) }),
        ])
        let page = parameters.page()
        _ = try parameters.finish()
        let (norms, moment) = try await pool.read { db, moment in try ReferenceLists.norms(db, on: validOn ?? moment.today) }
        return .collection(
            norms, sorted: sorting, page: page, target: request.target, at: moment, validOn: validOn ?? moment.today, represent: \.json)
    }

    /// GET /v1/sources. A source is a publication: it has no period in which it is true, and `validOn` leaves out what was published later.
    static func sources(_ request: Request, _ pool: Pool) async throws -> Answer {
        var parameters = Parameters(request)
        let validOn = parameters.date("validOn")
        let sorting: Sorting<Register.Source> = parameters.sorting([
            ("id", { item, _ in .text(item.id) }), ("title", { item, _ in .text(item.title) }), ("publisher", { item, _ in .text(item.publisher) }),
            ("publishedOn", { item, _ in SortValue(item.publishedOn) }),
        ])
        let page = parameters.page()
        _ = try parameters.finish()
        let (sources, moment) = try await pool.read { db, _ in try ReferenceLists.sources(db) }
        let known = sources.filter { source in validOn.map { day in source.publishedOn.map { $0 <= day } ?? true } ?? true }
        return .collection(known, sorted: sorting, page: page, target: request.target, at: moment, validOn: validOn, represent: \.json)
    }
}
