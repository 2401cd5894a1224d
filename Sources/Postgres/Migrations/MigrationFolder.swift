import Glibc

/// Reads a folder of `NNN_name.up.sql` and `NNN_name.down.sql`. Files that do not end in `.sql` are left alone.
enum MigrationFolder {
    private struct Name {
        let file: String
        let number: Int
        /// `001_name`, which both files of a migration share.
        let stem: String
        let isUp: Bool

        init?(_ file: String) {
            let parts = file.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 3, parts[2] == "sql", parts[1] == "up" || parts[1] == "down" else { return nil }
            let stem = parts[0].split(separator: "_", maxSplits: 1)
            guard stem.count == 2, let number = Int(stem[0]), number > 0, stem[0].first != "+" else { return nil }
            self.file = file
            self.number = number
            self.stem = String(parts[0])
            isUp = parts[1] == "up"
        }

        var title: String { String(stem.drop { $0 != "_" }.dropFirst()) }
    }

    /// By number.
    static func read(_ folder: String) throws -> [Migration] {
        var names: [Name] = []
        for file in try files(folder) where file.hasSuffix(".sql") {
            guard let name = Name(file) else { throw MigrationError.name(file: folder + "/" + file) }
            names.append(name)
        }
        if names.isEmpty { throw MigrationError.empty(folder: folder) }
        let numbered = Dictionary(grouping: names, by: \.number)
        return try (1...numbered.keys.max()!).map { number in
            guard let pair = numbered[number] else { throw MigrationError.gap(missing: number, folder: folder) }
            return try migration(number, pair, folder)
        }
    }

    private static func migration(_ number: Int, _ files: [Name], _ folder: String) throws -> Migration {
        let ups = files.filter(\.isUp)
        let downs = files.filter { !$0.isUp }
        for same in [ups, downs] where same.count > 1 { throw MigrationError.double(number: number, files: same.map(\.file).sorted()) }
        guard let up = ups.first else { throw MigrationError.missing(file: "\(folder)/\(files[0].stem).up.sql") }
        guard let down = downs.first, down.stem == up.stem else { throw MigrationError.missing(file: "\(folder)/\(up.stem).down.sql") }
        let (upFile, downFile) = ("\(folder)/\(up.file)", "\(folder)/\(down.file)")
        return Migration(
            number: number, name: up.title, up: try FileReader.text(upFile), down: try FileReader.text(downFile), upFile: upFile, downFile: downFile)
    }

    private static func files(_ folder: String) throws(MigrationError) -> [String] {
        guard let names = Files.names(in: folder) else { throw .folder(path: folder, reason: String(cString: strerror(errno))) }
        return names.sorted()
    }
}
