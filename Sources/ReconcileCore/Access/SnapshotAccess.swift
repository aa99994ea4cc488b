import Foundation
package import IAMPolicy

/// Judges requests by what was read last: nothing is asked of AWS.
///
/// What has not been read is taken once as helping and once as hindering; where that makes a
/// difference the verdict is `undetermined`, with what is lacking.
package struct SnapshotAccess: Sendable {
    let desired: [DesiredResource]
    let observed: [ResourceIdentity: ObservedResource]
    let policies: KnownPolicies

    package init(desired: [DesiredResource], observed: [ObservedResource]) {
        self.init(
            desired: desired, observed: Dictionary(observed.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first }),
            policies: KnownPolicies(observed: observed))
    }

    init(desired: [DesiredResource], observed: [ResourceIdentity: ObservedResource], policies: KnownPolicies) {
        self.desired = desired
        self.observed = observed
        self.policies = policies
    }

    /// - Throws: `ControlError` where the question names nobody, or nothing that is kept; else what the queries throw.
    package static func gather(from queries: some StateQueries, question: AccessQuestion) async throws -> JSONValue {
        let reads = LastReads(try await queries.lastPasses())
        let access = SnapshotAccess(
            desired: try await queries.desiredResources(), observed: try await queries.observedResources().map(reads.applied))
        return try access.answer(question)
    }

    /// `{"verdict", "decidedBy", "missing"?, "reason"?, "principal", "resource", "lacking", "notEvaluated", "asOf"}`.
    package func answer(_ question: AccessQuestion) throws(ControlError) -> JSONValue {
        let principal = try self.principal(question)
        let resource = try self.resource(question)
        let asOf = [principal.kept, resource.kept].compactMap { $0.flatMap { self.observed[$0.identity]?.lastReadAt } }.min()
        guard let who = principal.principal, let what = resource.arn else {
            let reason = [principal.lack, resource.lack].compactMap(\.self).joined(separator: "; ")
            return self.json(
                Evaluation(verdict: .undetermined, reason: reason), principal: question.principal, resource: question.resource, SnapshotLevels(),
                asOf: asOf)
        }
        let request = AccessRequest(
            principal: who, action: question.action, resource: what, resourceAccount: question.resourceAccount, context: question.context)
        let levels = SnapshotLevels(self, request, principal: principal.kept, resource: resource.kept)
        return self.json(levels.evaluate(request), principal: who.text, resource: what, levels, asOf: asOf)
    }

    private func json(
        _ evaluation: Evaluation, principal: String, resource: String, _ levels: SnapshotLevels, asOf: Date?
    ) -> JSONValue {
        var object = EvaluationReport.object(evaluation)
        object["decidedBy"] = .array(
            evaluation.decidedBy.map { statement in
                var member = EvaluationReport.object(statement)
                member["source"] = .text(levels.source(of: statement))
                return .object(member)
            })
        object["principal"] = .string(principal)
        object["resource"] = .string(resource)
        object["lacking"] = .array(levels.lacking.map { .string($0) })
        object["notEvaluated"] = .array(levels.notEvaluated.map { .string($0) })
        object["asOf"] = .time(asOf)
        return .object(object)
    }
}

// MARK: - Who and what is meant

extension SnapshotAccess {
    private func principal(
        _ question: AccessQuestion
    ) throws(ControlError) -> (principal: RequestPrincipal?, kept: DesiredResource?, lack: String?) {
        if let kept = try self.kept(question.principal, question.account) {
            guard [.role, .user].contains(kept.identity.kind) else {
                throw ControlError(code: .invalid, message: "\(kept.identity) makes no requests: name a Role or a User, or somebody by ARN")
            }
            let (arn, lack) = self.arn(of: kept)
            return (arn.flatMap(RequestPrincipal.init), kept, lack)
        }
        guard let principal = RequestPrincipal(question.principal) else {
            throw ControlError(code: .invalid, message: "\"\(question.principal)\" names nobody who makes requests")
        }
        return (principal, self.desired.first { self.isSame(principal, $0) }, nil)
    }

    private func resource(_ question: AccessQuestion) throws(ControlError) -> (arn: String?, kept: DesiredResource?, lack: String?) {
        if let kept = try self.kept(question.resource, question.account) {
            let (arn, lack) = self.arn(of: kept)
            return (arn, kept, lack)
        }
        let kept = self.desired.first { resource in
            let seen = self.observed[resource.identity]
            return (seen?.live?.arn ?? seen?.binding?.arn) == question.resource
        }
        return (question.resource, kept, nil)
    }

    /// A resource by its name; `nil` where the text is none.
    private func kept(_ text: String, _ account: String?) throws(ControlError) -> DesiredResource? {
        guard !text.hasPrefix("arn:"), text.contains("/") else { return nil }
        let selector = try ResourceSelector(parsing: text, account: account)
        let identity = try selector.single(among: self.desired.map(\.identity))
        return self.desired.first { $0.identity == identity }
    }

    private func arn(of kept: DesiredResource) -> (arn: String?, lack: String?) {
        guard let seen = self.observed[kept.identity] else { return (nil, "\(kept.identity) has not been read yet") }
        if let arn = seen.live?.arn { return (arn, nil) }
        return (nil, seen.lastReadAt == nil ? "\(kept.identity) has not been read yet" : "\(kept.identity) was not there when it was read last")
    }

    /// Whether a user, a role, or a session of it, is a kept one.
    private func isSame(_ principal: RequestPrincipal, _ kept: DesiredResource) -> Bool {
        guard let arn = self.observed[kept.identity]?.live?.arn, let named = RequestPrincipal(arn) else { return false }
        switch (principal, named, kept.identity.kind) {
        case (.role(let asked, _), .role(let own, _), .role), (.user(let asked), .user(let own), .user):
            return asked.account == own.account && asked.name.lowercased() == own.name.lowercased()
        default: return false
        }
    }
}
