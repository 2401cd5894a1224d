public import Postgres

/// The schema that this version of the code is written for.
public enum Schema {
    /// The number of the newest migration. A test holds it to the folder.
    public static let version = 24

    /// Why the service cannot work on a database as it is.
    public enum Mismatch: Error, Sendable, Hashable, CustomStringConvertible {
        case empty
        case older(database: Int)
        case newer(database: Int)
        case folder(found: Int)

        public var description: String {
            switch self {
            case .empty: "The database is empty: it has no schema yet. Run “register migrate up”."
            case .older(let database):
                "The database has schema version \(database), and this program needs \(Schema.version). Run “register migrate up”."
            case .newer(let database):
                """
                The database has schema version \(database), which is newer than the \(Schema.version) that this program knows. \
                Install the newer program; nothing was changed.
                """
            case .folder(let found):
                """
                The folder with migrations ends at version \(found), and this program needs \(Schema.version): they are not of one release. \
                Install program and folder together.
                """
            }
        }
    }

    /// The version that the database has; 0 without any.
    public static func version(of db: isolated Connection) throws -> Int {
        do {
            return try db.one(versionFound) ?? 0
        } catch let error as PGError where error.state == .undefinedTable {
            return 0
        }
    }

    /// Throws ``Mismatch`` unless the database has exactly the schema that this code needs.
    public static func require(on db: isolated Connection) throws {
        let found = try requireServable(on: db)
        if found > version { throw Mismatch.newer(database: found) }
    }

    /// The version that the database has. Throws ``Mismatch`` where it is older than this code needs: one that became newer while this program runs is
    /// that of an upgrade, and what the next program adds does not hinder this one.
    public static func requireServable(on db: isolated Connection) throws -> Int {
        let found = try version(of: db)
        if found == 0 { throw Mismatch.empty }
        if found < version { throw Mismatch.older(database: found) }
        return found
    }

    /// What is wrong with the facts as a whole: a sentence each, none in a sound register.
    public static func findings(_ db: isolated Connection) throws -> [Finding] { try db.all(findingsFound) }

    public struct Finding: Sendable, Hashable, CustomStringConvertible {
        /// Stable and greppable.
        public let code: String
        public let text: String

        public var description: String { "\(code): \(text)" }
    }

    static let versionFound = Statement("schema_version", "SELECT max(version) FROM public.schema_migration", Void.self, (Int?).self)

    static let findingsFound = Statement("findings", "SELECT code, finding FROM findings() ORDER BY code, finding", Void.self) { row in
        let (code, text) = try row.decode((String, String).self)
        return Finding(code: code, text: text)
    }
}
