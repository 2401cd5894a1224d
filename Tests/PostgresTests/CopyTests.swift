import Glibc
import Postgres
import TestCluster
import Testing

@Suite struct CopyTests {
    private static let copy = "copy figure (id, name) from stdin (format csv)"
    private static let count = Statement("figures", "select count(*) from figure", Void.self, (Int).self)
    private static let names = Statement("figure_names", "select name from figure order by id", Void.self, (String).self)

    private func withFigures(_ body: (Pool) async throws -> Void) async throws {
        try await TestCluster.shared.database().withPool(limit: 1) { pool in
            try await pool.run { db in try db.script("create table figure (id int primary key, name text not null)") }
            try await body(pool)
        }
    }

    @Test func inCountsRowsAndKeepsEveryByte() async throws {
        try await withFigures { pool in
            let rows = try await pool.run { db in
                try db.copyIn(Self.copy) { writer in
                    try writer.write("1,Súdwest-Fryslân\n2,\"a,\"\"b\"\n")
                    // Cut in the middle of a character.
                    try writer.write([0x33, 0x2C, 0xC3])
                    try writer.write([0xBA, 0x0A])
                    try writer.write("")
                }
            }
            #expect(rows == 3)
            #expect(try await pool.run { db in try db.all(Self.names) } == ["Súdwest-Fryslân", "a,\"b", "ú"])
        }
    }

    @Test func fiftyThousandRowsInAndOut() async throws {
        try await withFigures { pool in
            let chunks = (0..<500).map { chunk in (0..<100).flatMap { Array("\(chunk * 100 + $0),ŷ\(chunk)\n".utf8) } }
            #expect(try await pool.run { db in try db.copyIn(Self.copy, chunks) } == 50_000)
            let (rows, bytes, first) = try await pool.run { db in
                var (bytes, first) = (0, "")
                let rows = try db.copyOut("copy (select id, name from figure order by id) to stdout (format csv)") { row in
                    if bytes == 0 { first = String(decoding: row, as: UTF8.self) }
                    bytes += row.count
                }
                return (rows, bytes, first)
            }
            #expect(rows == 50_000)
            #expect(first == "0,ŷ0\n")
            #expect(bytes == chunks.reduce(0) { $0 + $1.count })
        }
    }

    @Test func aBadRowSaysItsLineAndNothingIsCopied() async throws {
        try await withFigures { pool in
            let error = try await serverError {
                _ = try await pool.run { db in try db.copyIn(Self.copy, [Array("1,a\n2,b\nthree,c\n4,d\n".utf8)]) }
            }
            #expect(error.state == .invalidTextRepresentation)
            #expect(error.context?.contains("COPY figure, line 3, column id: \"three\"") == true)
            let short = try await serverError { _ = try await pool.run { db in try db.copyIn(Self.copy, [Array("1\n".utf8)]) } }
            #expect(short.state == .badCopyFileFormat)
            #expect(try await pool.run { db in try db.one(Self.count) } == 0)
        }
    }

    struct Enough: Error {}

    @Test func aSourceThatFailsAbortsTheCopy() async throws {
        try await withFigures { pool in
            let pid = try await pool.run { db in try db.one(Ask.pid) }
            await #expect(throws: Enough.self) {
                try await pool.run { db in
                    try db.copyIn(Self.copy) { writer in
                        try writer.write("1,a\n")
                        throw Enough()
                    }
                }
            }
            let (next, count) = try await pool.run { db in (try db.one(Ask.pid), try db.one(Self.count)) }
            #expect(count == 0)
            #expect(next == pid, "an aborted copy leaves a sound connection")
        }
    }

    @Test func inATransactionItIsPartOfIt() async throws {
        try await withFigures { pool in
            await #expect(throws: Enough.self) {
                try await pool.run { db in
                    try db.transaction {
                        #expect(try db.copyIn(Self.copy, [Array("1,a\n".utf8)]) == 1)
                        throw Enough()
                    }
                }
            }
            let count = try await pool.run { db in try db.one(Self.count) }
            #expect(count == 0)
        }
    }

    @Test func aFileIsReadInPieces() async throws {
        try await withFigures { pool in
            let path = ScratchFolder.path("figures")
            let file = try #require(fopen(path, "w"))
            for number in 1...20_000 { fputs("\(number),naam \(number)\n", file) }
            fclose(file)
            #expect(try await pool.run { db in try db.copyIn(Self.copy, file: path) } == 20_000)
            let error = try await pgError { _ = try await pool.run { db in try db.copyIn(Self.copy, file: path + ".gone") } }
            #expect(error == .file(path: path + ".gone", reason: "No such file or directory"))
        }
    }

    @Test func aReaderThatFailsGivesUpTheConnection() async throws {
        try await withFigures { pool in
            let pid = try await pool.run { db in try db.one(Ask.pid) }
            await #expect(throws: Enough.self) {
                try await pool.run { db in try db.copyOut("copy (select generate_series(1, 1000000)) to stdout") { _ in throw Enough() } }
            }
            #expect(try await pool.run { db in try db.one(Ask.pid) } != pid)
        }
    }

    @Test func anErrorOnTheWayOutIsThrown() async throws {
        try await withFigures { pool in
            let error = try await serverError {
                _ = try await pool.run { db in try db.copyOut("copy (select 1 / (3 - n) from generate_series(1, 9) n) to stdout") { _ in } }
            }
            #expect(error.state == .divisionByZero)
            #expect(try await pool.run { db in try db.one(Ask.one) } == 1)
        }
    }

    @Test func whatIsNoSuchCopyIsRefused() async throws {
        try await withFigures { pool in
            for sql in ["select 1", "copy figure to stdout"] {
                let error = try await pgError { _ = try await pool.run { db in try db.copyIn(sql, [[]]) } }
                #expect(error == .copy(sql: sql))
            }
            let script = try await pgError { try await pool.run { db in try db.script("copy figure from stdin") } }
            #expect(script == .copy(sql: "copy figure from stdin"))
            #expect(try await pool.run { db in try db.one(Ask.one) } == 1)
        }
    }
}
