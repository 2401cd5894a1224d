import Glibc
import Register
import Testing

/// One of the files of sql/seed, as text.
struct SeedFile: Sendable {
    let columns: [String]
    let rows: [[String?]]

    init(_ table: String) throws {
        let path = "\(Folders.seed)/\(table).csv"
        let records = CSV.records(Array(try TextFile.read(path).utf8))
        columns = try #require(records.first).map { $0 ?? "" }
        rows = Array(records.dropFirst())
    }
}

enum TextFile {
    static func read(_ path: String) throws -> String {
        let file = try #require(fopen(path, "r"), "\(path) cannot be read")
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func write(_ text: String, to path: String) throws {
        let file = try #require(fopen(path, "w"), "\(path) cannot be written")
        defer { fclose(file) }
        #expect(fputs(text, file) >= 0)
    }

    static func names(in folder: String) throws -> [String] {
        let stream = try #require(opendir(folder), "\(folder) cannot be read")
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(withUnsafePointer(to: &entry.pointee.d_name) { $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) } })
        }
        return names.filter { !$0.hasPrefix(".") }.sorted()
    }
}

func date(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text), "\(text) is no date") }
