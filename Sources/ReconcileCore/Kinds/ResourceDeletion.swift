import IAMPolicy

/// How a resource that somebody wants deleted goes away.
package enum Deletion: Equatable, Sendable {
    case possible(CorrectionDraft)
    /// The reason, for people.
    case impossible(String)
}

/// The calls that take a resource away: first what hangs on it, then the resource, with all that was read of it journalled before.
struct ResourceDeletion {
    let target: CorrectionTarget

    init(_ target: CorrectionTarget) { self.target = target }

    /// - Parameters:
    ///   - bases: what hangs on it; members that are there and not declared belong to somebody else, and keep it.
    ///   - call: takes one member away.
    ///   - last: takes away the resource itself.
    func deletion(
        members bases: [String], stage: CorrectionStage, _ call: (AspectDrift) -> Mutation?, then more: [Mutation] = [],
        last: (AspectWrite, _ preImage: JSONValue) -> Mutation
    ) -> Deletion {
        let identity = self.target.resource.identity
        guard let live = self.target.live else { return .impossible("\(identity) is not there") }
        if let gap = live.gaps.sorted(by: { $0.key < $1.key }).first {
            return .impossible("it is not deleted while its \(gap.key) cannot be read: \(gap.value.message)")
        }
        let hanging = live.aspects.filter { bases.contains($0.key.base) }.sorted { $0.key < $1.key }
        let strangers = hanging.map(\.key).filter { (self.target.desired.values[$0] ?? nil) == nil }
        guard strangers.isEmpty else {
            return .impossible(
                "it is not deleted while it has what its manifest does not declare: \(strangers.map(\.description).joined(separator: ", "))")
        }
        let removals = hanging.compactMap { aspect, value in
            call(AspectDrift(aspect: aspect, kind: .extra, desired: nil, live: value, differences: []))
        }
        let end = last(AspectWrite(.existence, value: nil, preImage: true), Self.image(of: live))
        return .possible(
            CorrectionDraft(
                aspects: [.existence], stage: stage, mutations: removals + more + [end],
                reason: "deletes \(identity), as its manifest asks for",
                reversibility: .irreversible("\(identity) would be deleted in AWS, and cannot be had back as what it is")))
    }

    /// All that was read of it, by aspect.
    private static func image(of live: LiveResource) -> JSONValue {
        let members = live.aspects.sorted { $0.key < $1.key }.map { JSONObject.Member(name: $0.key.description, value: $0.value) }
        return ["arn": .string(live.arn), "uniqueID": live.uniqueID.map(JSONValue.string) ?? .null, "aspects": .object(JSONObject(members))]
    }
}

extension IAMEntityCalls {
    /// Takes the role, the user or the group away.
    func deletion(_ target: CorrectionTarget, members bases: [String], _ call: (AspectDrift) -> Mutation?) -> Deletion {
        ResourceDeletion(target).deletion(members: bases, stage: .deletePrincipal, call) { write, preImage in
            Mutation(
                service: "iam", operation: "Delete\(self.word)", parameters: ["\(self.word)Name": .string(self.name)], writes: [write],
                preImage: preImage)
        }
    }
}

extension RoleKind {
    package var whyNeverDeleted: String? { nil }

    package func deletion(of target: CorrectionTarget) -> Deletion {
        let calls = IAMEntityCalls("Role", target)
        return calls.deletion(target, members: ["inlinePolicies", "managedPolicies"], calls.permission)
    }
}

extension GroupKind {
    package var whyNeverDeleted: String? { nil }

    package func deletion(of target: CorrectionTarget) -> Deletion {
        let calls = IAMEntityCalls("Group", target)
        return calls.deletion(target, members: ["inlinePolicies", "managedPolicies", "members"]) { drift in
            drift.aspect.base == "members" ? GroupMembership.mutation(drift, parameter: "UserName", calls) : calls.permission(drift)
        }
    }
}

extension UserKind {
    package var whyNeverDeleted: String? { nil }

    /// What nothing here reads, such as a password or an MFA device, makes AWS refuse the last call.
    package func deletion(of target: CorrectionTarget) -> Deletion {
        let keys = (target.live?.aspects.keys.filter { $0.base == "accessKeys" }.compactMap(\.member) ?? []) + Self.inactiveKeys(of: target.live)
        guard keys.isEmpty else {
            return .impossible("it is not deleted while it has access keys, which are never deleted here: \(keys.sorted().joined(separator: ", "))")
        }
        let calls = IAMEntityCalls("User", target)
        return calls.deletion(target, members: ["inlinePolicies", "managedPolicies", "groups"]) { drift in
            drift.aspect.base == "groups" ? GroupMembership.mutation(drift, parameter: "GroupName", calls) : calls.permission(drift)
        }
    }
}

extension ManagedPolicyKind {
    package var whyNeverDeleted: String? { nil }

    /// AWS keeps a policy that is attached to something, but not its other versions, which go first.
    /// - SeeAlso: IAM API Reference, `DeletePolicy`.
    package func hindrance(toDeleting live: LiveResource) -> MutationFailure? {
        guard let uses = live.facts[Self.usesFact]?.intValue, uses > 0 else { return nil }
        let holders = uses == 1 ? "1 principal has it" : "\(uses) principals have it"
        return MutationFailure(code: "DeleteConflict", message: "\(holders): detach it there first; nothing was sent, and its versions are all there")
    }

    /// Its other versions go first, each with its document journalled.
    package func deletion(of target: CorrectionTarget) -> Deletion {
        guard let live = target.live else { return .impossible("\(target.resource.identity) is not there") }
        let subject: JSONObject = ["PolicyArn": .string(live.arn)]
        let versions = PolicyVersions(facts: live.facts).versions.filter { !$0.isDefault }
        if let unread = versions.first(where: { $0.document == nil }) {
            return .impossible("it is not deleted while its version \(unread.id) has not been read: nothing could tell what it said")
        }
        let older = versions.map { version in
            Mutation(
                service: self.service, operation: "DeletePolicyVersion", parameters: subject.adding(["VersionId": .string(version.id)]), writes: [],
                preImage: version.document)
        }
        return ResourceDeletion(target).deletion(members: [], stage: .deletePolicy, { _ in nil }, then: older) { write, preImage in
            Mutation(service: self.service, operation: "DeletePolicy", parameters: subject, writes: [write], preImage: preImage)
        }
    }
}

extension ServiceControlPolicyKind {
    package var whyNeverDeleted: String? { nil }

    package func deletion(of target: CorrectionTarget) -> Deletion {
        guard let id = target.live?.uniqueID else { return .impossible("\(target.resource.identity) is not there") }
        let subject: JSONObject = ["PolicyId": .string(id)]
        return ResourceDeletion(target).deletion(
            members: ["targets"], stage: .deletePolicy,
            { drift in
                Mutation(
                    service: self.service, operation: "DetachPolicy",
                    parameters: subject.adding(["TargetId": .string(drift.aspect.member ?? "")]), writes: [AspectWrite(drift)])
            },
            last: { write, preImage in
                Mutation(service: self.service, operation: "DeletePolicy", parameters: subject, writes: [write], preImage: preImage)
            })
    }
}
