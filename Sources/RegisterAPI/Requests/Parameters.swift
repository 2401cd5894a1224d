import HTTP
import Register

/// Reads the parameters of a request. Nothing is thrown at the first fault: each is kept, and ``finish()`` reports all of them together.
struct Parameters {
    private let items: [(name: String, value: Result<String?, EncodingFault>)]
    private var known: [String] = []
    private var violations: [Violation] = []
    private var references: [Reference] = []

    /// The representation that is asked for.
    let type: MediaType

    /// Of a resource that the register answers: each can be asked what it said at a moment.
    init(_ call: Call) {
        self.init(call.request, type: call.type)
        recordedTime()
    }

    init(_ request: Request, type: MediaType = .json) {
        self.type = type
        items = request.query.map { (name: $0.name, value: $0.value) }
    }

    mutating func refuse(_ location: String, _ code: ProblemCode, _ detail: String, index: Int? = nil) {
        violations.append(Violation(location: location, index: index, code: code, detail: detail))
    }

    /// What was found in another part of the request.
    mutating func refuse(_ found: [Violation]) { violations += found }

    /// What must be in the register; looked up within the snapshot that answers.
    mutating func refer(_ location: String, to kind: Reference.Kind, _ values: [String]) {
        references.append(Reference(location: location, kind: kind, values: values))
    }

    func isGiven(_ name: String) -> Bool { items.contains { $0.name == name } }

    // MARK: One value

    /// nil: not given, or at fault.
    mutating func text(_ name: String, maximum: Int = 100) -> String? {
        known.append(name)
        let given = items.filter { $0.name == name }
        guard let first = given.first else { return nil }
        for case .failure(let fault) in given.map(\.value) { refuse(name, .encodingInvalid, "“\(name)” cannot be decoded. \(fault)") }
        guard given.count == 1 else {
            refuse(name, .parameterRepeated, "“\(name)” is given \(given.count) times, and takes one value.")
            return nil
        }
        switch first.value {
        case .failure: break
        case .success(nil), .success(""): refuse(name, .parameterEmpty, "“\(name)” has no value. Give it one, or leave it out.")
        // Counted as JSON Schema counts (maxLength): code points.
        case .success(let value?) where value.unicodeScalars.count > maximum:
            refuse(name, .textTooLong, "“\(name)” has \(value.unicodeScalars.count) characters; \(maximum) are possible.")
        case .success(let value?): return value
        }
        return nil
    }

    mutating func date(_ name: String) -> CalendarDate? {
        guard let value = text(name) else { return nil }
        guard let date = CalendarDate(value) else {
            refuse(name, .dateInvalid, "“\(value)” is not a date. Write YYYY-MM-DD, a day that exists, such as 2026-01-01.")
            return nil
        }
        return date
    }

