/// Lines of an SQL script. The server says at which character an error of syntax is, but of an error while running only which statement it was.
enum ScriptLines {
    /// `position` counts characters (Unicode scalars) from 1, as the server does.
    static func line(ofCharacter position: Int, in sql: String) -> Int {
        1 + sql.unicodeScalars.prefix(max(0, position - 1)).count { $0 == "\n" }
    }

    /// The line on which the statement begins, comments before it left out; `index` counts from 0. The last one's if there are fewer.
    static func line(ofStatement index: Int, in sql: String) -> Int {
        var scanner = ScriptScanner(sql)
        var line = 1
        for _ in 0...index {
            guard let start = scanner.nextStatement() else { break }
            line = start
        }
        return line
    }
}

/// Finds where statements begin: semicolons do not end one inside quotes, dollar quotes, comments, parentheses and `BEGIN ATOMIC … END`.
struct ScriptScanner {
    private let bytes: [UInt8]
    private var at = 0
    private var line = 1

    init(_ sql: String) { bytes = Array(sql.utf8) }

    /// The line on which the next statement begins; nil at the end.
    mutating func nextStatement() -> Int? {
        var start: Int?
        var depth = 0
        var lastWord = ""
        while at < bytes.count {
            if skipBlank() { continue }
            if start == nil, bytes[at] != UInt8(ascii: ";") { start = line }
            switch bytes[at] {
            case UInt8(ascii: ";"):
                advance()
                if depth <= 0, start != nil { return start }
            case UInt8(ascii: "("), UInt8(ascii: "["):
                depth += 1
                advance()
            case UInt8(ascii: ")"), UInt8(ascii: "]"):
                depth -= 1
                advance()
            case UInt8(ascii: "'"): skipQuoted(UInt8(ascii: "'"), escapes: lastWord == "e" && at > 0 && Self.isWord(bytes[at - 1]))
            case UInt8(ascii: "\""): skipQuoted(UInt8(ascii: "\""), escapes: false)
            case UInt8(ascii: "$"): skipDollarQuoted()
            case let byte where Self.isWord(byte):
                let word = takeWord()
                // The body of an SQL-standard function; a CASE in it has an END of its own.
                if word == "atomic" && lastWord == "begin" || depth > 0 && word == "case" { depth += 1 }
                if word == "end", depth > 0 { depth -= 1 }
                lastWord = word
            default: advance()
            }
        }
        return start
    }

    private mutating func advance() {
        if bytes[at] == UInt8(ascii: "\n") { line += 1 }
        at += 1
    }

    private func has(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { bytes[at...].starts(with: $0) }
    }

    /// White space or a comment; block comments nest.
    private mutating func skipBlank() -> Bool {
        if bytes[at] == UInt8(ascii: " ") || (9...13).contains(bytes[at]) {
            advance()
        } else if has("--") {
            while at < bytes.count, bytes[at] != UInt8(ascii: "\n") { at += 1 }
        } else if has("/*") {
            var depth = 0
            repeat {
                let opens = has("/*")
                let closes = has("*/")
                depth += opens ? 1 : closes ? -1 : 0
                if opens || closes { at += 1 }
                advance()
            } while depth > 0 && at < bytes.count
        } else {
            return false
        }
        return true
    }

    /// A doubled quote ends and begins again, which comes to the same.
    private mutating func skipQuoted(_ quote: UInt8, escapes: Bool) {
        advance()
        while at < bytes.count, bytes[at] != quote {
            if escapes, bytes[at] == UInt8(ascii: "\\"), at + 1 < bytes.count { advance() }
            advance()
        }
        if at < bytes.count { advance() }
    }

    /// `$tag$ … $tag$`; a `$1` is passed over.
    private mutating func skipDollarQuoted() {
        let tagged = bytes[(at + 1)...].prefix { Self.isWord($0) }
        guard tagged.endIndex < bytes.count, bytes[tagged.endIndex] == UInt8(ascii: "$"), tagged.first.map({ !(48...57).contains($0) }) ?? true
        else { return advance() }
        let tag = bytes[at...tagged.endIndex]
        for _ in tag { advance() }
        while at < bytes.count, !bytes[at...].starts(with: tag) { advance() }
        for _ in tag where at < bytes.count { advance() }
    }

    private mutating func takeWord() -> String {
        let word = bytes[at...].prefix { Self.isWord($0) }
        at = word.endIndex
        return String(decoding: word, as: UTF8.self).lowercased()
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"),
            0x80...:
            true
        default: false
        }
    }
}
