import ArgumentParser
import IAMPolicy
import ReconcileCore

/// Takes a resource out of the desired state.
struct Delete: Verb {
    static let configuration = CommandConfiguration(
        abstract: "Stop looking after a resource.",
        discussion: """
            Nothing is deleted in AWS unless the manifest said `deletion: delete`. A resource of the manifests folder is left as it is, \
            and what to change in its file is printed, unless --detach is given.
            """)

    @Argument(help: ArgumentHelp("The resource.", valueName: "KIND/NAME"))
    var resource: String

    @Flag(help: "Take it out even though a file of the manifests folder declares it.")
    var detach = false

    @OptionGroup var global: GlobalOptions

    func perform(in session: Session) async throws -> ExitStatus {
        let selector = try ResourceLookup.selector(self.resource, account: self.global.account)
        let body: JSONValue = [
            "kind": selector.kind.map { .string($0.rawValue) } ?? .null, "name": selector.name.map { .string($0) } ?? .null,
            "account": selector.account.map { .string($0) } ?? .null, "detach": .bool(self.detach)
        ]
        let json = try await session.command("/v1/delete", body)
        session.emit(json) { ChangeView(change: json).lines(on: $0) }
        return .fine
    }
}
