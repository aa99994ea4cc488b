import ArgumentParser
import IAMPolicy
import ReconcileCore

/// What a change of a policy does to access.
struct PolicyCompare: Verb {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Does a new policy document grant what the old one does not, and the reverse?",
        discussion: """
            Exit codes: 0 no new access; 2 new access, with a request that shows it; 3 cannot be told; 1 a file is no policy. \
            With --batch: one object {"old", "new", "type"} a line on standard input, one answer {"verdict", "witness", "reason"} a line in the \
            same order; 0 if every line was answered, else 1.
            """)

    @Argument(help: ArgumentHelp("A file, or - for standard input.", valueName: "OLD"))
    var old: String?

    @Argument(help: ArgumentHelp("A file, or - for standard input.", valueName: "NEW"))
    var new: String?

    @OptionGroup var typeOption: PolicyTypeOption

    @Flag(help: "Judge many pairs from standard input.")
    var batch = false

    @OptionGroup var global: GlobalOptions

    func validate() throws { try BatchUsage.validatePair(self.old, self.new, batch: self.batch) }

    func perform(in session: Session) async throws -> ExitStatus {
        let type = self.typeOption.type
        if self.batch { return LineBatch(judge: CompareLine(defaultType: type)).run(LineInput.standard()) }
        let old = try PolicyInput.read(file: self.old ?? "-", type: type)
        let new = try PolicyInput.read(file: self.new ?? "-", type: type)
        for fault in old.faults + new.faults { session.note("\(fault) (AWS would refuse it)") }
        let used = type ?? PolicyTypeOption.inferred(from: [old.document, new.document])
        let gained = AccessComparison.compare(old: [old.document], new: [new.document], type: used)
        let lost = AccessComparison.compare(old: [new.document], new: [old.document], type: used)
        session.emit(Self.json(gained: gained, lost: lost)) { Self.lines(gained: gained, lost: lost, on: $0) }
        return Self.exit(of: gained)
    }

    static func exit(of verdict: AccessComparison.Verdict) -> ExitStatus {
        switch verdict {
        case .noNewAccess: .fine
        case .newAccess: .differs
        case .undetermined: .undetermined
        }
    }

    /// `{"verdict", "witness"?, "reason"?, "reverse": {"verdict", "witness"?, "reason"?}}`, each witness as in a batch.
    static func json(gained: AccessComparison.Verdict, lost: AccessComparison.Verdict) -> JSONValue {
        var object = CompareLine.json(gained).objectValue ?? JSONObject()
        object["reverse"] = CompareLine.json(lost)
        return .object(object)
    }

    static func lines(gained: AccessComparison.Verdict, lost: AccessComparison.Verdict, on screen: Screen) -> [String] {
        let widens = Self.lines(gained, found: ("new access: this is allowed by NEW only", .bad), none: "no new access", on: screen)
        let narrows = Self.lines(lost, found: ("lost access: this is allowed by OLD only", .warning), none: "no access lost", on: screen)
        return widens + narrows
    }

    private static func lines(
        _ verdict: AccessComparison.Verdict, found: (String, Screen.Style), none: String, on screen: Screen
    ) -> [String] {
        switch verdict {
        case .noNewAccess: return [screen.line(none, .good)]
        case .undetermined(let reason):
            return [screen.line("\(none)? cannot be told", .unclear)] + screen.paragraph([Screen.Span(reason)], indent: 2)
        case .newAccess(let witness):
            let needs = [
                witness.needsIdentityPolicy ? "provided that the principal's own policies allow it" : nil,
                witness.needsResourcePolicy ? "provided that the resource's policy hands the permission to the principal's account" : nil
            ].compactMap { $0 }.map { screen.line($0, .faint, indent: 2) }
            return [screen.line(found.0, found.1)] + YAMLText.lines(witness.jsonValue).map { screen.line($0, indent: 2) } + needs
        }
    }
}
