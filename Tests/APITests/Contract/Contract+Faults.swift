import Synchronization

@testable import RegisterAPI

extension Contract {
    /// What HTTP itself has in every answer, and the document leaves to it.
    private static let fieldsOfHTTP: Set = ["date", "connection", "content-length", "content-type"]

    /// With what parameters a media type is sent.
    private static let mediaTypeParameters = [
        "text/csv": "; charset=utf-8; header=present", "text/html": "; charset=utf-8", "text/vnd.graphviz": "; charset=utf-8",
        "application/vnd.oai.openapi+json": ";version=3.1",
    ]

    /// The field Content-Type of a media type.
    static func contentType(_ type: String) -> String { type + (mediaTypeParameters[type] ?? "") }

    /// In what an answer differs from what the document says of it.
    func faults(of reply: Reply, to question: Question) -> [String] {
        guard let response = response(reply.status, to: question) else {
            return ["\(reply.status) is not documented of \(question.method) \(question.operation?.path ?? "on a path that is not in the document")"]
        }
        return faults(of: reply, fields: response) + faults(of: reply, body: response, question)
    }

    private func faults(of reply: Reply, fields response: Response) -> [String] {
        var faults: [String] = []
        for header in response.headers {
            guard let text = reply[header.name] else {
                if header.isRequired { faults.append("the field \(header.name) is absent") }
                continue
            }
            let value: JSON = header.schema.types == ["integer"] ? Int(text).map { .int($0) } ?? .string(text) : .string(text)
            faults += header.schema.faults(in: value).map { "\(header.name): \($0)" }
        }
        let described = Set(response.headers.map { $0.name.lowercased() }).union(Self.fieldsOfHTTP)
        for field in reply.fields where !described.contains(field.name.lowercased()) { faults.append("the field \(field.name) is not described") }
        return faults
    }

    private func faults(of reply: Reply, body response: Response, _ question: Question) -> [String] {
        let type = reply["Content-Type"]
        // What has not been modified is of the type that it was.
        let possible = reply.status == 304 ? question.operation?.responses[200]?.representations ?? [] : response.representations
        let representation = possible.first { Self.contentType($0.type) == type }
        guard let representation, !response.representations.isEmpty else {
            var faults: [String] = []
            if representation == nil, type != nil || !possible.isEmpty {
                faults.append("the Content-Type \(type ?? "that is absent") is not described")
            }
            if !reply.body.isEmpty { faults.append("there is a body") }
            return faults
        }
        if question.method == "HEAD" { return reply.body.isEmpty ? [] : ["there is a body"] }
        guard let content = reply.content else { return ["the body is not what Content-Encoding says"] }
        let selection = reply.status == 200 ? question.selection : .none
        // The same long list is asked for again and again, and takes seconds to look through.
        let key = Sighting(path: question.operation?.path, type: representation.type, selection: selection, content: content)
        if Self.fine.withLock({ $0.contains(key.hashValue) }) { return [] }
        let found: [String]
        if representation.type == "text/csv" {
            // A row holds what a line of NDJSON does.
            guard let item = response.representations.lazy.compactMap(\.itemSchema).first else { return ["the document does not say what a row is"] }
            found = Self.faults(inTable: content, columns: item.columns(selection))
        } else {
            found = faults(in: content, representation, selection)
        }
        if found.isEmpty { _ = Self.fine.withLock { $0.insert(key.hashValue) } }
        return found
    }

    private struct Sighting: Hashable {
        let path: String?
        let type: String
        let selection: Selection
        let content: [UInt8]

        func hash(into hasher: inout Hasher) {
            hasher.combine(path)
            hasher.combine(type)
            hasher.combine(selection)
            content.withUnsafeBytes { hasher.combine(bytes: $0) }
        }
    }

    /// Hashes of bodies without a fault.
    private static let fine = Mutex<Set<Int>>([])

    private func faults(in content: [UInt8], _ representation: Representation, _ selection: Selection) -> [String] {
        guard let text = String(validating: content, as: UTF8.self) else { return ["the body is no UTF-8"] }
        switch representation.type {
        case "application/vnd.oai.openapi+json": return content == bytes ? [] : ["the document is another"]
        case let type where type.hasSuffix("json") && type != "application/x-ndjson":
            guard let json = JSON(reading: content, isIndented: content == bytes) else { return ["the body is no JSON"] }
            return representation.schema.faults(in: json, selection)
        case "application/x-ndjson":
            guard let schema = representation.itemSchema else { return ["the document does not say what a line is"] }
            guard text.isEmpty || text.hasSuffix("\n") else { return ["the last line does not end"] }
            return text.utf8.split(separator: 10, omittingEmptySubsequences: false).dropLast().enumerated().flatMap { number, line -> [String] in
                guard let json = JSON(reading: Array(line)), json.bytes.elementsEqual(line) else { return ["line \(number + 1) is no compact JSON"] }
                return schema.faults(in: json, selection).map { "line \(number + 1): \($0)" }
            }
        default: return representation.schema.faults(in: .string(text)) + (text.isEmpty ? ["the body is empty"] : [])
        }
    }

    private static func faults(inTable content: [UInt8], columns: [String]) -> [String] {
        guard let rows = String(validating: content, as: UTF8.self).flatMap(CommaSeparated.rows) else { return ["the body is no CSV in UTF-8"] }
        guard rows.first == columns else { return ["the columns are \(rows.first ?? []), and not \(columns)"] }
        return rows.enumerated().filter { $1.count != columns.count }.map { "row \($0) has \($1.count) cells" }
    }
}

extension JSONSchema {
    /// The paths of the values within an item, such as `province.code`: the columns of a table.
    func columns(_ selection: Selection) -> [String] {
        let question = membersByQuestion.first { selection.parameters.contains($0.key) }
        return paths(question?.value).filter { selection.fields?.contains($0[0]) ?? true }.map { $0.joined(separator: ".") }
    }

    private var paths: [[String]] { paths(nil) }

    private func paths(_ asked: [String]?) -> [[String]] {
        if let items = items.first { return items.paths }
        if let (_, alternatives) = alternatives {
            let within = alternatives.map(\.paths).filter { $0 != [[]] }
            return within.isEmpty ? [[]] : within.reduce([], Self.merged)
        }
        guard !properties.isEmpty else { return [[]] }
        return (asked ?? members ?? properties.map(\.name)).flatMap { name in (property(name)?.paths ?? []).map { [name] + $0 } }
    }

    /// What only one of two alternatives has stands before what follows it there.
    private static func merged(_ one: [[String]], _ other: [[String]]) -> [[String]] {
        var paths = one
        for (index, path) in other.enumerated() where !paths.contains(path) {
            let next = other[index...].lazy.compactMap { paths.firstIndex(of: $0) }.first
            paths.insert(path, at: next ?? paths.endIndex)
        }
        return paths
    }
}
