extension Typeface {
    /// Breaks text into lines that are at most `width` wide: at spaces, else after a hyphen or a slash, else inside the word.
    ///
    /// - Parameter indent: What the lines after the first are narrower, as they are set in by so much.
    /// - Returns: At least one line.
    func wrap(_ text: String, size: Int, width: Int, indent: Int = 0) -> [String] {
        var lines: [String] = []
        var line = ""
        var room: Int { lines.isEmpty ? width : width - indent }
        for word in text.split(whereSeparator: \.isBreakingSpace) {
            let joined = line.isEmpty ? String(word) : line + " " + word
            if self.width(of: joined, size: size) <= room {
                line = joined
                continue
            }
            if !line.isEmpty { lines.append(line) }
            var rest = word
            while self.width(of: rest, size: size) > room {
                let end = breakIndex(in: rest, size: size, room: room)
                lines.append(String(rest[..<end]))
                rest = rest[end...]
            }
            line = String(rest)
        }
        return line.isEmpty && !lines.isEmpty ? lines : lines + [line]
    }

    /// Where a word that is too long is broken; never before its first character, so that breaking comes to an end.
    private func breakIndex(in word: Substring, size: Int, room: Int) -> Substring.Index {
        var end = word.index(after: word.startIndex)
        if width(of: word[..<end], size: size) > room {
            // One character of many scalars, such as a chain of joined emoji, has no bound to its width.
            let scalars = word.unicodeScalars
            end = scalars.index(after: scalars.startIndex)
            while end < scalars.endIndex, width(of: word[..<scalars.index(after: end)], size: size) <= room { end = scalars.index(after: end) }
            return end
        }
        var afterJoint: Substring.Index?
        var index = word.startIndex
        while index < word.endIndex {
            let next = word.index(after: index)
            guard width(of: word[..<next], size: size) <= room else { break }
            end = next
            if "-/–_.@".contains(word[index]) { afterJoint = next }
            index = next
        }
        return afterJoint ?? end
    }
}

extension Character {
    /// Whether a line may be broken here and the character left out: white space, except the spaces that do not break.
    var isBreakingSpace: Bool { isWhitespace && self != "\u{A0}" && self != "\u{202F}" && self != "\u{2007}" }
}
