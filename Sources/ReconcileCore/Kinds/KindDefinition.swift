package import IAMPolicy

/// All that is particular to one kind of resource; everything else is generic over it.
package protocol KindDefinition: Sendable {
    var kind: ResourceKind { get }
    /// AWS's signing name of the service: `iam`, `kms`.
    var service: String { get }
    var isRegional: Bool { get }
    var namesIgnoreCase: Bool { get }
    /// What `metadata.name` must look like.
    var nameRule: StringRule { get }
    var fields: [SpecField] { get }
    var aspects: [AspectDefinition] { get }

    /// Splits a spec into its aspects.
    /// - Throws: `ResolutionFault` where a reference names nothing that is known.
    func desiredAspects(of resource: DesiredResource, resolver: any ReferenceResolver) throws(ResolutionFault) -> DesiredAspects

    /// How the reader finds it: an ARN, or the text that names a key; `nil` where the name alone does.
    func locator(of resource: DesiredResource, account: AccountSettings, bound: Binding?) -> String?

    /// What it is called beside its manifest's name, such as an alias or an id, without the account's part of an ARN: what two manifests of one
    /// account and region share is one resource. None where it is not told otherwise.
    func handles(of resource: DesiredResource) -> [String]

    /// The ARN that it has or will have, where that can be told without reading.
    func arn(of resource: DesiredResource, account: AccountSettings, bound: Binding?) -> String?

    /// What creates it whole, or why it is not created.
    func creation(of target: CorrectionTarget) -> Creation

    /// What brings drifted aspects back: one draft for each call that AWS offers.
    func corrections(of drifts: [AspectDrift], target: CorrectionTarget) -> [CorrectionDraft]

    /// What takes it away in AWS, where somebody wants that, or why it is not done.
    func deletion(of target: CorrectionTarget) -> Deletion

    /// What would make AWS refuse the last call of a deletion, seen before the first is sent; nothing where it is not told otherwise.
    func hindrance(toDeleting live: LiveResource) -> MutationFailure?

    /// Why no resource of the kind is ever deleted in AWS; `nil` for those that may be.
    var whyNeverDeleted: String? { get }

    /// AWS operations that tell whether it is there, and those that create it.
    var foundBy: [String] { get }
    var createdBy: [String] { get }
    /// How `AccountQuotas` counts resources of the kind, `Roles`; `nil` where it does not.
    var countedAs: String? { get }
    /// AWS operations after which it is not there any more; none where it is not told otherwise.
    var removedBy: [String] { get }
    /// Those of its operations that AWS grants on all resources of an account only.
    var accountWideOperations: Set<String> { get }

    /// What the daemon's permissions for it are limited to.
    func permissionScope(of resource: DesiredResource, account: AccountSettings) -> PermissionScope

    /// Whether a new one would be another principal than the one that was there.
    var recreationChangesPrincipal: Bool { get }

    /// What a drift of one of its aspects, or its absence, does to access.
    func effect(of drift: AspectDrift, in surroundings: AccessSurroundings) -> AccessEffect

    /// The operations with which `resource` may need an aspect written; all of the aspect's where it is not told otherwise.
    func operations(writing aspect: AspectDefinition, of resource: DesiredResource) -> [String]

    /// The aspects to read of `resource`; those of its spec where it is not told otherwise.
    func basesRead(of resource: DesiredResource) -> Set<String>

    /// `ReadTarget.soughtMembers`; none where it is not told otherwise.
    func soughtMembers(of resource: DesiredResource) -> Set<String>

    /// The name and the spec under which `import` looks for what an operator calls `name`; the name alone where it is not told otherwise.
    func sought(_ name: String) -> (name: String, spec: JSONObject)

    /// Why nothing among `corrections` ends a drift; `nil` where there is nothing particular to say.
    func reasonNotCorrected(_ drift: AspectDrift, target: CorrectionTarget) -> String?

    /// The IAM actions that an operation needs; its own name after the service's where it is not told otherwise.
    func actions(of operation: String) -> [String]

    /// What calls of its own hand out, which has to be as declared first; nothing where it is not told otherwise.
    func handsOut(by mutations: [Mutation]) -> [HandedOut]

    /// Whether it belongs to the organization instead of an account; not where it is not told otherwise.
    var belongsToOrganization: Bool { get }
}

extension KindDefinition {
    package var removedBy: [String] { [] }

    package var countedAs: String? { nil }

    package var whyNeverDeleted: String? { "a \(self.kind) is never deleted: what it holds or serves could not be had back" }

    package func deletion(of target: CorrectionTarget) -> Deletion { .impossible(self.whyNeverDeleted ?? "nothing deletes it") }

    package func hindrance(toDeleting live: LiveResource) -> MutationFailure? { nil }

    package func operations(writing aspect: AspectDefinition, of resource: DesiredResource) -> [String] { aspect.writtenBy }

