import ArgumentParser
import IAMPolicy
import Manifests
import ReconcileCore

/// Writes live resources as manifests.
struct Import: Verb {
    static let configuration = CommandConfiguration(
        abstract: "Write live resources as manifests that declare them as they are.",
        discussion: """
            The manifests go to standard output; applied at once they show no drift. Nothing is stored and nothing is changed. What cannot be \
            declared is left out and named on standard error. Exit codes: 0 all are there; 1 one is not there; 3 one could not be read.
            """)

    @Argument(
        help: ArgumentHelp(
            "Resources: Role/name, KMSKey/alias/name, SecurityGroup/sg-…; of another account than the only one with --account.",
            valueName: "KIND/NAME"))
    var resources: [String] = []

    @Flag(help: "All roles, users, groups and customer policies below --path-prefix.")
    var all = false

    @Option(help: ArgumentHelp("A path of IAM such as /neptune/; goes with --all.", valueName: "path"))
    var pathPrefix: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if self.all != (self.pathPrefix != nil) { throw ValidationError("--all and --path-prefix go together") }
        if self.resources.isEmpty, !self.all { throw ValidationError("name resources, or say --all with a --path-prefix") }
        if let prefix = self.pathPrefix, !prefix.hasPrefix("/") || !prefix.hasSuffix("/") {
            throw ValidationError("--path-prefix begins and ends with /, such as /neptune/")
        }
    }

    func perform(in session: Session) async throws -> ExitStatus {
        var body: JSONObject = ["resources": .array(self.resources.map(JSONValue.string))]
        if let account = self.global.account { body["account"] = .string(account) }
        if let prefix = self.pathPrefix { body["pathPrefix"] = .string(prefix) }
        let answer = try await session.command("/v1/import", .object(body), patience: .long)
        for note in answer.list("notes").compactMap(\.stringValue) { session.note(note) }
        for missing in answer.list("missing").compactMap(\.stringValue) { session.note("\(missing) is not there") }
        for gap in answer.list("unreadable") { session.note("\(gap.text("resource")) could not be read: \(gap.text("reason"))") }
        switch self.global.output {
        case .json: Terminal.write(JSONWriter.pretty(.array(answer.list("manifests"))) + "\n")
        case .table, .yaml: Terminal.write(answer.list("manifests").map(ManifestWriter.yaml).joined(separator: "---\n"))
        }
        return Self.exit(of: answer)
    }

    static func exit(of answer: JSONValue) -> ExitStatus {
        if !answer.list("missing").isEmpty { return .error }
        return answer.list("unreadable").isEmpty ? .fine : .undetermined
    }
}
