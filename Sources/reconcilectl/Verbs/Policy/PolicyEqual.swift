import ArgumentParser
import IAMPolicy
import ReconcileCore

/// Whether two policies mean the same.
struct PolicyEqual: Verb {
    static let configuration = CommandConfiguration(
        commandName: "equal", abstract: "Do two policy documents mean the same?",
        discussion: """
            Exit codes: 0 equal; 2 not equal, with the differences; 1 a file is no policy. With --batch: one object \
            {"left", "right", "type"} a line on standard input, one answer {"equal"} a line in the same order; 0 if every line was answered, else 1.
            """)

    @Argument(help: ArgumentHelp("A file, or - for standard input.", valueName: "LEFT"))
    var left: String?

    @Argument(help: ArgumentHelp("A file, or - for standard input.", valueName: "RIGHT"))
    var right: String?

    @OptionGroup var typeOption: PolicyTypeOption

    @Flag(help: "Judge many pairs from standard input.")
    var batch = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        try BatchUsage.validatePair(self.left, self.right, batch: self.batch)
    }

    func perform(in session: Session) async throws -> ExitStatus {
        let type = self.typeOption.type
        if self.batch { return LineBatch(judge: EqualLine(defaultType: type)).run(LineInput.standard()) }
        let left = try PolicyInput.read(file: self.left ?? "-", type: type)
        let right = try PolicyInput.read(file: self.right ?? "-", type: type)
        for fault in left.faults + right.faults { session.note("\(fault) (AWS would refuse it)") }
        let comparison = PolicyEquivalence.compare(desired: left.json, live: right.json, type: type ?? left.type)
        session.emit(Self.json(comparison)) { Self.lines(comparison, on: $0) }
        return comparison.isEqual ? .fine : .differs
    }

    static func json(_ comparison: PolicyComparison) -> JSONValue {
        let differences = comparison.differences.map { difference -> JSONValue in
            [
                "path": .string(difference.path), "left": difference.desired ?? .null, "right": difference.live ?? .null,
                "reason": difference.reason.map { .string($0) } ?? .null
            ]
        }
        return [
            "equal": .bool(comparison.isEqual), "spelledDifferently": .bool(comparison == .equal(spelledDifferently: true)),
            "differences": .array(differences)
        ]
    }

    static func lines(_ comparison: PolicyComparison, on screen: Screen) -> [String] {
        switch comparison {
        case .equal(spelledDifferently: false): [screen.line("equal", .good)]
        case .equal(spelledDifferently: true): [screen.line("equal, spelled differently", .good)]
        case .different(let differences):
            [screen.line([Screen.Span("not equal", .bad), Screen.Span("   - left   + right", .faint)])]
                + differences.flatMap { difference in
                    DifferenceLines.lines(
                        Difference(
                            path: difference.path, desired: difference.live, live: difference.desired, reason: difference.reason
                        ).json, on: screen, indent: 2)
                }
        }
    }
}
