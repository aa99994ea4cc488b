import IAMPolicy

/// A customer-managed IAM policy; its document is that of the default version.
/// - SeeAlso: IAM API Reference, `CreatePolicyVersion`.
package struct ManagedPolicyKind: KindDefinition {
    package init() {}

    /// Source: IAM User Guide, "IAM and AWS STS quotas": versions of a managed policy.
    package static let versionsMax = 5
    /// How many principals have it, as a policy or as their boundary; not there where nobody told.
    package static let usesFact = "uses"

    package let kind = ResourceKind.managedPolicy
    package let service = "iam"
    package let isRegional = false
    package let namesIgnoreCase = true
    package let nameRule = StringRule.policyName
    package let recreationChangesPrincipal = false

    package let fields = [
        SpecField("path", .string(.path)),
        SpecField("description", .nullable(.string(.description))),
        SpecField("document", .policy(.identity, forms: [.exact]), isRequired: true),
        SpecField("tags", .nullable(.map(keys: .tagKey, values: .string(.tagValue))))
    ]

    package let aspects = [
        AspectDefinition(
            "document", .policy(.identity), readBy: ["GetPolicy", "GetPolicyVersion", "ListPolicyVersions", "GetAccountAuthorizationDetails"],
            writtenBy: ["CreatePolicyVersion", "DeletePolicyVersion"], alsoWrittenBy: ["SetDefaultPolicyVersion"],
            quota: .characters("PolicySizeQuota")),
        AspectDefinition(
            "path", .value, readBy: ["GetPolicy", "GetAccountAuthorizationDetails"], writtenBy: [],
            notCorrectable: "AWS cannot change a policy's path: it would have to be created anew, with another ARN"),
        AspectDefinition(
            "description", .value, readBy: ["GetPolicy"], writtenBy: [],
            notCorrectable: "AWS cannot change a policy's description: it would have to be created anew"),
        AspectDefinition("tags", .map, readBy: ["ListPolicyTags"], writtenBy: ["TagPolicy", "UntagPolicy"])
    ]

    package func desiredAspects(
        of resource: DesiredResource, resolver: any ReferenceResolver
    ) throws(ResolutionFault) -> DesiredAspects {
        var reading = SpecReading(resource, resolver: resolver)
        for key in ["path", "description"] { reading.value(key) }
        reading.policy("document")
        reading.members("tags")
        return reading.aspects
    }

    package func locator(of resource: DesiredResource, account: AccountSettings, bound: Binding?) -> String? {
        bound?.arn ?? resource.spec["path"].flatMap { _ in self.arn(of: resource, account: account, bound: nil) }
    }

    package func arn(of resource: DesiredResource, account: AccountSettings, bound: Binding?) -> String? {
        bound?.arn ?? IAMPermissionScope.arn("policy", of: resource, account: account)
    }

    package let foundBy = ["GetPolicy", "ListPolicies"]
    package let createdBy = ["CreatePolicy"]
    package let removedBy = ["DeletePolicy"]
    package let countedAs: String? = "Policies"
    package let accountWideOperations: Set = ["GetAccountAuthorizationDetails", "ListPolicies"]

    package func permissionScope(of resource: DesiredResource, account: AccountSettings) -> PermissionScope {
        IAMPermissionScope.scope("policy", of: resource, account: account)
    }

    package func effect(of drift: AspectDrift, in surroundings: AccessSurroundings) -> AccessEffect {
        switch drift.aspect.base {
        case "existence":
            guard let document = surroundings.declared("document") else { return AccessEffect(.narrows, .access) }
            return .ofDocuments(old: [document], new: [], type: .identity, in: surroundings)
        case "document": return .ofPolicy(drift, type: .identity, in: surroundings)
        case "path":
            return AccessEffect(
                .undetermined, .effect, reason: "the path is part of the ARN: who has the declared ARN does not have this policy")
        default: return .described
        }
    }

    package func creation(of target: CorrectionTarget) -> Creation {
        guard case .some(.some) = target.desired.values[AspectName("document")] else {
            return .impossible("the manifest declares no document, without which AWS creates no policy")
        }
        var parameters = CreationParameters(target)
        parameters.add("document", as: "PolicyDocument") { .string(JSONWriter.compact($0)) }
        parameters.add("path", as: "Path")
        parameters.add("description", as: "Description")
        parameters.addTags()
        let name: JSONObject = ["PolicyName": .string(target.resource.identity.name)]
        return .possible(
            CorrectionDraft(
                aspects: [.existence], stage: .createPolicy,
                mutations: [
                    Mutation(
                        service: self.service, operation: "CreatePolicy", parameters: name.adding(parameters.parameters),
                        writes: parameters.writes)
                ],
                reason: "creates policy \(target.resource.identity.name), which is declared and not there"))
    }

    package func corrections(of drifts: [AspectDrift], target: CorrectionTarget) -> [CorrectionDraft] {
        guard let live = target.live else { return [] }
        let subject: JSONObject = ["PolicyArn": .string(live.arn)]
        let documents = drifts.filter { $0.aspect.base == "document" && $0.desired != nil }
        return documents.map { self.documentDraft($0, live: live) }
            + TagMutations().drafts(of: drifts.filter { $0.aspect.base == "tags" }) { verb, parameters, writes in
                Mutation(service: self.service, operation: "\(verb)Policy", parameters: subject.adding(parameters), writes: writes)
            }
    }

    /// A version more, after the oldest that is not the default where five are there.
    private func documentDraft(_ drift: AspectDrift, live: LiveResource) -> CorrectionDraft {
        var mutations: [Mutation] = []
        if let version = PolicyVersions(facts: live.facts).toPrune {
            mutations.append(
                Mutation(
                    service: self.service, operation: "DeletePolicyVersion",
                    parameters: ["PolicyArn": .string(live.arn), "VersionId": .string(version.id)], writes: [], preImage: version.document))
        }
        mutations.append(
            Mutation(
                service: self.service, operation: "CreatePolicyVersion",
                parameters: [
                    "PolicyArn": .string(live.arn), "PolicyDocument": .string(JSONWriter.compact(drift.desired ?? .null)),
                    "SetAsDefault": true
                ], writes: [AspectWrite(drift)]))
        return CorrectionDraft(
            aspects: [drift.aspect], stage: .grant, mutations: mutations, reason: "CreatePolicyVersion restores the document")
    }
}
