import HTTP
import Register

/// The municipality codes in the body of a request, in their order.
struct CodeList: Sendable {
    struct Entry: Sendable, Hashable {
        /// As the client wrote it.
        let given: String
        /// `GM` and four digits.
        let code: String
    }

    static let most = 10_000
    /// As many faults as help to mend a list; of more it is told that there are more.
    private static let mostFaults = 100

    private(set) var entries: [Entry] = []
    /// What was taken for the header of the table; nil where there is none.
    private(set) var header: String?
    private(set) var violations: [Violation] = []

    /// - Throws: ``Problem`` where the body is of a type that is not read.
    init(_ request: Request) throws {
        let values: [Result<String, NoCode>]
        switch ContentType(request) {
        case let type? where type.text == "application/json": values = json(request.body)
        case let type? where type.text == "text/csv": values = table(request.body, header: type.parameters["header"])
        case let type:
            let sent = type.map { "The body is “\($0.text.prefix(100))”." } ?? "The field Content-Type is missing."
            throw Problem(.contentTypeUnsupported, "\(sent) A list of codes is taken as application/json or text/csv.")
        }
        guard violations.isEmpty else { return }
        if values.isEmpty {
            refuse("body", .bodyEmpty, "The list is empty. Send the codes: {\"codes\": [\"GM0951\", \"GM0962\"]}, or one on each line of CSV.")
        }
        guard values.count <= Self.most else {
            refuse("codes", .tooManyValues, "The list has \(values.count) codes; \(Self.most) are possible.")
            return
        }
        take(values)
    }

    private mutating func take(_ values: [Result<String, NoCode>]) {
        var faults: [Violation] = []
        for (index, value) in values.enumerated() {
            let shown: String
            switch value {
            case .success(let given):
                if let code = MunicipalityCode.inList(given) {
                    entries.append(Entry(given: given, code: code))
                    continue
                }
                shown = given.isEmpty ? "Value \(index + 1) is empty, and no municipality code" : "“\(given.prefix(100))” is not a municipality code"
            case .failure(let other): shown = "Value \(index + 1) is \(other.kind), and no municipality code"
            }
            faults.append(
                Violation(place: .body, location: "codes", index: index, code: .municipalityCodeInvalid, detail: "\(shown), such as GM0988 or 0988."))
        }
        violations += faults.prefix(Self.mostFaults)
        if faults.count > Self.mostFaults {
            refuse("codes", .municipalityCodeInvalid, "\(faults.count - Self.mostFaults) more values are no municipality codes.")
        }
    }

    private mutating func refuse(_ location: String, _ code: ProblemCode, _ detail: String) {
        violations.append(Violation(place: .body, location: location, code: code, detail: detail))
    }

    // MARK: As JSON

    private struct NoCode: Error { let kind: String }

    private mutating func json(_ bytes: [UInt8]) -> [Result<String, NoCode>] {
        let list: JSON
        do {
            let body = try JSON(parsing: bytes)
            if case .object(let members) = body {
                for member in members where member.name != "codes" {
                    refuse(
                        String(member.name.prefix(100)), .parameterUnknown,
                        "There is no member “\(member.name.prefix(100))” here. Possible is “codes”; “from” and “to” stand in the URL.")
                }
                guard let codes = members.first(where: { $0.name == "codes" }) else {
                    refuse("codes", .parameterMissing, "The member “codes” is missing: {\"codes\": [\"GM0951\", \"GM0962\"]}.")
                    return []
                }
                list = codes.value
            } else {
                list = body
            }
        } catch {
            refuse("body", .bodyInvalid, "The body is not JSON that can be read. At byte \(error.position): \(error)")
            return []
        }
        guard case .array(let elements) = list else {
            refuse("codes", .bodyInvalid, "The codes are \(list.kind); send a list: [\"GM0951\", \"GM0962\"].")
            return []
        }
        return elements.map { element in
            switch element {
            case .string(let text): .success(text)
            case .int(let number): .success(String(number))
            case let other: .failure(NoCode(kind: other.kind))
            }
        }
    }

    // MARK: As CSV

    /// - Parameter announced: The parameter `header` of the media type (RFC 4180 section 3). Without it the first value is a header unless it looks like a code,
    ///   also like one with a fault: a fault must not pass for a header.
    private mutating func table(_ bytes: [UInt8], header announced: String?) -> [Result<String, NoCode>] {
        guard announced == nil || announced == "present" || announced == "absent" else {
            let detail = "“header=\(announced?.prefix(20) ?? "")” is neither “header=present” nor “header=absent”."
            violations.append(Violation(place: .header, location: "Content-Type", code: .choiceInvalid, detail: detail))
            return []
        }
        do {
            var values = try SeparatedValues.firstColumn(bytes)
            if let first = values.first, announced.map({ $0 == "present" }) ?? !Self.looksLikeACode(first) { header = values.removeFirst() }
            return values.map(Result.success)
        } catch {
            refuse("body", .bodyInvalid, "The body is not CSV that can be read. In line \(error.line): \(error)")
            return []
        }
    }

    /// Digits, or `GM` before a digit.
    private static func looksLikeACode(_ text: String) -> Bool {
        let bytes = text.lowercased().utf8.filter { $0 != 0x20 }
        let digits = bytes.starts(with: "gm".utf8) ? bytes.dropFirst(2) : bytes[...]
        return digits.isEmpty
            ? bytes.isEmpty
            : (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digits[digits.startIndex])
                || MunicipalityCode.inList(text) != nil
    }
}

extension JSON {
    /// In words.
    fileprivate var kind: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .int: "a number"
        case .string: "a text"
        case .array: "a list"
        case .object: "an object"
        case .verbatim: "a value"
        }
    }
}
