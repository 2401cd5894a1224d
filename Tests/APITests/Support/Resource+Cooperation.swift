extension Resource {
    private static let arrangementKeys = ["name", "id", "legalForm", "participantCount", "validFrom", "validTo"]
    private static let day = [(name: "validOn", value: "2016-06-01")]
    private static let ended = "/v1/arrangements/3d-midden-limburg-west"

    static let cooperation: [Resource] = [
        Resource(
            path: "/v1/arrangements",
            query: day + [
                ("policyDomain", "youth-care"), ("legalForm", "centrumregeling"), ("municipality", "GM0917"), ("centreMunicipality", "0935"),
                ("organisation", "van-de-laar"), ("region", "samenwerkingsregio-zuid-limburg"), ("name", "jeugd"),
            ], sortKeys: arrangementKeys),
        Resource(path: "/v1/arrangements/samen-14", query: day),
        Resource(path: "/v1/arrangements/Jeugdhulpregio-ZUID-limburg", query: day),
        Resource(
            path: "/v1/arrangements/jeugdhulpregio-zuid-limburg/participants", query: day + [("role", "participant")],
            sortKeys: ["name", "role", "validFrom"]),
        Resource(path: "\(ended)/bodies", query: [("validOn", "2014-06-01")], sortKeys: ["name", "id", "kind"]),
        Resource(path: "\(ended)/structure", query: [("validOn", "2014-06-01")]),
        Resource(path: "/v1/arrangements/samen-14/procurements", query: day, sortKeys: ["from", "policyDomain", "amount"]),
        Resource(path: "/v1/arrangements/samen-14/milestones", query: day, sortKeys: ["on", "kind", "title"]),
        Resource(path: "/v1/arrangements/baanbrekers/scale-check", query: day + [("threshold", "100000")]),
        Resource(
            path: "/v1/organisations",
            query: day + [("kind", "organisation"), ("parent", "baanbrekers"), ("arrangement", "baanbrekers"), ("name", "wml")],
            sortKeys: ["name", "id", "kind"]),
        Resource(path: "/v1/organisations/WML-facilitair", query: day),
        Resource(path: "/v1/policy-domains", query: day, sortKeys: ["id", "name", "dutchName", "arrangementCount"]),
        Resource(path: "/v1/legal-forms", query: day, sortKeys: ["id", "name", "grRegisterForm", "arrangementCount"]),
        Resource(path: "/v1/municipalities/GM0935/arrangements", query: day + [("policyDomain", "youth-care")], sortKeys: arrangementKeys),
        Resource(
            path: "/v1/municipalities/GM0988/partners", query: day, lists: [("regionType", ["jeugdregio", "arbeidsmarktregio"])],
            sortKeys: ["count", "name", "code"]),
        Resource(
            path: "/v1/congruence?policyDomain=youth-care,labour-market",
            query: [("validOn", "2014-06-01"), ("region", "samenwerkingsregio-midden-limburg")], lists: [("municipality", ["GM0988", "GM0946"])]),
        Resource(path: "/v1/congruence?regionType=jeugdregio&regionType=arbeidsmarktregio&municipality=GM0988", query: day),
    ]
}
