import ArgumentParser
import IAMPolicy
import ReconcileCore

/// What is wrong with policies.
struct PolicyLintVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Tell what is wrong with policy documents: what AWS refuses, and what hardly says what its author means.",
        discussion: """
            Takes policy documents, manifests and folders of manifests. Exit codes: 0 no finding of severity error; 2 at least one; 1 a file \
            cannot be read. With --batch: one object {"policy", "type"} a line on standard input, one answer {"findings"} a line in the same \
            order; 0 if every line was answered, else 1.
            """)

    @Argument(help: ArgumentHelp("Policies (JSON) or manifests; - for either on standard input.", valueName: "FILE"))
    var files: [String] = []

    @OptionGroup var typeOption: PolicyTypeOption

    @Flag(help: "Write into the files what has one safe fix, and tell what is left.")
    var fix = false

    @Flag(help: "Judge many documents from standard input.")
    var batch = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if self.files.isEmpty != self.batch { throw ValidationError("name at least one file, or use --batch alone") }
        if self.fix, self.batch || self.files.contains("-") { throw ValidationError("--fix writes files: name them") }
        if self.files.count(where: { $0 == "-" }) > 1 { throw ValidationError("standard input (-) can be read once only") }
    }

    func perform(in session: Session) async throws -> ExitStatus {
        let type = self.typeOption.type
        if self.batch { return LineBatch(judge: LintLine(defaultType: type)).run(LineInput.standard()) }
        var reports: [LintedFile] = []
        var failures: [VerbFailure] = []
        for file in self.files {
            do throws(VerbFailure) {
                for source in try LintSource.all(in: file) { reports.append(try self.judge(source, type: type, in: session)) }
            } catch {
                failures.append(error)
            }
        }
        session.emit(["documents": .array(reports.map(\.json))]) { LintView(reports: reports).lines(on: $0) }
        if !failures.isEmpty { throw Self.joined(failures) }
        return Self.exit(of: reports)
    }

    private func judge(_ source: LintSource, type: PolicyType?, in session: Session) throws(VerbFailure) -> LintedFile {
        var source = source
        var isFixed = false
        if self.fix, let fixed = PolicyLint.fixed(text: source.text, type: type ?? source.type) {
            if let file = source.plainFile {
                try FileOutput.replace(file, with: Array(fixed.utf8))
                source.text = fixed
                isFixed = true
            } else {
                session.note("\(source.policy?.place.description ?? source.file): --fix leaves manifests as they are")
            }
        }
        return LintedFile(source: source, findings: PolicyLint.lint(text: source.text, type: type ?? source.type), isFixed: isFixed)
    }

    /// All files that could not be judged, in one.
    private static func joined(_ failures: [VerbFailure]) -> VerbFailure {
        VerbFailure(.badFile, failures.map(\.message).joined(separator: "; "), details: failures.flatMap(\.details))
    }

    static func exit(of reports: [LintedFile]) -> ExitStatus {
        reports.contains { $0.findings.contains { $0.severity == .error } } ? .differs : .fine
    }
}

/// A document with what was found in it.
struct LintedFile {
    let source: LintSource
    let findings: [LintFinding]
    /// Whether its file was changed.
    let isFixed: Bool

    /// `{"file", "resource", "aspect", "fixed", "findings": […]}`.
    var json: JSONValue {
        [
            "file": .string(self.source.file), "resource": self.source.policy.map { .string($0.resource) } ?? .null,
            "aspect": self.source.policy.map { .string($0.aspect) } ?? .null, "fixed": .bool(self.isFixed),
            "findings": .array(self.findings.map { LintLine.json($0, at: self.source.place(of: $0).place) })
        ]
    }
}
