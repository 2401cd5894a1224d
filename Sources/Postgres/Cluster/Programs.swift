import Glibc

/// PostgreSQL's server programs on this machine.
struct Programs: Sendable {
    /// The folder with `initdb`, `pg_ctl` and `postgres`.
    let folder: String
    /// The major version.
    let version: Int

    static let systemFolders = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"]

    /// `PATH`, and where distributions put them; `*` is a version, of which the newest comes first.
    static var usualFolders: [String] {
        let path = getenv("PATH").map { String(cString: $0).split(separator: ":").map(String.init) } ?? []
        return path + ["/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql@*/bin"]
    }

    /// The first complete set, of the given major version if there is one.
    static func find(version: Int?, in folders: [String]) throws(ClusterError) -> Programs {
        var others: [Int] = []
        for folder in folders.flatMap(expand) {
            // PATH often holds links to the programs; their siblings, and their libraries, are where the link leads.
            guard let program = find("pg_ctl", in: [folder]).flatMap(Files.resolved) else { continue }
            let home = String(program.prefix(upTo: program.lastIndex(of: "/")!))
            guard find("initdb", in: [home]) != nil, find("postgres", in: [home]) != nil, let found = majorVersion(program) else { continue }
            if version == nil || version == found { return Programs(folder: home, version: found) }
            others.append(found)
        }
        throw .noPrograms(version: version, found: others)
    }

    /// The path of an executable file.
    static func find(_ name: String, in folders: [String]) -> String? {
        folders.lazy.map { $0 + "/" + name }.first { access($0, X_OK) == 0 && Files.status($0).map(Files.isFolder) == false }
    }

    /// `pg_ctl (PostgreSQL) 15.18` → 15
    private static func majorVersion(_ program: String) -> Int? {
        guard case .success(let outcome) = Spawn.run([program, "--version"]), outcome.status == 0 else { return nil }
        return outcome.output.split(separator: " ").lazy.compactMap { Int($0.prefix { $0.isNumber }) }.first
    }

    private static func expand(_ pattern: String) -> [String] {
        guard let star = pattern.firstIndex(of: "*") else { return [pattern] }
        let start = pattern[..<star].lastIndex(of: "/")!
        let parent = String(pattern[..<start])
        let prefix = pattern[pattern.index(after: start)..<star]
        let rest = pattern[pattern.index(after: star)...]
        let versions = (Files.names(in: parent) ?? []).filter { $0.hasPrefix(prefix) }.compactMap { Int($0.dropFirst(prefix.count)) }
        return versions.sorted(by: >).map { "\(parent)/\(prefix)\($0)\(rest)" }
    }
}
