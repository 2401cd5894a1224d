import HTTP

enum DocumentResources {
    /// GET /v1/openapi.json
    static func openAPI(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call.request, type: call.type)
        _ = try parameters.finish()
        return Answer(.bytes(call.documents.openAPI), call.type, at: nil)
    }

    /// GET / and GET /v1: for a person the page about the API, for a program where everything is.
    static func root(_ call: Call) async throws -> Answer {
        guard call.type == .html else { return try await RootResource.root(call) }
        var parameters = Parameters(call.request, type: call.type)
        _ = try parameters.finish()
        return Answer(.bytes(call.documents.page), .html, at: nil)
    }
}
