import ArgumentParser
import IAMPolicy
import ReconcileCore

/// Puts manifests into the desired state.
struct Apply: Verb {
    static let configuration = CommandConfiguration(
        abstract: "Make the desired state what the files say.",
        discussion: """
            All or nothing: with a fault in any file nothing is stored and every fault is printed as file:line:column. \
            A resource of the manifests folder is left as it is, and what to change in its file is printed, unless --detach is given.
            """)

    @OptionGroup var files: FileOptions

    @Flag(help: "Only tell what would change.")
    var dryRun = false

    @Flag(help: "Take out what was applied earlier and is not in these files.")
    var prune = false

    @Flag(help: "Let keys that are found by alias move to the key that the alias names.")
    var rebind = false

    @Flag(help: "Take resources of the manifests folder over.")
    var detach = false

    @OptionGroup var global: GlobalOptions

    func perform(in session: Session) async throws -> ExitStatus {
        let documents = try ManifestDocuments.read(self.files.paths)
        let body: JSONValue = [
            "documents": .array(documents), "dryRun": .bool(self.dryRun), "prune": .bool(self.prune), "detach": .bool(self.detach),
            "rebind": .bool(self.rebind)
        ]
        let json = try await session.command("/v1/apply", body, patience: .long)
        for note in json.list("notes").compactMap(\.stringValue) { session.note(note) }
        session.emit(json) { ChangeView(change: json).lines(on: $0) }
        return .fine
    }
}
