import IAMPolicy
import ReconcileCore

/// A request that has been read and found in order.
enum ControlCall: Equatable, Sendable {
    case status
    case resources(kind: String?, name: String?, account: String?)
    case describe(kind: String, name: String, account: String?)
    case apply(documents: [JSONValue], options: ApplyOptions)
    case delete(kind: String, name: String, account: String?, detach: Bool)
    case diff(documents: [JSONValue])
    case sync(resource: String?, account: String?)
    case syncState(request: Int)
    case journal(fromSequence: Int, countMax: Int)
    case reload

    /// Entries of one answer, where the request does not say.
    static let journalCountDefault = 100
    /// At most so many entries are given at once.
    static let journalCountMax = 1_000

    /// - Parameters:
    ///   - query: what follows `?`, percent-encoded; `nil`: nothing.
    ///   - body: JSON; empty for the routes that need none.
    init(_ route: ControlRoute, query: String?, body: [UInt8]) throws(RequestFault) {
        switch route {
        case .status:
            _ = try QueryParameters(query, known: [])
            self = .status
        case .resources:
            let parameters = try QueryParameters(query, known: ["kind", "name", "account"])
            if parameters["name"] != nil, parameters["kind"] == nil {
                throw RequestFault(message: "`name` needs `kind` beside it")
            }
            self = .resources(kind: parameters["kind"], name: parameters["name"], account: parameters["account"])
        case .describe:
            let parameters = try QueryParameters(query, known: ["kind", "name", "account"])
            self = .describe(
                kind: try parameters.required("kind"), name: try parameters.required("name"), account: parameters["account"])
        case .syncState(let request):
            _ = try QueryParameters(query, known: [])
            self = .syncState(request: request)
        case .journal:
            let parameters = try QueryParameters(query, known: ["from", "limit"])
            self = .journal(
                fromSequence: try parameters.integer("from", in: 0...Int.max) ?? 1,
                countMax: try parameters.integer("limit", in: 1...Self.journalCountMax) ?? Self.journalCountDefault)
        case .apply, .delete, .diff, .sync, .reload:
            _ = try QueryParameters(query, known: [])
            self = try Self.change(route, body: body)
        }
    }

    private static func change(_ route: ControlRoute, body: [UInt8]) throws(RequestFault) -> ControlCall {
        switch route {
        case .apply:
            let members = try BodyMembers(body, known: ["documents", "dryRun", "prune", "detach", "rebind"])
            return .apply(
                documents: try members.documents(),
                options: ApplyOptions(
                    isDryRun: try members.flag("dryRun"), prunes: try members.flag("prune"), detaches: try members.flag("detach"),
                    rebinds: try members.flag("rebind")))
        case .delete:
            let members = try BodyMembers(body, known: ["kind", "name", "account", "detach"])
            return .delete(
                kind: try members.requiredText("kind"), name: try members.requiredText("name"), account: try members.text("account"),
                detach: try members.flag("detach"))
        case .diff:
            return .diff(documents: try BodyMembers(body, known: ["documents"]).documents())
        case .sync:
            let members = try BodyMembers(body, known: ["resource", "account"], mayBeEmpty: true)
            return .sync(resource: try members.text("resource"), account: try members.text("account"))
        case .reload:
            _ = try BodyMembers(body, known: [], mayBeEmpty: true)
            return .reload
        case .status, .resources, .describe, .syncState, .journal:
            throw RequestFault(message: "this path takes no body")
        }
    }
}
