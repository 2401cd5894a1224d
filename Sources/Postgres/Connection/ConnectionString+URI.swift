extension ConnectionString {
    /// A `postgresql://` string that psql and every libpq program accept. It holds the password, if there is one.
    public var uri: String { uri(showingSecrets: true) }

    /// RFC 3986 with libpq's additions: a socket's folder as percent-encoded host, every other keyword as a query parameter.
    func uri(showingSecrets: Bool) -> String {
        func secret(_ value: String) -> String { showingSecrets ? Self.encode(value) : "***" }
        var authority = self["user"].map(Self.encode) ?? ""
        if let password = self["password"] { authority += ":" + secret(password) }
        if !authority.isEmpty { authority += "@" }
        var query: [String] = []
        // Several hosts with several ports only fit in the query.
        if let host = self["host"], host.contains(",") || self["port"]?.contains(",") == true {
            query.append("host=" + Self.encode(host))
            if let port = self["port"] { query.append("port=" + Self.encode(port)) }
        } else {
            if let host = self["host"] { authority += host.contains(":") ? "[\(host)]" : Self.encode(host) }
            if let port = self["port"] { authority += ":" + Self.encode(port) }
        }
        for parameter in parameters where !["user", "password", "host", "port", "dbname"].contains(parameter.key) {
            let value = parameter.key == "sslpassword" ? secret(parameter.value) : Self.encode(parameter.value)
            query.append(parameter.key + "=" + value)
        }
        let path = self["dbname"].map(Self.encode) ?? ""
        return "postgresql://" + authority + "/" + path + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }

    /// All but the unreserved characters of RFC 3986, section 2.3.
    private static func encode(_ text: String) -> String {
        var out = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                out.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                out += hex.utf8.count == 1 ? "%0" + hex : "%" + hex
            }
        }
        return out
    }
}
