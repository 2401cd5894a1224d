import HTTP
import Postgres
import Register

/// `/v1`: what this is, and where everything is.
enum RootResource {
    /// GET /v1
    static func root(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call)
        let fields = parameters.fields(of: ["title", "version", "revision", "validOn", "coverage", "attribution", "licence", "links"])
        _ = try parameters.finish()
        let (coverage, moment) = try await call.read { db, _ in try Coverage.start(db) }
        return Answer(
            [
                "title": "Regional register of the Dutch municipalities", "version": .string(apiVersion), "revision": .int(moment.revision),
                "validOn": moment.today.json,
                "coverage": ["from": coverage.json, "note": "Municipalities that ended before this day are not in the register."],
                "attribution": "Source: CBS, edited", "licence": "CC BY 4.0",
                "links": .array(links.map { ["rel": .string($0.0), "href": .string($0.1), "title": .string($0.2)] }),
            ], fields: fields, at: moment)
    }

    private static let links = [
        ("service-desc", "/v1/openapi.json", "The contract, OpenAPI 3.1"),
        ("municipalities", "/v1/municipalities", "Municipalities (gemeenten) on a date"),
        ("municipality-successions", "/v1/municipality-successions", "Mergers, splits and renames (herindelingen)"),
        (
            "municipality-correspondences", "/v1/municipality-correspondences?from=2010-01-01",
            "Which codes hold the territory of a municipality on another day (omzetting van gemeentecodes)"
        ),
        ("regions", "/v1/regions", "Regions (regio's) on a date"),
        ("region-types", "/v1/region-types", "Kinds of region (regio-indelingen)"),
        ("scale-levels", "/v1/scale-levels", "The ladder from municipality to country (schaalniveaus)"),
        ("scale-level-inhabitants", "/v1/scale-levels/province/inhabitants", "Every unit of a scale level with its inhabitants (inwonertal)"),
        (
            "scale-check", "/v1/scale-check?municipality=GM0988,GM0946,GM1640",
            "Do these municipalities together have enough inhabitants? (schaaltoets)"
        ),
        ("arrangements", "/v1/arrangements", "Who cooperates with whom, in what form, on what (samenwerkingsregelingen)"),
        ("organisations", "/v1/organisations", "Who carries out, supports and advises (organisaties)"),
        ("policy-domains", "/v1/policy-domains", "What a cooperation is about (beleidsterreinen)"),
        ("legal-forms", "/v1/legal-forms", "In what form (rechtsvormen)"),
        (
            "congruence", "/v1/congruence?regionType=jeugdregio&regionType=arbeidsmarktregio&validOn=2016-06-01",
            "Do the same municipalities work together everywhere? (congruentie)"
        ),
        ("norms", "/v1/norms", "Minimum scales (normen)"),
        ("sources", "/v1/sources", "Where the facts come from (bronnen)"),
        ("changes", "/v1/changes", "What changed, revision by revision (wijzigingen)"),
        ("tables", "/v1/tables", "The tables as they are recorded, to copy the register from (tabellen)"),
        ("problems", "/v1/problems", "What each error means and how to mend the request"),
        ("ready", "/health/ready", "Whether the service can answer"),
    ]
}
