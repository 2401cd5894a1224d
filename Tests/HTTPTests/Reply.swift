/// An answer as it came over the wire.
struct Reply: Sendable {
    let status: Int
    /// In order, names as sent.
    let fields: [(name: String, value: String)]
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The values of a field.
    func callAsFunction(_ name: String) -> [String] {
        fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    /// - Returns: nil while the answer is incomplete; otherwise the answer and its length in bytes.
    static func parse(_ bytes: [UInt8], hasBody: Bool) -> (Reply, Int)? {
        let separator = Array("\r\n\r\n".utf8)
        guard let end = (0..<max(bytes.count - 3, 0)).first(where: { Array(bytes[$0..<$0 + 4]) == separator }) else { return nil }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
        let fields = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (name: String(parts[0]), value: String(parts.last?.drop { $0 == " " } ?? ""))
        }
        let status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        let length = fields.first { $0.name == "Content-Length" }.flatMap { Int($0.value) } ?? 0
        let isBodiless = !hasBody || status < 200 || status == 204 || status == 304
        let total = end + 4 + (isBodiless ? 0 : length)
        guard bytes.count >= total else { return nil }
        return (Reply(status: status, fields: fields, body: Array(bytes[(end + 4)..<total])), total)
    }
}
