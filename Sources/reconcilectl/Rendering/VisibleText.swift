/// Text from outside, made harmless for a terminal, and measured in its columns.
enum VisibleText {
    /// One line without control characters: what would steer the terminal or reorder the line is written out.
    static func line(_ text: String) -> String { Self.cleaned(text, keepsLineBreaks: false) }

    /// The same, with line breaks left as they are.
    static func lines(_ text: String) -> [String] {
        Self.cleaned(text, keepsLineBreaks: true).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private static func cleaned(_ text: String, keepsLineBreaks: Bool) -> String {
        var output = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A where keepsLineBreaks: output.append(scalar)
            case 0x0A: output.append(contentsOf: "\\n".unicodeScalars)
            case 0x09: output.append(" ")
            case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF:
                output.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            default: output.append(scalar)
            }
        }
        return String(output)
    }

    /// Columns that a terminal needs for it.
    static func width(_ text: String) -> Int { text.reduce(0) { $0 + Self.width($1) } }

    /// Wide forms of East Asian scripts and emoji take two columns.
    /// - SeeAlso: Unicode Standard Annex 11, "East Asian Width".
    private static func width(_ character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        switch scalar.value {
        case 0x0300...0x036F, 0x200B...0x200D: return 0
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }

    /// At most `columns` wide; what was cut off the end shows as `…`.
    static func cut(_ text: String, to columns: Int) -> String {
        guard Self.width(text) > columns else { return text }
        return Self.head(text, columns: columns - 1) + (columns > 0 ? "…" : "")
    }

    /// At most `columns` wide; start and end stay, for names whose end tells them apart.
    static func cutMiddle(_ text: String, to columns: Int) -> String {
        guard Self.width(text) > columns, columns >= 3 else { return Self.cut(text, to: columns) }
        let tail = (columns - 1) / 2
        let end = String(Self.head(String(text.reversed()), columns: tail).reversed())
        return Self.head(text, columns: columns - 1 - tail) + "…" + end
    }

    private static func head(_ text: String, columns: Int) -> String {
        var output = ""
        var used = 0
        for character in text {
            used += Self.width(character)
            if used > columns { break }
            output.append(character)
        }
        return output
    }
}
