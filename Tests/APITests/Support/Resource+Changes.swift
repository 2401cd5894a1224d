extension Resource {
    private static let versionKeys = ["recordedFrom", "recordedTo", "validFrom", "name"]

    static let changes: [Resource] = [
        Resource(path: "/v1/changes?after=1-13800", query: [("limit", "7")], lists: [("entity", ["seat", "milestone"])]),
        Resource(path: "/v1/municipalities/GM0988/history", sortKeys: versionKeys),
        Resource(path: "/v1/regions/JZ43/history", sortKeys: versionKeys),
        Resource(path: "/v1/arrangements/samen-14/history", sortKeys: versionKeys),
        Resource(path: "/v1/organisations/wml-facilitair/history", sortKeys: versionKeys),
        Resource(path: "/v1/tables", sortKeys: ["name", "rowCount"]),
        Resource(path: "/v1/tables/norm", query: [("page", "1"), ("pageSize", "5")]),
    ]
}
