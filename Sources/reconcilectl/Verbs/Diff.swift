import ArgumentParser
import IAMPolicy
import ReconcileCore

/// Compares manifests with what AWS has.
struct Diff: Verb {
    static let configuration = CommandConfiguration(
        abstract: "Compare files with what AWS has; change nothing.",
        discussion: "Exit codes: 0 the same; 2 differs; 3 something could not be read.")

    @OptionGroup var files: FileOptions
    @OptionGroup var global: GlobalOptions

    func perform(in session: Session) async throws -> ExitStatus {
        let documents = try ManifestDocuments.read(self.files.paths)
        let json = try await session.command("/v1/diff", ["documents": .array(documents)], patience: .long)
        session.emit(json) { DiffView(diff: json).lines(on: $0) }
        return DiffReport.exit(of: json)
    }
}
