/// Why migrations cannot be read or run.
public enum MigrationError: Error, Sendable, CustomStringConvertible {
    case folder(path: String, reason: String)
    case empty(folder: String)
    /// A file ends in `.sql` and is not named as a migration.
    case name(file: String)
    /// Two migrations have the same number.
    case double(number: Int, files: [String])
    case gap(missing: Int, folder: String)
    /// One of the two files of a migration is absent.
    case missing(file: String)
    /// The database was migrated by a newer version of the program.
    case newer(database: Int, known: Int)
    /// The up file is not the one that was applied.
    case changed(file: String, number: Int)
    /// There is no such version to go to.
    case target(Int, known: Int)
    /// The server refused a migration, which is not applied; those before it are. `line` counts from 1.
    case failed(file: String, line: Int?, error: PGError)
    /// The file ends the transaction in which it runs.
    case endsTransaction(file: String)

    public var description: String {
        switch self {
        case .folder(let path, let reason): "The folder of the migrations, \(path), cannot be read: \(reason)"
        case .empty(let folder): "There are no migrations in \(folder): the first is called 001_name.up.sql, with 001_name.down.sql"
        case .name(let file): "\(file) is not named as a migration: NNN_name.up.sql or NNN_name.down.sql, NNN being its number"
        case .double(let number, let files): "Two migrations have the number \(number): \(files.joined(separator: " and ")). Renumber one"
        case .gap(let missing, let folder): "Migration \(missing) is missing in \(folder): the numbers run from 1 without a gap"
        case .missing(let file): "\(file) is missing: every migration has an up and a down file with the same number and name"
        case .newer(let database, let known):
            "The database is at version \(database), and this program knows versions up to \(known): "
                + "use the newer program, or go back with that one to version \(known) first"
        case .changed(let file, let number):
            "\(file) was changed after it was applied. Restore the file and put the change into a new migration; "
                + "or, where the data may be lost, go down to version \(number - 1) and up again"
        case .target(let target, let known): "There is no version \(target): versions run from 0 (nothing) to \(known)"
        case .failed(let file, let line, let error): "\(file)\(line.map { ":\($0)" } ?? ""): \(error)"
        case .endsTransaction(let file): "\(file) ends its transaction: take COMMIT and ROLLBACK out, each migration runs in a transaction of its own"
        }
    }
}
