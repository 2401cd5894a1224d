import Glibc
import RegisterAPI

extension Documents {
    struct Unreadable: Error, CustomStringConvertible {
        let path: String
        let code: Int32

        var description: String {
            "The file \(path) cannot be read: \(String(cString: strerror(code))). It belongs beside the folder with the migrations; install both together."
        }
    }

    /// They stand beside the folder with the migrations.
    static func find(besides sqlFolder: String) throws -> Documents {
        let folder = SQLFolder.parent(of: sqlFolder)
        return Documents(openAPI: try read(folder + "/openapi.json"), page: try read(folder + "/docs/api.html"))
    }

    private static func read(_ path: String) throws -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw Unreadable(path: path, code: errno) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(file, &buffer, buffer.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw Unreadable(path: path, code: errno)
            }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }
}