    mutating func integer(_ name: String, in range: ClosedRange<Int>) -> Int? {
        guard let value = text(name) else { return nil }
        guard let number = Int(value), value.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), range.contains(number) else {
            refuse(name, .numberInvalid, "“\(value)” is not a whole number from \(range.lowerBound) to \(range.upperBound), written in digits.")
            return nil
        }
        return number
    }

    mutating func choice(_ name: String, of choices: [String]) -> String? {
        guard let value = text(name) else { return nil }
        guard choices.contains(value) else {
            let list = choices.map { "“\($0)”" }.joined(separator: ", ")
            refuse(name, .choiceInvalid, "“\(value)” is not one of \(list).\(Spelling.hint(value, among: choices))")
            return nil
        }
        return value
    }

    /// An id that must be in the register.
    mutating func identifier(_ name: String, _ kind: KnownIdentifiers.Kind) -> String? {
        guard var value = text(name) else { return nil }
        // CBS codes are capitals and slugs are small letters, so any case can be taken.
        switch kind {
        case .region, .province: value = RegionID.normalised(value)
        case .arrangement, .organisation: value = Slug.normalised(value)
        default: break
        }
        refer(name, to: .identifier(kind), [value])
        return value
    }

    // MARK: Several values

    /// The values of a parameter that may be repeated and whose values may be separated by commas.
    mutating func list(_ name: String, maximum: Int) -> [String] {
        known.append(name)
        var values: [String] = []
        for item in items where item.name == name {
            switch item.value {
            case .failure(let fault): refuse(name, .encodingInvalid, "“\(name)” cannot be decoded. \(fault)")
            case .success(nil), .success(""): refuse(name, .parameterEmpty, "“\(name)” has no value. Give it one, or leave it out.")
            case .success(let text?): values += text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            }
        }
        guard values.count <= maximum else {
            refuse(name, .tooManyValues, "“\(name)” has \(values.count) values; \(maximum) are possible.")
            return []
        }
        return values
    }

    /// Municipality codes in any notation, each once.
    mutating func municipalities(_ name: String, maximum: Int) -> [String] {
        let values = list(name, maximum: maximum)
        var codes: [String] = []
        var positions: [Int] = []
        for (index, value) in values.enumerated() {
            guard !value.isEmpty else {
                refuse(name, .parameterEmpty, "Value \(index + 1) of “\(name)” is empty.", index: index)
                continue
            }
            guard let code = MunicipalityCode.normalised(value) else {
                refuse(name, .municipalityCodeInvalid, "“\(value.prefix(100))” is not a municipality code, such as GM0988.", index: index)
                continue
            }
            guard !codes.contains(code) else {
                refuse(name, .valueRepeated, "\(code) is given twice.", index: index)
                continue
            }
            codes.append(code)
            positions.append(index)
        }
        references.append(Reference(location: name, kind: .municipality, values: codes, positions: positions))
        return codes
    }

    /// Ids that must be in the register, each once.
    mutating func identifiers(_ name: String, _ kind: KnownIdentifiers.Kind, maximum: Int) -> [String] {
        var ids: [String] = []
        var positions: [Int] = []
        for (index, value) in list(name, maximum: maximum).enumerated() {
            if value.isEmpty {
                refuse(name, .parameterEmpty, "Value \(index + 1) of “\(name)” is empty.", index: index)
            } else if value.unicodeScalars.count > 100 {
                let length = value.unicodeScalars.count
                refuse(name, .textTooLong, "Value \(index + 1) of “\(name)” has \(length) characters; 100 are possible.", index: index)
            } else if ids.contains(value) {
                refuse(name, .valueRepeated, "“\(value)” is given twice.", index: index)
            } else {
                ids.append(value)
                positions.append(index)
            }
        }
        references.append(Reference(location: name, kind: .identifier(kind), values: ids, positions: positions))
        return ids
    }

    /// How many values a parameter is given, whether they can be taken or not.
    func valueCount(_ name: String) -> Int {
        items.filter { $0.name == name }.reduce(0) { count, item in
            guard case .success(let text?) = item.value else { return count + 1 }
            return count + text.split(separator: ",", omittingEmptySubsequences: false).count
        }
    }

    // MARK: The end

    /// Throws when something is wrong and nothing has to be looked up; otherwise ``Checked/verify(_:_:on:)`` does, within the snapshot.
    /// - Parameter more: What is wrong beside the query.
    mutating func finish(and more: [Violation] = []) throws -> Checked {
        violations += more
        var reported: Set<String> = []
        for item in items where !known.contains(item.name) && reported.insert(item.name).inserted {
            if case .failure(let fault) = item.value {
                refuse(item.name, .encodingInvalid, "A parameter cannot be decoded. \(fault)")
            } else {
                let possible = known.sorted().map { "“\($0)”" }.joined(separator: ", ")
                let name = item.name.prefix(100)
                refuse(
                    String(name), .parameterUnknown,
                    "There is no parameter “\(name)” here.\(Spelling.hint(item.name, among: known))"
                        + (known.isEmpty ? " This resource takes none." : " Possible are \(possible)."))
            }
        }
        let wanted = references.filter { !$0.values.isEmpty }
        if wanted.isEmpty, !violations.isEmpty { throw Problem(violations) }
        return Checked(violations: violations, references: wanted)
    }
}
