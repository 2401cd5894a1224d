/// The files about the API that are served as they are.
public struct Documents: Sendable {
    /// The contract: OpenAPI 3.1.
    let openAPI: [UInt8]
    /// The same for people, made from it.
    let page: [UInt8]

    public init(openAPI: [UInt8], page: [UInt8]) {
        (self.openAPI, self.page) = (openAPI, page)
    }
}
