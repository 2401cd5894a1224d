import Glibc
import Postgres
import Register

/// The folder with the migrations and the seed, which is installed beside the program.
enum SQLFolder {
    enum NotFound: Error, CustomStringConvertible {
        case anywhere([String])

        var description: String {
            switch self {
            case .anywhere(let places):
                "The folder with the migrations and the seed is not there. Looked for: \(places.joined(separator: ", ")). "
                    + "Install it beside the program, or name it: REGISTER_SQL_DIR=/path/to/sql"
            }
        }
    }

    /// What REGISTER_SQL_DIR says; else `../share/register/sql` of the program, as a package installs it; else `sql` in a folder above the program, as
    /// in a checkout of the project.
    static func find() throws -> String {
        var places: [String] = []
        if let named = Environment["REGISTER_SQL_DIR"] {
            places = [named]
        } else {
            var folder = parent(of: program())
            places.append(parent(of: folder) + "/share/register/sql")
            while folder != "/", !folder.isEmpty {
                places.append(folder + "/sql")
                folder = parent(of: folder)
            }
        }
        guard let found = places.first(where: { access($0 + "/migrations", R_OK | X_OK) == 0 }) else { throw NotFound.anywhere(places) }
        return found
    }

    static func migrator() throws -> Migrator {
        let migrator = try Migrator(folder: try find() + "/migrations")
        guard migrator.migrations.count == Schema.version else { throw Schema.Mismatch.folder(found: migrator.migrations.count) }
        return migrator
    }

    static func seed() throws -> Seed { Seed(folder: try find() + "/seed") }

    static func program() -> String {
        guard let path = realpath("/proc/self/exe", nil) else { return CommandLine.arguments[0] }
        defer { free(path) }
        return String(cString: path)
    }

    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
