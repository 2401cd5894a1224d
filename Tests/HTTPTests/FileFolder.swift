import Glibc
import Testing

@testable import HTTP

/// A folder for the temporary files of one test, so that their descriptors can be told from those of the tests beside it.
struct FileFolder: Sendable {
    let path: String

    /// Makes one for the time of `body`.
    static func with<Result>(_ body: (FileFolder) async throws -> Result) async throws -> Result {
        let folder = try FileFolder()
        defer { rmdir(folder.path) }
        return try await body(folder)
    }

    private init() throws {
        var template = Array("/tmp/http-XXXXXX".utf8CString)
        path = String(cString: try #require(mkdtemp(&template)))
    }

    /// - Parameter name: Of a folder within.
    func file(_ bytes: [UInt8], in name: String = "") throws -> TemporaryFile {
        var writer = try TemporaryFile.Writer(in: path + name)
        try bytes.withUnsafeBytes { try writer.write($0) }
        return writer.finish()
    }

    /// What is in it, by name.
    var names: [String] { Self.list(path) }

    /// How many descriptors this process has of files that are or were in it.
    var openDescriptors: Int {
        Self.list("/proc/self/fd").count { number in
            var target = [CChar](repeating: 0, count: 1_024)
            let length = readlink("/proc/self/fd/\(number)", &target, target.count)
            return length > 0 && String(decoding: target[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self).hasPrefix(path + "/")
        }
    }

    private static func list(_ folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) } }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }
}