    package func basesRead(of resource: DesiredResource) -> Set<String> { Set(resource.spec.names) }

    package func soughtMembers(of resource: DesiredResource) -> Set<String> { [] }

    package func handles(of resource: DesiredResource) -> [String] { [] }

    package func reasonNotCorrected(_ drift: AspectDrift, target: CorrectionTarget) -> String? {
        self.aspects.first { $0.base == drift.aspect.base }?.notCorrectable
    }

    package func actions(of operation: String) -> [String] { ["\(self.service):\(operation)"] }

    package func handsOut(by mutations: [Mutation]) -> [HandedOut] { [] }

    package var belongsToOrganization: Bool { false }
}

/// How a resource that is not there comes to be.
package enum Creation: Equatable, Sendable {
    case possible(CorrectionDraft)
    /// The reason, for people.
    case impossible(String)
}

/// A spec key as the unit of comparison and correction.
package struct AspectDefinition: Sendable {
    package enum Form: Equatable, Sendable {
        /// One value; absent and `null` are the same.
        case value
        /// One policy document, compared by meaning.
        case policy(PolicyType)
        /// Named policy documents: `inlinePolicies[load]`.
        case policies(PolicyType)
        /// Members that carry no value of their own: `managedPolicies[arn]`.
        case set
        /// Named strings: `tags[owner]`.
        case map
        /// A value of several parts, or named ones: parts that are not declared do not count.
        case record
    }

    package let base: String
    package let form: Form
    /// AWS operations, for the reader of the documentation and for `permissions`.
    package let readBy: [String]
    package let writtenBy: [String]
    /// Operations that others may change it with, beside `writtenBy`, by the names under which CloudTrail records them.
    package let alsoWrittenBy: [String]
    /// Whether its operations replace all members, so that a call names those that stay and not those that go.
    package let isWrittenWhole: Bool
    /// Why AWS cannot change it in place; `nil` where it can.
    package let notCorrectable: String?
    /// What limits it, as far as that is known before AWS says so.
    package let quota: AspectQuota?

    package init(
        _ base: String, _ form: Form, readBy: [String], writtenBy: [String], alsoWrittenBy: [String] = [], isWrittenWhole: Bool = false,
        notCorrectable: String? = nil, quota: AspectQuota? = nil
    ) {
        self.quota = quota
        self.alsoWrittenBy = alsoWrittenBy
        self.isWrittenWhole = isWrittenWhole
        self.base = base
        self.form = form
        self.readBy = readBy
        self.writtenBy = writtenBy
        self.notCorrectable = notCorrectable
    }
}

/// A spec, split: what each declared aspect must be, and which sets must hold nothing else.
package struct DesiredAspects: Equatable, Sendable {
    /// `nil` as a value means: must be absent.
    package var values: [AspectName: JSONValue?]
    /// Bases whose undeclared members count as drift under exclusive ownership.
    package var closedBases: Set<String>
    /// Policies of which only members are declared, by base.
    package var forms: [String: PolicyFormDeclaration]
    /// Spec keys that are accepted but not kept.
    package var notKept: [String]

    package init(
        values: [AspectName: JSONValue?] = [:], closedBases: Set<String> = [], forms: [String: PolicyFormDeclaration] = [:],
        notKept: [String] = []
    ) {
        self.values = values
        self.closedBases = closedBases
        self.forms = forms
        self.notKept = notKept
    }
}

/// What is known of a resource in AWS beyond its name.
package struct Binding: Equatable, Sendable {
    package let arn: String
    package let uniqueID: String?

    package init(arn: String, uniqueID: String?) {
        self.arn = arn
        self.uniqueID = uniqueID
    }
}

/// Turns `Kind/name` into an ARN.
package protocol ReferenceResolver: Sendable {
    /// - Returns: the text itself where it is an ARN.
    func arn(for reference: String, from resource: DesiredResource) throws(ResolutionFault) -> String
}

/// A reference that leads nowhere.
package struct ResolutionFault: Error, Equatable, Sendable {
    package let message: String
    package init(message: String) { self.message = message }
}

/// The kinds there are.
package enum KindRegistry {
    package static let all: [any KindDefinition] = [RoleKind(), ManagedPolicyKind(), UserKind(), GroupKind(), KMSKeyKind()] + Self.beyondIAM

    private static let beyondIAM: [any KindDefinition] = [BucketKind(), SecurityGroupKind(), NeptuneClusterKind(), ServiceControlPolicyKind()]

    package static func definition(of kind: ResourceKind) -> (any KindDefinition)? { Self.byName[kind.rawValue] }

    private static let byName: [String: any KindDefinition] = Dictionary(
        Self.all.map { ($0.kind.rawValue, $0) }, uniquingKeysWith: { first, _ in first })
}
