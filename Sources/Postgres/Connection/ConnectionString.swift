import CPostgres

/// Where and how to connect: what libpq reads from `postgresql://…` or `host=… dbname=…`, with overrides.
///
/// Whatever is not said comes from libpq's environment (`PGHOST`, `~/.pgpass` …) when the connection is made.
/// Printing it, also through a mirror, never shows the password.
public struct ConnectionString: Sendable, Hashable {
    private(set) var parameters: [Parameter]

    struct Parameter: Sendable, Hashable {
        var key: String
        var value: String
    }

    /// Throws ``PGError/malformedConnectionString(reason:)``.
    public init(_ text: String) throws(PGError) {
        guard !text.utf8.contains(0) else { throw .malformedConnectionString(reason: "it holds a NUL byte") }
        var message: UnsafeMutablePointer<CChar>?
        defer { PQfreemem(message) }
        guard let options = PQconninfoParse(text, &message) else {
            throw .malformedConnectionString(reason: Self.reason(message.map { String(cString: $0) } ?? "out of memory", of: text))
        }
        defer { PQconninfoFree(options) }
        parameters = []
        var option = options
        while let key = option.pointee.keyword {
            if let value = option.pointee.val { parameters.append(Parameter(key: String(cString: key), value: String(cString: value))) }
            option += 1
        }
    }

    init(host: String, port: Int, user: String, database: String) {
        parameters = [("host", host), ("port", "\(port)"), ("user", user), ("dbname", database)].map { Parameter(key: $0.0, value: $0.1) }
    }

    /// The value of one of libpq's keywords (`host`, `port`, `user`, `dbname`, `password` …); nil if the string does not say it.
    public subscript(key: String) -> String? { parameters.first { $0.key == key }?.value }

    /// The same with some settings replaced. `options` are libpq's keywords; an unknown one is reported when the connection is made.
    public func with(
        user: String? = nil, database: String? = nil, host: String? = nil, port: Int? = nil, password: String? = nil, options: [String: String] = [:]
    ) -> ConnectionString {
        var copy = self
        let named = [("user", user), ("dbname", database), ("host", host), ("port", port.map { "\($0)" }), ("password", password)]
        for case (let key, let value?) in named { copy.set(key, value) }
        for (key, value) in options.sorted(by: { $0.key < $1.key }) { copy.set(key, value) }
        return copy
    }

    /// The same without a setting, which libpq then takes from the environment, or its default.
    public func without(_ key: String) -> ConnectionString {
        var copy = self
        copy.parameters.removeAll { $0.key == key }
        return copy
    }

    private mutating func set(_ key: String, _ value: String) {
        // `hostaddr` would win over a new `host`.
        if key == "host" { parameters.removeAll { $0.key == "hostaddr" } }
        if let index = parameters.firstIndex(where: { $0.key == key }) {
            parameters[index].value = value
        } else {
            parameters.append(Parameter(key: key, value: value))
        }
    }

    /// libpq quotes the offending part of the text, which may be a piece of a password: it is left out where there may be one.
    private static func reason(_ message: String, of text: String) -> String {
        let words = message.split(separator: "\n").joined(separator: " ")
        guard text.contains("@") || text.contains("password"), let quote = words.firstIndex(of: "\"") else { return words }
        return words[..<quote] + "…"
    }
}

extension ConnectionString: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { uri(showingSecrets: false) }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["uri": description]) }
}
