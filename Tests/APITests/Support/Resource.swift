import Testing

@testable import RegisterAPI

/// A resource of the API, by an example of its path that answers 200.
struct Resource: Sendable, CustomTestStringConvertible {
    let path: String
    /// Query keys that it takes, each with a value that it takes.
    var query: [(name: String, value: String)] = []
    /// Query keys that take several values, each with two that it takes.
    var lists: [(name: String, values: [String])] = []
    var sortKeys: [String] = []
    var isCollection: Bool { !sortKeys.isEmpty }
    /// Whether a list may be sent to it too.
    var takesPost = false

    var allowed: String { takesPost ? "GET, HEAD, POST, OPTIONS" : "GET, HEAD, OPTIONS" }

    var testDescription: String { path }

    private static let figures = ["referenceDate", "count"]
    private static let regionKeys = ["name", "id", "type", "memberCount"]
    private static let period = [("validOn", "2016-06-01"), ("from", "2013-01-01"), ("to", "2016-02-01")]

    static let all = territory + cooperation + changes

    private static let territory: [Resource] = [
        Resource(path: "/v1"),
        Resource(path: "/v1/"),
        Resource(
            path: "/v1/municipalities",
            query: [
                ("validOn", "2016-06-01"), ("status", "current"), ("name", "e"), ("province", "PV31"), ("region", "CR39"),
                ("arrangement", "jeugdhulpregio-zuid-limburg"), ("minInhabitants", "20000"), ("maxInhabitants", "100000"),
            ], sortKeys: ["name", "code", "inhabitants", "province", "validFrom", "validTo"]),
        Resource(path: "/v1/municipalities/GM0988", query: [("validOn", "2016-06-01")]),
        Resource(path: "/v1/municipalities/GM0988/inhabitants", query: period, sortKeys: figures),
        Resource(
            path: "/v1/municipalities/GM0988/regions", query: [("validOn", "2016-06-01"), ("type", "jeugdregio"), ("scaleLevel", "region")],
            sortKeys: regionKeys),
        Resource(
            path: "/v1/municipality-successions", query: [("validOn", "2020-06-01"), ("from", "2011-01-01"), ("to", "2020-02-01"), ("code", "0140")],
            sortKeys: ["on", "from", "to", "kind"]),
        Resource(
            path: "/v1/municipality-correspondences?from=2010-01-01", query: [("to", "2020-02-01")], lists: [("code", ["0140", "GM0951"])],
            sortKeys: ["code", "lossless", "targets"], takesPost: true),
        Resource(path: "/v1/municipalities/GM1940/lineage", query: [("validOn", "2020-06-01")]),
        Resource(
            path: "/v1/municipalities/GM1954/inhabitants?boundaries=current", query: period.suffix(2) + [("validOn", "2020-06-01")], sortKeys: figures
        ),
        Resource(path: "/v1/regions/PV21/inhabitants?boundaries=current", query: period, sortKeys: figures),
        Resource(path: "/v1/scale-levels", query: [("validOn", "2016-06-01")], sortKeys: ["rank", "id", "units"]),
        Resource(
            path: "/v1/scale-levels/region/inhabitants", query: [("validOn", "2016-06-01"), ("threshold", "100000"), ("regionType", "jeugdregio")],
            sortKeys: ["name", "id", "type", "inhabitants", "margin", "meets"]),
        Resource(path: "/v1/region-types", query: [("validOn", "2016-06-01")], sortKeys: ["id", "name", "regionCount"]),
        Resource(path: "/v1/norms", query: [("validOn", "2016-06-01")], sortKeys: ["id", "name", "threshold"]),
        Resource(path: "/v1/sources", query: [("validOn", "2016-06-01")], sortKeys: ["id", "title", "publisher", "publishedOn"]),
        Resource(
            path: "/v1/regions",
            query: [
                ("validOn", "2016-06-01"), ("type", "subregio"), ("scaleLevel", "subregion"), ("municipality", "GM0988"),
                ("within", "samenwerkingsregio-midden-limburg"), ("name", "limburg"),
            ], sortKeys: regionKeys),
        Resource(path: "/v1/regions/JZ43", query: [("validOn", "2016-06-01")]),
        Resource(path: "/v1/regions/JZ43/members", query: [("validOn", "2016-06-01")], sortKeys: ["name", "code"]),
        Resource(path: "/v1/regions/JZ43/inhabitants", query: period, sortKeys: figures),
        Resource(path: "/v1/regions/JZ43/scale-check", query: [("validOn", "2016-06-01"), ("threshold", "100000")]),
        Resource(path: "/v1/scale-check?municipality=GM0988", query: [("validOn", "2016-06-01"), ("norm", "decentralisation-2013")]),
        Resource(path: "/v1/problems"),
        Resource(path: "/v1/problems/overloaded"),
        Resource(path: "/health/live"),
        Resource(path: "/health/ready"),
    ]

    static let collections = all.filter(\.isCollection)

    /// The path with a query.
    func with(_ query: String) -> String { path + (path.contains("?") ? "&" : "?") + query }
}
