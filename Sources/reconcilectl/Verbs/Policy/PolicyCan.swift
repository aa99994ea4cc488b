import ArgumentParser
import IAMPolicy
import ReconcileCore

/// Whether a request would be allowed.
struct PolicyCan: Verb {
    static let configuration = CommandConfiguration(
        commandName: "can", abstract: "Would a request be allowed, and which statements decide?",
        discussion: """
            Judged by what was read of AWS last, where PRINCIPAL and RESOURCE may be names such as Role/app and KMSKey/export; with --file by the files \
            alone. Exit codes: 0 allowed; 2 denied; 3 cannot be told; 1 a file is no policy, or a name is not declared. With --batch: one object {"principal", "action", "resource", "resourceAccount", "context", "policies"} a line on standard \
            input, one answer {"verdict", "decidedBy", "reason"} a line in the same order; 0 if every line was answered, else 1.
            """)

    @Argument(
        help: ArgumentHelp(
            "Role/NAME, an ARN, an account id, a service such as rds.amazonaws.com, or * for nobody in particular.", valueName: "PRINCIPAL"))
    var principal: String?

    @Argument(help: ArgumentHelp("Such as s3:GetObject.", valueName: "ACTION"))
    var action: String?

    @Argument(help: ArgumentHelp("KIND/NAME, an ARN, or * for actions that have no resource.", valueName: "RESOURCE"))
    var resource: String?

    @Option(help: ArgumentHelp("A context key with its value; again for more values.", valueName: "key=value"))
    var context: [String] = []

    @Option(name: [.customShort("f"), .customLong("file")], help: ArgumentHelp("\(PolicyFiles.form); may be repeated.", valueName: "policy"))
    var files: [String] = []

    @Option(help: ArgumentHelp("The resource's account, where its ARN does not name it.", valueName: "id"))
    var resourceAccount: String?

    @Flag(help: "Judge many requests from standard input.")
    var batch = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if self.batch {
            let hasOthers = self.principal != nil || !self.files.isEmpty || !self.context.isEmpty || self.resourceAccount != nil
            if hasOthers { throw ValidationError("--batch reads all of a request from standard input") }
            return
        }
        guard let principal, self.resource != nil else { throw ValidationError("name PRINCIPAL, ACTION and RESOURCE, or use --batch") }
        if !self.files.isEmpty, RequestPrincipal(principal) == nil {
            throw ValidationError("\"\(principal)\" names nobody who makes requests")
        }
        if let entry = self.context.first(where: { Self.entry($0) == nil }) { throw ValidationError("--context \(entry) is not KEY=VALUE") }
        if self.files.count(where: { PolicyFiles.split($0).path == "-" }) > 1 {
            throw ValidationError("standard input (-) can be read once only")
        }
    }

    func perform(in session: Session) async throws -> ExitStatus {
        if self.batch { return LineBatch(judge: CanLine()).run(LineInput.standard()) }
        guard let principal, let action, let resource else { throw VerbFailure(.failed, "PRINCIPAL, ACTION and RESOURCE are needed") }
        let question = AccessQuestion(
            principal: principal, action: action, resource: resource, resourceAccount: self.resourceAccount,
            context: Self.requestContext(self.context), account: session.options.account)
        return self.files.isEmpty ? try await Self.bySnapshot(question, in: session) : try self.byFiles(question, in: session)
    }

    /// By what the daemon or its database has of AWS.
    private static func bySnapshot(_ question: AccessQuestion, in session: Session) async throws -> ExitStatus {
        let json = try await session.answer {
            try await session.client.post("/v1/can", question.json)
        } database: { queries in
            try await SnapshotAccess.gather(from: queries, question: question)
        }
        session.emit(json) { SnapshotCanView(answer: json).lines(on: $0) }
        guard let verdict = json["verdict"]?.stringValue.flatMap(Evaluation.Verdict.init) else { return .undetermined }
        return EvaluationReport.exit(of: verdict)
    }

    private func byFiles(_ question: AccessQuestion, in session: Session) throws -> ExitStatus {
        guard let principal = RequestPrincipal(question.principal) else {
            throw VerbFailure(.failed, "\"\(question.principal)\" names nobody who makes requests")
        }
        let files = try PolicyFiles(self.files)
        let request = AccessRequest(
            principal: principal, action: question.action, resource: question.resource, resourceAccount: question.resourceAccount,
            context: question.context)
        let evaluation = PolicyEvaluator.evaluate(request, files.policies)
        session.emit(.object(EvaluationReport.object(evaluation))) { CanView(evaluation: evaluation, files: files).lines(on: $0) }
        return EvaluationReport.exit(of: evaluation.verdict)
    }

    static func requestContext(_ entries: [String]) -> RequestContext {
        var context = RequestContext()
        for entry in entries.compactMap(Self.entry) { context[entry.key] = (context[entry.key] ?? []) + [entry.value] }
        return context
    }

    private static func entry(_ text: String) -> (key: String, value: String)? {
        guard let sign = text.firstIndex(of: "="), sign > text.startIndex else { return nil }
        return (String(text[..<sign]), String(text[text.index(after: sign)...]))
    }
}
