import HTTPTypes

/// The fields of every answer, as the API Design Rules 2.2 of the Dutch government ask (transport/security-headers, version-header, transport/cors).
enum StandardHeaders {
    static let apiVersion = HTTPField.Name("API-Version")!
    static let registerRevision = HTTPField.Name("Register-Revision")!
    static let registerStale = HTTPField.Name("Register-Stale")!
    static let accelBuffering = HTTPField.Name("X-Accel-Buffering")!
    static let link = HTTPField.Name("Link")!

    /// Public reference data may be kept by anybody, and asked after each time.
    static let kept = common + [(.cacheControl, "public, max-age=0, must-revalidate")]
    static let notKept = common + [(.cacheControl, "no-store")]

    /// The answer to a browser that asks first whether it may (Fetch standard, CORS preflight): reads are open to everybody, and so is a
    /// POST that only asks. There is no other; one that writes would have to be left out of what is allowed here.
    static func preflight(_ allowed: String) -> HTTPFields {
        [
            HTTPField.Name("Access-Control-Allow-Methods")!: allowed,
            HTTPField.Name("Access-Control-Allow-Headers")!:
                "Accept, Accept-Language, Content-Type, If-None-Match, Last-Event-ID, traceparent, X-Request-ID",
            HTTPField.Name("Access-Control-Max-Age")!: "86400",
        ]
    }

    /// The page about the API may have its own style, which scripts/api-page holds to this hash, and pictures of this service: nothing that runs or comes from
    /// elsewhere.
    static let policyOfPages =
        "default-src 'none'; style-src 'sha256-YTqhNcb06Frbn4TRFUyUiYdyW2/qaVF4Kl0zVRU0cRg='; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    private static let common: HTTPFields = [
        apiVersion: RegisterAPI.apiVersion,
        .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
        .strictTransportSecurity: "max-age=31536000",
        .xContentTypeOptions: "nosniff",
        HTTPField.Name("X-Frame-Options")!: "DENY",
        .accessControlAllowOrigin: "*",
        HTTPField.Name("Access-Control-Expose-Headers")!:
            "API-Version, ETag, Link, Register-Revision, Register-Stale, Retry-After, traceparent, X-Request-ID",
    ]
}

extension HTTPFields {
    fileprivate static func + (fields: Self, more: [(HTTPField.Name, String)]) -> Self {
        var fields = fields
        for (name, value) in more { fields[name] = value }
        return fields
    }
}
