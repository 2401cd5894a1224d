import HTTPTypes

/// The fields of every answer, as the API Design Rules 2.2 of the Dutch government ask (transport/security-headers, version-header, transport/cors).
enum StandardHeaders {
    static let apiVersion = HTTPField.Name("API-Version")!
    static let registerRevision = HTTPField.Name("Register-Revision")!
    static let link = HTTPField.Name("Link")!

    /// Public reference data may be kept by anybody, and asked after each time.
    static let kept = common + [(.cacheControl, "public, max-age=0, must-revalidate")]
    static let notKept = common + [(.cacheControl, "no-store")]

    private static let common: HTTPFields = [
        apiVersion: RegisterAPI.apiVersion,
        .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
        .strictTransportSecurity: "max-age=31536000",
        .xContentTypeOptions: "nosniff",
        HTTPField.Name("X-Frame-Options")!: "DENY",
        .accessControlAllowOrigin: "*",
        HTTPField.Name("Access-Control-Expose-Headers")!: "API-Version, Link, Register-Revision, Retry-After",
    ]
}

extension HTTPFields {
    fileprivate static func + (fields: Self, more: [(HTTPField.Name, String)]) -> Self {
        var fields = fields
        for (name, value) in more { fields[name] = value }
        return fields
    }
}
