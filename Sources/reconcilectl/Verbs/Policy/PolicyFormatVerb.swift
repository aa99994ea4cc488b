import ArgumentParser
import IAMPolicy
import ReconcileCore

/// The canonical form of a policy.
struct PolicyFormatVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "format", abstract: "Write a policy document in canonical form.",
        discussion: """
            Documents that mean the same are written the same as far as that is proved; Id and Sid are left out. Exit code 1 where a file is no \
            policy. With --batch: one object {"policy"} a line on standard input, one answer {"policy"} a line in the same order; 0 if every line \
            was answered, else 1.
            """)

    @Argument(help: ArgumentHelp("A file, or - for standard input.", valueName: "FILE"))
    var file: String?

    @Flag(help: "Format many documents from standard input.")
    var batch = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if self.batch == (self.file != nil) { throw ValidationError("name one file, or use --batch") }
    }

    func perform(in session: Session) async throws -> ExitStatus {
        if self.batch { return LineBatch(judge: FormatLine()).run(LineInput.standard()) }
        let input = try PolicyInput.read(file: self.file ?? "-", type: nil)
        for fault in input.faults { session.note("\(fault) (AWS would refuse it)") }
        let canonical = CanonicalPolicy(input.document).document.jsonValue
        // Never cut, and in a file exactly what it is; a terminal is not to be steered by it.
        session.emit(canonical) { screen in
            let text = JSONWriter.pretty(canonical)
            return screen.width == nil ? [text] : VisibleText.lines(text)
        }
        return .fine
    }
}
