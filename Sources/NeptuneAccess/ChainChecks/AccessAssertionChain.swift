import IAMPolicy
package import ReconcileCore

extension AccessAssertionBlueprint: BlueprintDefinition {
    /// Nothing is kept for it.
    package func expansion(of blueprint: DesiredResource, in surroundings: BlueprintSurroundings) throws(BlueprintFault) -> BlueprintExpansion {
        let parameters = try Parameters(blueprint)
        let missing = parameters.items.map(\.resource) + [parameters.principal]
        for text in missing {
            guard let named = Self.reference(text), AssertedThing(text, in: surroundings) == nil else { continue }
            throw BlueprintFault(
                path: text == parameters.principal ? "principal" : "can", message: "there is no manifest of `\(named.kind)/\(named.name)`",
                suggestion: "give the ARN")
        }
        return BlueprintExpansion()
    }

    package func questions(of blueprint: DesiredResource, in surroundings: BlueprintSurroundings) -> [ChainQuestion] {
        guard let parameters = try? Parameters(blueprint) else { return [] }
        let holder = AssertedThing.principal(parameters.principal, in: surroundings).map { [ChainReads.resource($0, in: surroundings)] } ?? []
        return holder + Set(parameters.items.map(\.resource)).sorted().flatMap { AssertedThing.questions($0, in: surroundings) }
            + ChainReads.controlPolicies(in: surroundings)
    }

    package func furtherQuestions(of blueprint: DesiredResource, in view: ChainView) -> [ChainQuestion] {
        guard let parameters = try? Parameters(blueprint) else { return [] }
        let policies = AssertedThing.principal(parameters.principal, in: view.surroundings).map { ChainReads.policies(of: $0, in: view) } ?? []
        return policies + AssertedThing.buckets(parameters.items.map(\.resource)).flatMap { ChainReads.bucket($0, in: view) }
    }

    package func links(of blueprint: DesiredResource, in view: ChainView) -> [ChainLink] {
        do throws(BlueprintFault) {
            return AssertionJudge(try Parameters(blueprint), view).links
        } catch {
            return [.faulty(error)]
        }
    }

    package func command(of blueprint: DesiredResource, in view: ChainView) -> String? { nil }
}

/// Puts each item of an assertion to all policies that have a say in it.
private struct AssertionJudge {
    let parameters: AccessAssertionBlueprint.Parameters
    let view: ChainView
    let inspection: ChainInspection
    /// Of a principal of the account.
    let holder: ChainResource?

    init(_ parameters: AccessAssertionBlueprint.Parameters, _ view: ChainView) {
        self.parameters = parameters
        self.view = view
        self.inspection = ChainInspection(view, region: view.account.region)
        self.holder = AssertedThing.principal(parameters.principal, in: view.surroundings).map(view.resource)
    }

    var links: [ChainLink] { self.parameters.items.map { self.view.link($0.name, self.finding($0)) } }

    private func finding(_ item: AccessAssertionBlueprint.Item) -> ChainFinding {
        if let holder, let lack = holder.lack {
            guard holder.isAbsent else { return .unknown(lack) }
            return item.isAllowed ? .broken(lack, fix: "create it, or take the assertion away") : .ok(lack)
        }
        guard let principal = RequestPrincipal(self.holder?.live?.arn ?? self.parameters.principal) else {
            return .unknown("`\(self.parameters.principal)` has not been read yet")
        }
        guard let resource = AssertedThing.arn(item.resource, in: self.view) else { return .unknown("the ARN of \(item.resource) is not known yet") }
        var request = self.inspection.request(principal, item.action, resource)
        request.doubt = .none
        for entry in item.context.entries { request.request.context[entry.key] = entry.values }
        return item.isAllowed ? self.can(request) : self.cannot(request)
    }

    /// Every action that a pattern stands for has to be let through.
    private func can(_ request: ChainRequest) -> ChainFinding {
        let actions = Self.hasWildcard(request.request.action) ? ChainPolicies.actions(request.request.action) : [request.request.action]
        let asked = actions.map { action in
            var asked = request
            asked.request.action = action
            return asked
        }
        let judgements = self.inspection.policies.judgements(of: asked)
        return .of(judgements, note: self.inspection.policies.controlNote) { failures in
            AccessPart.lacking(failures).fix(
                failures, holder: request.request.principal.text, place: "the policy of \(request.request.resource)")
        }
    }

    private func cannot(_ request: ChainRequest) -> ChainFinding {
        let who = self.parameters.principal
        if Self.hasWildcard(request.request.action) || Self.hasWildcard(request.request.resource) {
            switch self.inspection.policies.reach(of: request) {
            case .closed(let reason): return .ok(reason)
            case .open(let reason): return .unknown(reason)
            case .reached(let found, let statements): return Self.reached(who, found, statements)
            }
        }
        switch self.inspection.policies.judgement(of: request) {
        case .fails(let failure): return .ok(failure.reason, decidedBy: failure.decidedBy)
        case .open(let reason): return .unknown(reason)
        case .holds(let statements): return Self.reached(who, request.request, statements)
        }
    }

