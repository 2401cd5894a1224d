import Glibc
import Register
import TestCluster
import Testing

/// A copy of the seed in which the last file has a row that cannot be, in line 2.
enum BrokenSeed {
    static func make() throws -> String {
        let folder = ScratchFolder.make("seed")
        for table in Seed.tables {
            var text = try TextFile.read("\(Folders.seed)/\(table).csv")
            if table == Seed.tables.last {
                let header = text.prefix { $0 != "\n" }
                text = header + "\nsamen-14,Second,,day,start,,,samenwerking-samen-14" + text.dropFirst(header.count)
            }
            try TextFile.write(text, to: "\(folder)/\(table).csv")
        }
        return folder
    }
}
