package import IAMPolicy

/// One thing that is wrong in a configuration or a manifest, and where.
package struct ManifestFault: Hashable, Sendable {
    package let place: SourcePlace
    /// What is wrong and, where it can be said, what to write instead.
    package let message: String
    /// The word that was probably meant.
    package let suggestion: String?

    package init(place: SourcePlace, message: String, suggestion: String? = nil) {
        self.place = place
        self.message = message
        self.suggestion = suggestion
    }

    package var file: String { self.place.file }
    package var line: Int { self.place.line }
    package var column: Int { self.place.column }

    /// The message with its suggestion, without its place.
    package var text: String { self.suggestion.map { "\(self.message) (did you mean `\($0)`?)" } ?? self.message }

    /// `{"file", "line", "column", "message"}`, as the control socket sends it.
    package var jsonValue: JSONValue {
        [
            "file": .string(self.file), "line": JSONValue(self.line), "column": JSONValue(self.column),
            "message": .string(self.text)
        ]
    }
}

extension ManifestFault: CustomStringConvertible {
    /// `file:line:column: message (did you mean …?)`, which editors can jump to.
    package var description: String { "\(self.place): \(self.text)" }
}

/// All that is wrong with the files that were read; nothing of them was taken.
package struct ManifestError: Error, Equatable, Sendable {
    package enum Code: String, Sendable {
        case configuration, manifests
    }

    package let code: Code
    /// In the order of files, lines and columns; never empty, at most `faultsMax`.
    package let faults: [ManifestFault]
    /// Faults beyond `faultsMax`.
    package let omittedCount: Int

    /// How many faults are told; a person mends no more at once.
    package static let faultsMax = 100

    /// - Parameter faults: In any order; repeated ones count once.
    package init(code: Code, faults: [ManifestFault]) {
        let ordered = Set(faults).sorted { ($0.place, $0.text) < ($1.place, $1.text) }
        self.code = code
        self.faults = Array(ordered.prefix(Self.faultsMax))
        self.omittedCount = max(0, ordered.count - Self.faultsMax)
    }

    /// For people: a line for each fault.
    package var message: String {
        let more = self.omittedCount > 0 ? ["and \(self.omittedCount) more"] : []
        return (self.faults.map(\.description) + more).joined(separator: "\n")
    }
}

extension ManifestError: CustomStringConvertible {
    package var description: String { self.message }
}
