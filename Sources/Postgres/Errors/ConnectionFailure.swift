/// A connection that could not be made, or was lost.
public struct ConnectionFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The server's code, if it was the server that refused: ``SQLState/invalidPassword``, ``SQLState/invalidCatalogName`` …
    public var state: SQLState?
    /// What libpq or the server said, on one line.
    public var message: String
    /// Where to, as a connection string without the password.
    public var target: String

    public init(state: SQLState? = nil, message: String, target: String) {
        self.state = state
        self.message = message
        self.target = target
    }

    public var description: String {
        "No connection to PostgreSQL (\(target)): \(message)\(state.map { " (SQLSTATE \($0))" } ?? "")\(advice.map { ". \($0)" } ?? "")"
    }

    private var advice: String? {
        switch state {
        case .invalidPassword, .invalidAuthorizationSpecification: "Check the user and the password of the connection string"
        case .invalidCatalogName: "Make the database with createdb, or name another one"
        case .tooManyConnections: "Raise max_connections on the server, or lower the pool's limit"
        case .cannotConnectNow: "The server is starting or stopping: try again in a moment"
        default: nil
        }
    }
}

extension ConnectionFailure {
    /// Reads libpq's verbose report, which is the only way in which it tells the SQLSTATE of a refused connection:
    /// `connection to server at "::1", port 5432 failed: FATAL:  28P01: password authentication failed …⏎LOCATION:  auth_failed, auth.c:326`
    init(report: String, target: String) {
        var lines: [String] = []
        for line in report.split(separator: "\n") where !line.hasPrefix("LOCATION:") {
            let (state, text) = Self.separate(line)
            if let state { self.state = state }
            let words = text.drop { $0 == " " || $0 == "\t" }
            if !words.isEmpty { lines.append(String(words)) }
        }
        message = lines.isEmpty ? "libpq gave no reason" : lines.joined(separator: " ")
        self.target = target
    }

    /// Takes `28P01: ` out of `FATAL:  28P01: password …`.
    private static func separate(_ line: Substring) -> (SQLState?, String) {
        var start = line.startIndex
        while start < line.endIndex {
            let rest = line[start...]
            let code = rest.dropFirst(3).prefix(5)
            if rest.hasPrefix(":  "), code.utf8.count == 5, code.utf8.allSatisfy({ (48...57).contains($0) || (65...90).contains($0) }),
                rest.dropFirst(8).hasPrefix(": ")
            {
                return (SQLState(rawValue: String(code)), line[..<start] + ": " + rest.dropFirst(10))
            }
            start = line.index(after: start)
        }
        return (nil, String(line))
    }
}
