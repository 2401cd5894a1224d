import CCurl

/// Where a register answers.
struct Address {
    /// Without a slash at the end, with user and password if there are any.
    let url: String
    /// For people: without user and password.
    let shown: String
    let isEncrypted: Bool

    /// Takes the address of the service, or that of its `/v1`.
    init(_ text: String) throws(MirrorError) {
        func refuse(_ reason: String) -> MirrorError { .urlInvalid(text, reason: reason) }
        guard let parts = curl_url() else { throw refuse("there is no memory left") }
        defer { curl_url_cleanup(parts) }
        let code = curl_url_set(parts, CURLUPART_URL, text, 0)
        guard code == CURLUE_OK else { throw refuse("it does not begin with http:// or https://, or cannot be read as a URL") }
        func get(_ part: CURLUPart) -> String? {
            var found: UnsafeMutablePointer<CChar>?
            guard curl_url_get(parts, part, &found, 0) == CURLUE_OK, let found else { return nil }
            defer { curl_free(found) }
            return String(cString: found)
        }
        let scheme = get(CURLUPART_SCHEME)
        guard scheme == "http" || scheme == "https" else { throw refuse("only http:// and https:// are possible") }
        guard get(CURLUPART_QUERY) == nil, get(CURLUPART_FRAGMENT) == nil else { throw refuse("it has a query or a fragment") }
        var path = Substring(get(CURLUPART_PATH) ?? "")
        while path.hasSuffix("/") { path.removeLast() }
        if path.hasSuffix("/v1") { path.removeLast(3) }
        while path.hasSuffix("/") { path.removeLast() }
        curl_url_set(parts, CURLUPART_PATH, String(path) + "/", 0)
        func whole() -> String { String((get(CURLUPART_URL) ?? "").dropLast()) }
        url = whole()
        curl_url_set(parts, CURLUPART_USER, nil, 0)
        curl_url_set(parts, CURLUPART_PASSWORD, nil, 0)
        shown = whole()
        isEncrypted = scheme == "https"
    }
}