    private static func reached(_ who: String, _ request: AccessRequest, _ statements: [String]) -> ChainFinding {
        let by = statements.isEmpty ? nil : statements.joined(separator: ", ")
        return .broken(
            "\(who) may \(request.action) on \(request.resource)\(by.map { ", by \($0)" } ?? "")",
            fix: by.map { "take away, or narrow, \($0)" } ?? "deny it", decidedBy: by)
    }

    private static func hasWildcard(_ text: String) -> Bool { text.contains("*") || text.contains("?") }
}

/// What an assertion names: by `Kind/name` or by ARN.
private struct AssertedThing {
    let identity: ResourceIdentity

    /// - Returns: `nil` where no manifest declares it.
    init?(_ text: String, in surroundings: BlueprintSurroundings) {
        guard let (kind, name) = AccessAssertionBlueprint.reference(text) else { return nil }
        let found = surroundings.desired.first { resource in
            resource.identity.kind == kind && resource.identity.account == surroundings.account.name
                && resource.identity.name.lowercased() == name.lowercased()
        }
        guard let found else { return nil }
        self.identity = found.identity
    }

    /// A role or user of the account, kept or not.
    static func principal(_ text: String, in surroundings: BlueprintSurroundings) -> ResourceIdentity? {
        if let (kind, name) = AccessAssertionBlueprint.reference(text) {
            guard [.role, .user].contains(kind) else { return nil }
            return Self(text, in: surroundings)?.identity ?? ResourceIdentity(account: surroundings.account.name, region: nil, kind: kind, name: name)
        }
        let named: (ResourceKind, PrincipalARN)
        switch RequestPrincipal(text) {
        case .role(let arn, _): named = (.role, arn)
        case .user(let arn): named = (.user, arn)
        default: return nil
        }
        guard named.1.account == surroundings.account.accountID else { return nil }
        return ResourceIdentity(account: surroundings.account.name, region: nil, kind: named.0, name: named.1.name)
    }

    static func arn(_ text: String, in view: ChainView) -> String? {
        guard AccessAssertionBlueprint.reference(text) != nil else { return text }
        guard let thing = Self(text, in: view.surroundings) else { return nil }
        if let live = view.resource(thing.identity).live { return live.arn }
        guard let declared = view.declared(thing.identity) else { return nil }
        let bound = view.surroundings.observed.first { $0.identity == thing.identity }?.binding
        return KindRegistry.definition(of: thing.identity.kind)?.arn(of: declared, account: view.account, bound: bound)
    }

    /// What tells of the resource's own policy.
    static func questions(_ text: String, in surroundings: BlueprintSurroundings) -> [ChainQuestion] {
        if let thing = Self(text, in: surroundings) {
            let bucket: [ChainQuestion] = thing.identity.kind == .bucket ? [.bucketRegion(bucket: thing.identity.name)] : []
            return [ChainReads.resource(thing.identity, in: surroundings)] + bucket
        }
        let buckets = Self.buckets([text]).map(ChainQuestion.bucketRegion)
        guard let arn = ARN(text), arn.account == surroundings.account.accountID, !text.contains("*"), !text.contains("?") else { return buckets }
        if arn.service == "kms", arn.resource.hasPrefix("key/") {
            return [ChainReads.resource(Self.key(arn, in: surroundings), locator: text, in: surroundings)]
        }
        if arn.service == "iam", arn.resource.hasPrefix("role/"), let name = arn.resource.split(separator: "/").last {
            let identity = ResourceIdentity(account: surroundings.account.name, region: nil, kind: .role, name: String(name))
            return [ChainReads.resource(identity, in: surroundings)]
        }
        return buckets
    }

    /// Under which a key is kept, else under its ARN.
    private static func key(_ arn: ARN, in surroundings: BlueprintSurroundings) -> ResourceIdentity {
        let text = arn.description
        let seen = surroundings.observed.first { $0.identity.kind == .kmsKey && ($0.live?.arn ?? $0.binding?.arn) == text }?.identity
        return seen ?? ResourceIdentity(account: surroundings.account.name, region: arn.region, kind: .kmsKey, name: text)
    }

    /// Names of buckets that are meant by their ARNs.
    static func buckets(_ texts: [String]) -> [String] {
        let names = texts.compactMap { text -> String? in
            if let (kind, name) = AccessAssertionBlueprint.reference(text) { return kind == .bucket ? name : nil }
            guard let arn = ARN(text), arn.service == "s3", let name = arn.resource.split(separator: "/").first.map(String.init) else { return nil }
            return name.contains("*") || name.contains("?") ? nil : name
        }
        return Set(names).sorted()
    }
}
