import HTTP
import Postgres
import Register

/// The reference lists: `/v1/region-types`, `/v1/policy-domains`, `/v1/legal-forms`, `/v1/norms`, `/v1/sources`.
enum ReferenceResources {
    /// GET /v1/region-types
    static func regionTypes(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        let shown: Presentation<RegionType> = parameters.presentation([
            ("id", { item, _ in .text(item.id) }), ("name", { item, _ in .text(item.name) }), ("regionCount", { item, _ in .int(item.regionCount) }),
        ])
        _ = try parameters.finish()
        return try await call.collection(shown) { db, moment, take in
            try take(ReferenceLists.regionTypes(db, on: validOn ?? moment.today))
            return Whole(validOn: validOn ?? moment.today)
        }
    }

    /// GET /v1/policy-domains
    static func policyDomains(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        let shown: Presentation<PolicyDomain> = parameters.presentation([
            ("id", { item, _ in .text(item.id) }), ("name", { item, _ in .text(item.name) }), ("dutchName", { item, _ in .text(item.dutchName) }),
            ("arrangementCount", { item, _ in .int(item.arrangementCount) }),
        ])
        _ = try parameters.finish()
        return try await call.collection(shown) { db, moment, take in
            try take(ReferenceLists.policyDomains(db, on: validOn ?? moment.today))
            return Whole(validOn: validOn ?? moment.today)
        }
    }

    /// GET /v1/legal-forms
    static func legalForms(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        let shown: Presentation<LegalForm> = parameters.presentation([
            ("id", { item, _ in .text(item.id) }), ("name", { item, _ in .text(item.name) }),
            ("grRegisterForm", { item, _ in SortValue(item.grRegisterForm) }), ("arrangementCount", { item, _ in .int(item.arrangementCount) }),
        ])
        _ = try parameters.finish()
        return try await call.collection(shown) { db, moment, take in
            try take(ReferenceLists.legalForms(db, on: validOn ?? moment.today))
            return Whole(validOn: validOn ?? moment.today)
        }
    }

    /// GET /v1/norms
    static func norms(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        let shown: Presentation<Norm> = parameters.presentation([
            ("id", { item, _ in .text(item.id) }), ("name", { item, _ in .text(item.name) }), ("threshold", { item, _ in .int(item.threshold) }),
        ])
        _ = try parameters.finish()
        return try await call.collection(shown) { db, moment, take in
            try take(ReferenceLists.norms(db, on: validOn ?? moment.today))
            return Whole(validOn: validOn ?? moment.today)
        }
    }

    /// GET /v1/sources. A source is a publication: it has no period in which it is true, and `validOn` leaves out what was published later.
    static func sources(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let validOn = parameters.date("validOn")
        let shown: Presentation<Register.Source> = parameters.presentation([
            ("id", { item, _ in .text(item.id) }), ("title", { item, _ in .text(item.title) }), ("publisher", { item, _ in .text(item.publisher) }),
            ("publishedOn", { item, _ in SortValue(item.publishedOn) }),
        ])
        _ = try parameters.finish()
        return try await call.collection(shown) { db, _, take in
            try take(ReferenceLists.sources(db).filter { source in validOn.map { day in source.publishedOn.map { $0 <= day } ?? true } ?? true })
            return Whole(validOn: validOn)
        }
    }
}
