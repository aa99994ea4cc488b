/// A kind that people ask for in their own words: it stands for resources that are kept, for a chain that is judged, or for both.
///
/// Its manifest is stored like that of any resource, under `account/Kind/name` and without a region; AWS knows nothing of it.
package protocol BlueprintDefinition: Sendable {
    var kind: ResourceKind { get }
    /// What `metadata.name` must look like.
    var nameRule: StringRule { get }
    var fields: [SpecField] { get }

    /// The resources it stands for, each permission with its reason.
    /// - Throws: `BlueprintFault` for parameters that AWS would refuse, or that do not go together.
    func expansion(of blueprint: DesiredResource, in surroundings: BlueprintSurroundings) throws(BlueprintFault) -> BlueprintExpansion

    /// What has to be known of AWS to judge its chain, beyond the resources that are kept anyway.
    func questions(of blueprint: DesiredResource, in surroundings: BlueprintSurroundings) -> [ChainQuestion]

    /// What the answers so far make it worth asking beside them: the endpoints of a VPC that only the cluster tells.
    ///
    /// Asked again with the answers of each round, until it names nothing that has not been asked, at most
    /// `ChainQuestion.roundsMax` times. Nothing where it is not told otherwise. Ids in the answers are `*` where only the permissions for
    /// asking are worked out.
    func furtherQuestions(of blueprint: DesiredResource, in view: ChainView) -> [ChainQuestion]

    /// The chain, link by link, in the order in which a request passes them.
    func links(of blueprint: DesiredResource, in view: ChainView) -> [ChainLink]

    /// The command that works once every link is whole; `nil` where there is none.
    func command(of blueprint: DesiredResource, in view: ChainView) -> String?
}

extension BlueprintDefinition {
    package func furtherQuestions(of blueprint: DesiredResource, in view: ChainView) -> [ChainQuestion] { [] }
}

/// What a blueprint can refer to beside its own parameters.
package struct BlueprintSurroundings: Sendable {
    package let account: AccountSettings
    package let configuration: Configuration
    /// What is declared for the account beside it; expansions of blueprints included.
    package let desired: [DesiredResource]
    /// What was read last of it; empty where nobody has looked yet, or nobody can.
    package let observed: [ObservedResource]

    package init(account: AccountSettings, configuration: Configuration, desired: [DesiredResource] = [], observed: [ObservedResource] = []) {
        self.account = account
        self.configuration = configuration
        self.desired = desired
        self.observed = observed
    }
}

/// What a blueprint comes to.
package struct BlueprintExpansion: Sendable {
    /// Their source, labels and settings are the blueprint's; `ResourceSettings` that a member needs otherwise are set by it.
    package var resources: [DesiredResource]
    package var reasons: [PermissionReason]
    /// What people should know: a document that was made tighter than the usual one, and why.
    package var notes: [String]

    package init(resources: [DesiredResource] = [], reasons: [PermissionReason] = [], notes: [String] = []) {
        self.resources = resources
        self.reasons = reasons
        self.notes = notes
    }
}

/// Why a blueprint asks for a permission.
package struct PermissionReason: Equatable, Sendable {
    package let resource: ResourceIdentity
    /// The aspect that grants it: `inlinePolicies[export]`.
    package let aspect: AspectName
    /// `kms:Decrypt`, or several.
    package let actions: [String]
    /// "to list and read objects, so that the export does not write duplicates".
    package let because: String

    package init(resource: ResourceIdentity, aspect: AspectName, actions: [String], because: String) {
        self.resource = resource
        self.aspect = aspect
        self.actions = actions
        self.because = because
    }
}

/// A parameter of a blueprint that cannot be.
package struct BlueprintFault: Error, Equatable, Sendable {
    /// `destination`, or `queries[2].text`: below `spec`.
    package let path: String
    /// For people: what is wrong, with AWS's own rule where there is one.
    package let message: String
    package let suggestion: String?

    package init(path: String, message: String, suggestion: String? = nil) {
        self.path = path
        self.message = message
        self.suggestion = suggestion
    }
}

/// The blueprints that a program knows.
package struct BlueprintCatalog: Sendable {
    package let all: [any BlueprintDefinition]
    private let byKind: [ResourceKind: any BlueprintDefinition]

    package init(_ all: [any BlueprintDefinition] = []) {
        self.all = all
        self.byKind = Dictionary(all.map { ($0.kind, $0) }, uniquingKeysWith: { first, _ in first })
    }

    package func definition(of kind: ResourceKind) -> (any BlueprintDefinition)? { self.byKind[kind] }
}
