import ArgumentParser
import IAMPolicy
import NeptuneAccess
import ReconcileCore

/// What a query asks of the policies of whoever runs it.
struct QueryActionsVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "query-actions", abstract: "Which neptune-db actions does a query need, and why?",
        discussion: """
            Every step and clause of the text counts, run or not, as Neptune decides before it runs a query. With --principal: whether they may, judged \
            by what was read of AWS last. Exit codes: 0 understood, and permitted where that was asked; 2 not permitted; 3 not understood, so that \
            all actions are needed, or permission cannot be told; 1 the file cannot be read. With --batch: one object {"language", "query"} a line \
            on standard input, one answer {"actions", "basis", "reasons"} a line in the same order; 0 if every line was answered, else 1.
            """)

    @Argument(help: ArgumentHelp("The text of a query, or of several as the language separates them.", valueName: "QUERY"))
    var query: String?

    @Option(
        name: [.customShort("f"), .customLong("file")],
        help: ArgumentHelp("Read the query from a file, or from standard input: -.", valueName: "path"))
    var file: String?

    @Option(help: ArgumentHelp("gremlin, opencypher or sparql.", valueName: "name"))
    var language: String?

    @Option(help: ArgumentHelp("Whether this one may: Role/NAME, or an ARN.", valueName: "who"))
    var principal: String?

    @Option(
        help: ArgumentHelp(
            "The cluster's data: arn:aws:neptune-db:REGION:ACCOUNT:CLUSTER-RESOURCE-ID/*. Without it: every cluster.", valueName: "arn"))
    var resource: String?

    @Flag(help: "Judge many queries from standard input.")
    var batch = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if let language, Self.language(language) == nil { throw ValidationError("\"\(language)\" is no language: \(Self.languages)") }
        if self.batch {
            let hasOthers = [self.query, self.file, self.principal, self.resource].contains { $0 != nil }
            if hasOthers { throw ValidationError("--batch reads all of a question from standard input") }
            return
        }
        guard self.language != nil else { throw ValidationError("name the --language: \(Self.languages)") }
        guard (self.query == nil) != (self.file == nil) else { throw ValidationError("give a QUERY, or name a --file") }
        if let resource, !resource.hasPrefix("arn:") { throw ValidationError("--resource \(resource) is no ARN") }
    }

    static let languages = QueryLanguage.allCases.map(\.rawValue).joined(separator: ", ")

    /// A language by its name, in upper or lower case.
    static func language(_ name: String) -> QueryLanguage? { QueryLanguage(rawValue: name.lowercased()) }

    func perform(in session: Session) async throws -> ExitStatus {
        let language = self.language.flatMap(Self.language)
        if self.batch { return LineBatch(judge: QueryActionsLine(defaultLanguage: language)).run(LineInput.standard()) }
        guard let language else { throw VerbFailure(.failed, "a language is needed") }
        let text = try self.text()
        var report = QueryActionsReport(
            query: text, language: language, actions: QueryAnalysis.actions(of: text, language: language),
            resource: self.resource ?? QueryStatement.everyCluster)
        if let principal { report.access = try await Self.access(of: principal, report, in: session) }
        session.emit(report.json) { QueryActionsView(report: report).lines(on: $0) }
        return report.exit
    }

    private func text() throws -> String {
        if let query { return query }
        let file = self.file ?? "-"
        guard let text = String(validating: try FileInput.bytes(of: file), as: UTF8.self) else {
            throw VerbFailure(.badFile, "\(file) is not UTF-8")
        }
        return text
    }

    /// One answer of `policy can` for each action.
    private static func access(of principal: String, _ report: QueryActionsReport, in session: Session) async throws -> [JSONValue] {
        let questions = report.questions(of: principal, account: session.options.account)
        let json = try await session.answer {
            var answers: [JSONValue] = []
            for question in questions { answers.append(try await session.client.post("/v1/can", question.json)) }
            return .array(answers)
        } database: { queries in
            var answers: [JSONValue] = []
            for question in questions { answers.append(try await SnapshotAccess.gather(from: queries, question: question)) }
            return .array(answers)
        }
        return json.arrayValue ?? []
    }
}
