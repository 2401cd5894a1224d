import ArgumentParser
import Glibc

/// Which database a command works on.
struct DatabaseOptions: ParsableArguments {
    @Option(
        name: .customLong("database-url"),
        help: ArgumentHelp(
            "A PostgreSQL database of your own, such as postgresql://user@host/register. Environment: DATABASE_URL.", valueName: "url"))
    var databaseURL: String?

    @Option(
        name: .customLong("data-dir"),
        help: ArgumentHelp(
            "The folder of the private cluster that is used without --database-url. Environment: REGISTER_DATA_DIR. "
                + "Default: /var/lib/register for root, else ~/.local/share/register.", valueName: "folder"))
    var dataDir: String?

    /// nil: the private cluster.
    var url: String? { databaseURL ?? Environment["DATABASE_URL"] }

    var folder: String { dataDir ?? Environment["REGISTER_DATA_DIR"] ?? Self.defaultFolder }

    /// Where the conventions put it: the FHS for root, the XDG base directories for everybody else.
    private static var defaultFolder: String {
        if geteuid() == 0 { return "/var/lib/register" }
        if let data = Environment["XDG_DATA_HOME"] { return data + "/register" }
        return (Environment["HOME"] ?? ".") + "/.local/share/register"
    }
}

/// Environment variables. An empty one is as good as none.
enum Environment {
    static subscript(name: String) -> String? {
        guard let value = getenv(name).map({ String(cString: $0) }), !value.isEmpty else { return nil }
        return value
    }

    /// nil: it is not set.
    static func integer(_ name: String) throws -> Int? {
        guard let text = self[name] else { return nil }
        guard let number = Int(text) else { throw ValidationError("\(name) is “\(text)”, and must be a whole number.") }
        return number
    }
}
