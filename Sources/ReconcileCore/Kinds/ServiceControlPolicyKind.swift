import IAMPolicy

/// A service control policy of the organization: its document, and where it is attached.
/// - SeeAlso: AWS Organizations API Reference, `CreatePolicy`, `AttachPolicy`.
package struct ServiceControlPolicyKind: KindDefinition {
    package init() {}

    /// Organizations' name of the type.
    package static let policyType = "SERVICE_CONTROL_POLICY"

    package let kind = ResourceKind.serviceControlPolicy
    package let service = "organizations"
    package let isRegional = false
    package let namesIgnoreCase = false
    package let nameRule = StringRule.controlPolicyName
    package let recreationChangesPrincipal = false
    package let belongsToOrganization = true

    package let fields = [
        SpecField("policyID", .string(.controlPolicyID)),
        SpecField("document", .policy(.scp, forms: [.exact])),
        SpecField("targets", .nullable(.list(.string(.controlPolicyTarget))))
    ]

    package let aspects = [
        AspectDefinition("document", .policy(.scp), readBy: ["DescribePolicy"], writtenBy: ["UpdatePolicy"]),
        AspectDefinition("targets", .set, readBy: ["ListTargetsForPolicy"], writtenBy: ["AttachPolicy", "DetachPolicy"])
    ]

    package func desiredAspects(
        of resource: DesiredResource, resolver: any ReferenceResolver
    ) throws(ResolutionFault) -> DesiredAspects {
        var reading = SpecReading(resource, resolver: resolver)
        reading.policy("document")
        reading.texts("targets")
        return reading.aspects
    }

    package func handsOut(by mutations: [Mutation]) -> [HandedOut] {
        mutations.contains { $0.operation == "AttachPolicy" } ? [HandedOut(.itself, ["document"])] : []
    }

    /// The declared id, or the ARN that it was last seen under: somebody may have given it another name since.
    package func locator(of resource: DesiredResource, account: AccountSettings, bound: Binding?) -> String? {
        resource.spec["policyID"]?.stringValue ?? bound?.arn
    }

    package func arn(of resource: DesiredResource, account: AccountSettings, bound: Binding?) -> String? { bound?.arn }

    // MARK: Permissions

    package let foundBy = ["ListPolicies", "DescribePolicy"]
    package let createdBy = ["CreatePolicy"]
    package let removedBy = ["DeletePolicy"]
    /// - SeeAlso: Service Authorization Reference, "Actions, resources, and condition keys for AWS Organizations".
    package let accountWideOperations: Set = ["ListPolicies"]

    /// Its ARN holds the organization's id, which nothing tells beforehand; policies and targets are checked alike.
    package func permissionScope(of resource: DesiredResource, account: AccountSettings) -> PermissionScope {
        let prefix = "arn:\(account.partition):organizations::*:"
        let policy = prefix + "policy/o-*/service_control_policy/" + (resource.spec["policyID"]?.stringValue ?? "p-*")
        let targets = ["root/o-*/r-*", "ou/o-*/ou-*", "account/o-*/*"].map { prefix + $0 }
        return PermissionScope(
            arns: [policy],
            elsewhere: [
                "AttachPolicy": OtherResources(arns: targets, isInstead: false), "DetachPolicy": OtherResources(arns: targets, isInstead: false),
                "CreatePolicy": OtherResources(arns: ["*"], isInstead: true)
            ])
    }

    // MARK: Effects

    /// It gives nothing: what it allows is what others may give, what it denies nobody may have.
    package func effect(of drift: AspectDrift, in surroundings: AccessSurroundings) -> AccessEffect {
        let document = surroundings.live?.aspects[AspectName("document")] ?? surroundings.declared("document")
        let documents = document.map { [$0] } ?? []
        switch (drift.aspect.base, drift.kind) {
        case ("document", _): return .ofPolicy(drift, type: .scp, in: surroundings)
        case ("existence", _), ("targets", .missing):
            guard !documents.isEmpty else { return AccessEffect(.undetermined, .access, reason: "the document has not been read") }
            return .ofDocuments(old: documents, new: [], type: .scp, in: surroundings)
        case ("targets", _):
            guard !documents.isEmpty else { return AccessEffect(.undetermined, .access, reason: "the document has not been read") }
            return .ofDocuments(old: [], new: documents, type: .scp, in: surroundings)
        default: return .described
        }
    }

    // MARK: Corrections

    package func creation(of target: CorrectionTarget) -> Creation {
        guard target.resource.spec["policyID"] == nil else {
            return .impossible("the manifest names it by `policyID`, and a new one would have another id")
        }
        var parameters = CreationParameters(target)
        parameters.add("document", as: "Content") { .string(JSONWriter.compact($0)) }
        guard parameters.parameters["Content"] != nil else {
            return .impossible("the manifest declares no document, without which AWS creates no policy")
        }
        let name = target.resource.identity.name
        let fixed: JSONObject = ["Name": .string(name), "Description": "", "Type": .string(Self.policyType)]
        // Where it is to be attached is seen to once its id is known: until then it does nothing.
        return .possible(
            CorrectionDraft(
                aspects: [.existence], stage: .createPolicy,
                mutations: [
                    Mutation(
                        service: self.service, operation: "CreatePolicy", parameters: fixed.adding(parameters.parameters), writes: parameters.writes)
                ],
                reason: "creates service control policy \(name), which is declared and not there"))
    }

    package func corrections(of drifts: [AspectDrift], target: CorrectionTarget) -> [CorrectionDraft] {
        guard let id = target.live?.uniqueID else { return [] }
        // What is attached is what is declared: the document comes first.
        let ordered = drifts.filter { $0.aspect.base == "document" } + drifts.filter { $0.aspect.base != "document" }
        return ordered.compactMap { drift in
            guard let call = Self.call(drift) else { return nil }
            let parameters: JSONObject = ["PolicyId": .string(id)]
            return CorrectionDraft(
                aspects: [drift.aspect], stage: call.stage,
                mutations: [
                    Mutation(
                        service: self.service, operation: call.operation, parameters: parameters.adding(call.parameters),
                        writes: [AspectWrite(drift)])
                ],
                reason: "\(call.operation) brings back \(drift.aspect)")
        }
    }

    /// What limits comes before all that grants elsewhere, and what lifts a limit after all that revokes.
    private static func call(_ drift: AspectDrift) -> (operation: String, parameters: JSONObject, stage: CorrectionStage)? {
        let place: JSONObject = ["TargetId": .string(drift.aspect.member ?? "")]
        switch (drift.aspect.base, drift.desired) {
        case ("document", let document?): return ("UpdatePolicy", ["Content": .string(JSONWriter.compact(document))], .restrict)
        case ("targets", _?): return ("AttachPolicy", place, .restrict)
        case ("targets", nil): return ("DetachPolicy", place, .release)
        default: return nil
        }
    }

    package func reasonNotCorrected(_ drift: AspectDrift, target: CorrectionTarget) -> String? {
        drift.aspect.base == "document" ? "a service control policy cannot be without a document" : nil
    }
}
