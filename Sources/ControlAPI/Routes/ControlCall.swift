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
    case can(AccessQuestion)
    case importing(resources: [String], account: String?, pathPrefix: String?)
    case sync(resource: String?, account: String?)
    case syncState(request: Int)
    case journal(fromSequence: Int, countMax: Int)
    case plan(account: String?)
    case preflight(kind: String, name: String, account: String?)
    /// No ids: all that ask.
    case approve(ids: [String], override: GuardOverride?)
    case reject(id: String, reason: String)
    case accept(id: String, reason: String, detach: Bool)
    case pause(resource: String?, account: String?, reason: String, until: String?)
    case resume(resource: String?, account: String?)
    case ignore(resource: String, aspect: String, reason: String, until: String?)
    case rollback(correctionID: String)
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
        case .plan:
            self = .plan(account: try QueryParameters(query, known: ["account"])["account"])
        case .preflight:
            let parameters = try QueryParameters(query, known: ["kind", "name", "account"])
            self = .preflight(
                kind: try parameters.required("kind"), name: try parameters.required("name"), account: parameters["account"])
        case .apply, .delete, .diff, .can, .importing, .sync, .reload:
            _ = try QueryParameters(query, known: [])
            self = try Self.desiring(route, body: body)
        case .approve, .reject, .accept, .pause, .resume, .ignore, .rollback:
            _ = try QueryParameters(query, known: [])
            self = try Self.deciding(route, body: body)
        }
    }

    /// What is about desired state and passes.
    private static func desiring(_ route: ControlRoute, body: [UInt8]) throws(RequestFault) -> ControlCall {
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
        case .can:
            let members = try BodyMembers(body, known: ["principal", "action", "resource", "resourceAccount", "context", "account"])
            return .can(
                AccessQuestion(
                    principal: try members.requiredText("principal"), action: try members.requiredText("action"),
                    resource: try members.requiredText("resource"), resourceAccount: try members.text("resourceAccount"),
                    context: try members.context(), account: try members.text("account")))
        case .importing:
            return try Self.importing(try BodyMembers(body, known: ["resources", "account", "pathPrefix"]))
        case .sync:
            let members = try BodyMembers(body, known: ["resource", "account"], mayBeEmpty: true)
            return .sync(resource: try members.text("resource"), account: try members.text("account"))
        case .reload:
            _ = try BodyMembers(body, known: [], mayBeEmpty: true)
            return .reload
        default:
            throw RequestFault(message: "this path takes no body")
        }
    }

    /// What is about corrections and exceptions.
    private static func deciding(_ route: ControlRoute, body: [UInt8]) throws(RequestFault) -> ControlCall {
        switch route {
        case .approve:
            let members = try BodyMembers(body, known: ["ids", "all", "override", "reason"])
            return .approve(ids: try Self.approved(members), override: try Self.override(members))
        case .reject:
            let members = try BodyMembers(body, known: ["id", "reason"])
            return .reject(id: try members.requiredText("id"), reason: try members.reason())
        case .accept:
            let members = try BodyMembers(body, known: ["id", "reason", "detach"])
            return .accept(id: try members.requiredText("id"), reason: try members.reason(), detach: try members.flag("detach"))
        case .pause:
            let members = try BodyMembers(body, known: ["resource", "account", "reason", "until"])
            let (resource, account) = try Self.target(of: members)
            return .pause(resource: resource, account: account, reason: try members.reason(), until: try members.text("until"))
        case .resume:
            let (resource, account) = try Self.target(of: try BodyMembers(body, known: ["resource", "account"]))
            return .resume(resource: resource, account: account)
        case .ignore:
            let members = try BodyMembers(body, known: ["resource", "aspect", "reason", "until"])
            return .ignore(
                resource: try members.requiredText("resource"), aspect: try members.requiredText("aspect"), reason: try members.reason(),
                until: try members.text("until"))
        case .rollback:
            return .rollback(correctionID: try BodyMembers(body, known: ["correction"]).requiredText("correction"))
        default:
            throw RequestFault(message: "this path takes no body")
        }
    }

    /// To approve everything has to be said, so that a list which came out empty by mistake does not do it.
    private static func approved(_ members: BodyMembers) throws(RequestFault) -> [String] {
        let ids = try members.texts("ids")
        switch (ids.isEmpty, try members.flag("all")) {
        case (true, false): throw RequestFault(message: "name `ids` to approve, or say `all`: true")
        case (false, true): throw RequestFault(message: "`ids` and `all` exclude each other")
        default: return ids
        }
    }

    /// A rule is ignored for what is named, never for all, and with a reason.
    private static func override(_ members: BodyMembers) throws(RequestFault) -> GuardOverride? {
        guard let text = try members.text("override") else {
            if try members.text("reason") != nil { throw RequestFault(message: "a `reason` goes with `override`") }
            return nil
        }
        guard let name = GuardName(rawValue: text) else {
            let known = GuardName.allCases.filter(\.mayBeOverridden).map(\.rawValue).joined(separator: ", ")
            throw RequestFault(message: "there is no guard `\(text.prefix(100))`; these may be overridden: \(known)")
        }
        if try members.flag("all") { throw RequestFault(message: "`override` needs the `ids` that it is for") }
        return GuardOverride(name: name, reason: try members.reason())
    }

    private static func importing(_ members: BodyMembers) throws(RequestFault) -> ControlCall {
        let resources = try members.texts("resources")
        let prefix = try members.text("pathPrefix")
        if resources.isEmpty, prefix == nil { throw RequestFault(message: "name `resources`, or a `pathPrefix`") }
        if let prefix, !prefix.hasPrefix("/") || !prefix.hasSuffix("/") {
            throw RequestFault(message: "a `pathPrefix` begins and ends with /, such as /neptune/")
        }
        return .importing(resources: resources, account: try members.text("account"), pathPrefix: prefix)
    }

    private static func target(of members: BodyMembers) throws(RequestFault) -> (resource: String?, account: String?) {
        let target = (resource: try members.text("resource"), account: try members.text("account"))
        guard target.resource != nil || target.account != nil else { throw RequestFault(message: "name a `resource` or an `account`") }
        return target
    }
}
