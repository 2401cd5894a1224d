import Postgres
import Register

/// `/v1/{municipalities,regions,arrangements,organisations}/{id}/history`: every version of one thing, with both its times.
enum HistoryResources {
    /// GET /v1/municipalities/{code}/history
    static func ofMunicipality(_ call: Call) async throws -> Answer {
        let code = Result { try MunicipalityResources.code(of: call) }
        return try await history(call, named) { db, moment in
            let code = try code.get()
            let versions = try Histories.ofMunicipality(db, code: code)
            guard versions.isEmpty else { return versions }
            let detail = try Municipalities.absence(db, code: code, on: moment.today) ?? "No municipality has the code \(code)."
            throw Problem(.municipalityUnknown, detail)
        }
    }

    /// GET /v1/regions/{id}/history
    static func ofRegion(_ call: Call) async throws -> Answer {
        let id = RegionID.normalised(call.path("id"))
        return try await history(call, named) { db, moment in
            try require(Histories.ofRegion(db, id: id), db, .region, id, .regionUnknown, .regionNotValid)
        }
    }

    /// GET /v1/arrangements/{id}/history
    static func ofArrangement(_ call: Call) async throws -> Answer {
        let id = Slug.normalised(call.path("id"))
        let keys: [Sorting<ArrangementVersion>.Key] = keys(\.recorded, \.validity, \.name)
        return try await history(call, keys) { db, moment in
            try require(Histories.ofArrangement(db, id: id), db, .arrangement, id, .arrangementUnknown, .arrangementNotValid)
        }
    }

    /// GET /v1/organisations/{id}/history
    static func ofOrganisation(_ call: Call) async throws -> Answer {
        let id = Slug.normalised(call.path("id"))
        let keys: [Sorting<OrganisationVersion>.Key] = keys(\.recorded, \.validity, \.name)
        return try await history(call, keys) { db, moment in
            try require(Histories.ofOrganisation(db, id: id), db, .organisation, id, .organisationUnknown, .organisationNotValid)
        }
    }

    private static let named: [Sorting<NameVersion>.Key] = keys(\.recorded, \.validity, \.name)

    private static func keys<Item>(
        _ recorded: any KeyPath<Item, Recorded> & Sendable, _ validity: any KeyPath<Item, Period> & Sendable,
        _ name: any KeyPath<Item, String> & Sendable
    ) -> [Sorting<Item>.Key] {
        [
            ("recordedFrom", { item, _ in .int(item[keyPath: recorded].from.revision) }),
            ("recordedTo", { item, _ in SortValue(item[keyPath: recorded].to?.revision) }),
            ("validFrom", { item, _ in SortValue(item[keyPath: validity].from) }), ("name", { item, _ in .text(item[keyPath: name]) }),
        ]
    }

    private static func history<Item: Represented>(
        _ call: Call, _ keys: [Sorting<Item>.Key], _ versions: @escaping @Sendable (isolated Connection, Moment) throws -> [Item]
    ) async throws -> Answer {
        var parameters = Parameters(call)
        let shown: Presentation<Item> = parameters.presentation(keys)
        _ = try parameters.finish()
        return try await call.collection(shown) { db, moment, take in
            try take(versions(db, moment))
            return Whole(validOn: nil)
        }
    }

    private static func require<Item>(
        _ versions: [Item], _ db: isolated Connection, _ kind: KnownIdentifiers.Kind, _ id: String, _ unknown: ProblemCode, _ notValid: ProblemCode
    ) throws -> [Item] {
        guard versions.isEmpty else { return versions }
        throw try Problem.missing(db, kind, id, unknown, notValid) { "The register knows no version of the \(kind.rawValue) “\(id)”." }
    }
}
