import ArgumentParser
import IAMPolicy
import ReconcileCore

/// The declared resources in a table.
struct Get: Verb {
    static let configuration = CommandConfiguration(
        abstract: "List the declared resources and their states.",
        discussion: "Exit code 1 where the named resource is not declared. For a judgement on drift use `status`.")

    @Argument(help: ArgumentHelp("A kind, or one resource; all without it.", valueName: "KIND[/NAME]"))
    var resource: String?

    @OptionGroup var global: GlobalOptions

    func perform(in session: Session) async throws -> ExitStatus {
        let selector =
            if let resource { try ResourceSelector(parsing: resource, account: self.global.account) } else {
                try ResourceSelector(kind: nil, name: nil, account: self.global.account)
            }
        let json = try await session.answer {
            try await session.client.get(
                "/v1/resources",
                query: [("kind", selector.kind?.rawValue), ("name", selector.name), ("account", selector.account)])
        } database: { queries in
            try await ResourceReport.gather(from: queries, selector: selector)
        }
        if let resource, selector.name != nil, json["resources"]?.arrayValue?.isEmpty != false {
            throw VerbFailure(.refused, "\(resource) is not declared; `reconcilectl get` lists what is")
        }
        session.emit(json) { ResourceListView(resources: json["resources"]?.arrayValue ?? []).lines(on: $0) }
        return .fine
    }
}
