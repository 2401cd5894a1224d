import Glibc
import Register
import TestCluster
import Testing

/// A copy of the seed in which the last file has a row that cannot be.
enum BrokenSeed {
    static func make() throws -> String {
        let folder = ScratchFolder.make("seed")
        for table in Seed.tables {
            var text = try TextFile.read("\(Folders.seed)/\(table).csv")
            if table == Seed.tables.last { text += "second,Second,-1,2013-01-01,,decentralisatiebrief-2013\n" }
            try TextFile.write(text, to: "\(folder)/\(table).csv")
        }
        return folder
    }
}
