/// Requests for an operation of the document.
struct Example: Sendable {
    /// Answered with 200. Where there are several, parameters that do not go together are in different ones.
    let targets: [String]
    /// Answered with 404; nil where nothing of the path can be missing.
    var missing: String?

    init(_ targets: String..., missing: String? = nil) { (self.targets, self.missing) = (targets, missing) }

    private static let ended = "/v1/arrangements/3d-midden-limburg-west"
    private static let day = "validOn=2016-06-01"

    /// By path, as in the document.
    static let all: [String: Example] = [
        "/v1": Example("/v1"),
        "/v1/openapi.json": Example("/v1/openapi.json"),
        "/v1/municipalities": Example("/v1/municipalities?\(day)", "/v1/municipalities"),
        "/v1/municipalities/{code}": Example("/v1/municipalities/GM0988", "/v1/municipalities/GM0946", missing: "/v1/municipalities/GM9999"),
        "/v1/municipalities/{code}/inhabitants": Example(
            "/v1/municipalities/GM0988/inhabitants", "/v1/municipalities/GM1954/inhabitants", missing: "/v1/municipalities/GM9999/inhabitants"),
        "/v1/municipalities/{code}/regions": Example(
            "/v1/municipalities/GM0988/regions?\(day)", "/v1/municipalities/GM0917/regions?\(day)", missing: "/v1/municipalities/GM9999/regions"),
        "/v1/municipalities/{code}/arrangements": Example(
            "/v1/municipalities/GM0988/arrangements?validOn=2014-06-01", "/v1/municipalities/GM0935/arrangements?\(day)",
            missing: "/v1/municipalities/GM9999/arrangements"),
        "/v1/municipalities/{code}/partners": Example(
            "/v1/municipalities/GM0988/partners?\(day)", "/v1/municipalities/GM0946/partners?\(day)",
            missing: "/v1/municipalities/GM9999/partners"),
        "/v1/municipalities/{code}/lineage": Example(
            "/v1/municipalities/GM1954/lineage", "/v1/municipalities/GM0946/lineage", missing: "/v1/municipalities/GM9999/lineage"),
        "/v1/municipalities/{code}/history": Example(
            "/v1/municipalities/GM0988/history", "/v1/municipalities/GM0946/history", missing: "/v1/municipalities/GM9999/history"),
        "/v1/municipality-successions": Example("/v1/municipality-successions"),
        "/v1/municipality-correspondences": Example("/v1/municipality-correspondences?from=2010-01-01"),
        "/v1/regions": Example("/v1/regions?\(day)"),
        "/v1/regions/{id}": Example("/v1/regions/JZ43", "/v1/regions/PV31", missing: "/v1/regions/nowhere"),
        "/v1/regions/{id}/members": Example("/v1/regions/JZ43/members", "/v1/regions/PV31/members", missing: "/v1/regions/nowhere/members"),
        "/v1/regions/{id}/inhabitants": Example(
            "/v1/regions/JZ43/inhabitants", "/v1/regions/PV31/inhabitants", missing: "/v1/regions/nowhere/inhabitants"),
        "/v1/regions/{id}/history": Example("/v1/regions/JZ43/history", "/v1/regions/PV31/history", missing: "/v1/regions/nowhere/history"),
        "/v1/regions/{id}/scale-check": Example(
            "/v1/regions/JZ43/scale-check", "/v1/regions/PV31/scale-check", missing: "/v1/regions/nowhere/scale-check"),
        "/v1/scale-levels": Example("/v1/scale-levels?\(day)"),
        "/v1/scale-levels/{level}/inhabitants": Example(
            "/v1/scale-levels/region/inhabitants?\(day)", "/v1/scale-levels/province/inhabitants?\(day)",
            missing: "/v1/scale-levels/continent/inhabitants"),
        "/v1/scale-check": Example("/v1/scale-check?municipality=GM0988,GM0946"),
        "/v1/arrangements": Example("/v1/arrangements?\(day)"),
        "/v1/arrangements/{id}": Example(ended, "/v1/arrangements/samen-14", missing: "/v1/arrangements/nothing"),
        "/v1/arrangements/{id}/participants": Example(
            "/v1/arrangements/jeugdhulpregio-zuid-limburg/participants?\(day)", "\(ended)/participants", "/v1/arrangements/vijandig/participants",
            missing: "/v1/arrangements/nothing/participants"),
        "/v1/arrangements/{id}/bodies": Example("\(ended)/bodies", "/v1/arrangements/samen-14/bodies", missing: "/v1/arrangements/nothing/bodies"),
        "/v1/arrangements/{id}/structure": Example(
            "\(ended)/structure", "/v1/arrangements/samen-14/structure", missing: "/v1/arrangements/nothing/structure"),
        "/v1/arrangements/{id}/procurements": Example(
            "/v1/arrangements/samen-14/procurements", "\(ended)/procurements", missing: "/v1/arrangements/nothing/procurements"),
        "/v1/arrangements/{id}/milestones": Example(
            "/v1/arrangements/samen-14/milestones", "\(ended)/milestones", missing: "/v1/arrangements/nothing/milestones"),
        "/v1/arrangements/{id}/history": Example(
            "/v1/arrangements/samen-14/history", "/v1/arrangements/vijandig/history", missing: "/v1/arrangements/nothing/history"),
        "/v1/arrangements/{id}/scale-check": Example(
            "/v1/arrangements/baanbrekers/scale-check", "\(ended)/scale-check", missing: "/v1/arrangements/nothing/scale-check"),
        "/v1/organisations": Example("/v1/organisations?\(day)"),
        "/v1/organisations/{id}": Example(
            "/v1/organisations/wml-facilitair", "/v1/organisations/baanbrekers", "/v1/organisations/vroegere", missing: "/v1/organisations/nobody"),
        "/v1/organisations/{id}/history": Example(
            "/v1/organisations/wml-facilitair/history", "/v1/organisations/vroegere/history", missing: "/v1/organisations/nobody/history"),
        "/v1/changes": Example("/v1/changes"),
        "/v1/changes/stream": Example("/v1/changes/stream"),
        "/v1/congruence": Example(
            "/v1/congruence?policyDomain=youth-care,labour-market&validOn=2014-06-01",
            "/v1/congruence?regionType=jeugdregio,arbeidsmarktregio&municipality=GM0988&\(day)"),
        "/v1/region-types": Example("/v1/region-types?\(day)"),
        "/v1/policy-domains": Example("/v1/policy-domains"),
        "/v1/legal-forms": Example("/v1/legal-forms"),
        "/v1/norms": Example("/v1/norms"),
        "/v1/sources": Example("/v1/sources"),
        "/v1/problems": Example("/v1/problems"),
        "/v1/problems/{code}": Example("/v1/problems/overloaded", "/v1/problems/stopping", missing: "/v1/problems/nothing"),
        "/v1/tables": Example("/v1/tables"),
        "/v1/tables/{table}": Example("/v1/tables/region_type", "/v1/tables/norm", missing: "/v1/tables/norms"),
        "/health/live": Example("/health/live"),
        "/health/ready": Example("/health/ready"),
    ]

    /// A target with a query parameter given, instead of what it had.
    static func target(_ target: String, with name: String, _ value: String) -> String {
        let parts = target.split(separator: "?", maxSplits: 1)
        let others = parts.count == 1 ? [] : parts[1].split(separator: "&").filter { !$0.hasPrefix("\(name)=") }
        return "\(parts[0])?" + (others + ["\(name)=\(value)"]).joined(separator: "&")
    }
}
