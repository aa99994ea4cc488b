import IAMPolicy

/// The questions that judging access takes beside what is kept anyway.
package enum ChainReads {
    /// What has to be read of those who make requests.
    private static let bases: [ResourceKind: Set<String>] = [
        .role: ["trustPolicy", "permissionsBoundary", "inlinePolicies", "managedPolicies", "tags"],
        .user: ["permissionsBoundary", "inlinePolicies", "managedPolicies", "groups", "tags"],
        .group: ["inlinePolicies", "managedPolicies"], .managedPolicy: ["document"], .kmsKey: ["keyPolicy", "enabled"],
        .bucket: ["bucketPolicy", "defaultEncryption"]
    ]

    static func bases(of kind: ResourceKind) -> Set<String> { Self.bases[kind] ?? [] }

    /// A resource with all that judging takes; one that is kept is found as it is kept.
    /// - Parameters:
    ///   - locator: how AWS finds it where it is not kept.
    ///   - more: bases beside the usual ones.
    package static func resource(
        _ identity: ResourceIdentity, locator: String? = nil, more: Set<String> = [], in surroundings: BlueprintSurroundings
    ) -> ChainQuestion {
        let bases = Self.bases(of: identity.kind).union(more)
        guard let kept = surroundings.desired.first(where: { $0.identity == identity }) else {
            return .resource(ReadTarget(identity: identity, locator: locator, bases: bases))
        }
        let bound = surroundings.observed.first { $0.identity == identity }?.binding
        let own = PassPlan.target(of: kept, account: surroundings.account, bound: bound)
        return .resource(
            ReadTarget(
                identity: identity, locator: own.locator ?? locator, bases: own.bases.union(bases), soughtMembers: own.soughtMembers))
    }

    /// The control policies over the account; nothing where no organization is configured.
    package static func controlPolicies(in surroundings: BlueprintSurroundings) -> [ChainQuestion] {
        surroundings.configuration.organizationAccount == nil ? [] : [.controlPolicies]
    }

    // MARK: What the answers lead to

    /// The groups of a user, and the documents of all policies that a principal and its groups have, its boundary's included.
    package static func policies(of identity: ResourceIdentity, in view: ChainView) -> [ChainQuestion] {
        let holders = Self.holders(identity, in: view)
        let groups = holders.dropFirst().map { Self.resource($0.identity, in: view.surroundings) }
        let policies = Self.policyARNs(of: holders).filter { KnownPolicies().entry(arn: $0)?.isComplete != true }
        return groups
            + policies.map { Self.resource(Self.policyIdentity($0, account: view.account.name), locator: $0, in: view.surroundings) }
    }

    /// Under which all these are found among the readings.
    static func policyIdentities(of identity: ResourceIdentity, in view: ChainView) -> [ResourceIdentity] {
        let holders = Self.holders(identity, in: view)
        return holders.dropFirst().map(\.identity) + Self.policyARNs(of: holders).map { Self.policyIdentity($0, account: view.account.name) }
    }

    /// The principal itself, then its groups.
    private static func holders(_ identity: ResourceIdentity, in view: ChainView) -> [ChainResource] {
        let holder = view.resource(identity)
        let groups = holder.members("groups").values.compactMap(\.stringValue).sorted().map {
            ResourceIdentity(account: identity.account, region: nil, kind: .group, name: $0)
        }
        return [holder] + groups.map(view.resource)
    }

    private static func policyARNs(of holders: [ChainResource]) -> [String] {
        let attached = holders.flatMap { $0.members("managedPolicies").keys }
        let boundary = holders.first?.value("permissionsBoundary")?.stringValue
        return Set(attached + [boundary].compactMap(\.self)).sorted()
    }

    /// A policy of AWS may bear the name of one of the account's: it goes by its ARN.
    package static func policyIdentity(_ arn: String, account: String) -> ResourceIdentity {
        let parsed = ARN(arn)
        let isOwn = parsed?.account != "aws" && parsed?.resource.hasPrefix("policy/") == true
        let name = isOwn ? parsed?.resource.split(separator: "/").last.map(String.init) ?? arn : arn
        return ResourceIdentity(account: account, region: nil, kind: .managedPolicy, name: name)
    }

    /// The bucket itself, once it is known where it lies.
    package static func bucket(_ name: String, in view: ChainView) -> [ChainQuestion] {
        guard let region = view.bucketRegion(name) else { return [] }
        let identity = ResourceIdentity(account: view.account.name, region: region, kind: .bucket, name: name)
        return [Self.resource(identity, in: view.surroundings)]
    }
}
