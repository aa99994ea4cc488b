/// A place in a file that somebody wrote.
package struct SourcePlace: Hashable, Sendable {
    /// The path as it was given.
    package let file: String
    /// From 1.
    package let line: Int
    /// In Unicode scalars, from 1.
    package let column: Int

    package init(file: String, line: Int = 1, column: Int = 1) {
        self.file = file
        self.line = line
        self.column = column
    }
}

extension SourcePlace: Comparable, CustomStringConvertible {
    package var description: String { "\(self.file):\(self.line):\(self.column)" }

    package static func < (left: SourcePlace, right: SourcePlace) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}
