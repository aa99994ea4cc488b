import IAMPolicy

/// What a resource has to do with blueprints: what one has brought along and why, or which ones it comes from.
package struct BlueprintOrigin: Sendable {
    /// One resource that a blueprint has brought along or adds to.
    package struct Member: Sendable {
        package let resource: DesiredResource
        package let observed: ObservedResource?
        package let drifts: Int

        package init(resource: DesiredResource, observed: ObservedResource?, drifts: Int) {
            self.resource = resource
            self.observed = observed
            self.drifts = drifts
        }
    }

    /// Of a blueprint, in the order of their identities.
    package var members: [Member] = []
    /// Each permission with its reason and the blueprint that asks for it; `nil` where that cannot be told without the daemon.
    package var reasons: [(blueprint: ResourceIdentity, reason: PermissionReason)]? = []
    /// What people should know of a blueprint.
    package var notes: [String] = []
    /// The chain of a blueprint as it was judged last.
    package var chain: [ChainRecord] = []

    package init() {}

    /// - Parameter explain: What a stored blueprint comes to; `nil` where nobody can tell.
    package static func gather(
        of resource: DesiredResource, among desired: [DesiredResource], from queries: some StateQueries,
        explain: (DesiredResource, StoredResources) -> BlueprintExpansion?
    ) async throws -> BlueprintOrigin {
        var origin = BlueprintOrigin()
        let isBlueprint = resource.identity.kind.isBlueprint
        guard isBlueprint || !resource.blueprints.isEmpty else { return origin }
        let observed = try await queries.observedResources()
        let stored = StoredResources(desired: desired, observed: observed)
        for blueprint in isBlueprint ? [resource] : desired.filter({ resource.blueprints.contains($0.identity) }) {
            guard let expansion = explain(blueprint, stored) else {
                origin.reasons = nil
                break
            }
            let own = expansion.reasons.filter { isBlueprint || $0.resource == resource.identity }
            origin.reasons?.append(contentsOf: own.map { (blueprint.identity, $0) })
            if isBlueprint { origin.notes = expansion.notes }
        }
        guard isBlueprint else { return origin }
        let seen = Dictionary(observed.map { ($0.identity, $0) }, uniquingKeysWith: { _, last in last })
        let open = Dictionary(grouping: try await queries.drifts(of: nil, includingEnded: false), by: \.resource).mapValues(\.count)
        origin.members = desired.filter { $0.blueprints.contains(resource.identity) }.sorted { $0.identity < $1.identity }.map {
            Member(resource: $0, observed: seen[$0.identity], drifts: open[$0.identity] ?? 0)
        }
        origin.chain = try await queries.chainRecords().filter { $0.blueprint == resource.identity }
        return origin
    }

    /// `"blueprints"`, `"written"`, `"members": [{"resource", "state", "drifts", "blueprints"}]`, `"chain": [link…]`, `"notes"` and
    /// `"permissions": [{"blueprint", "resource", "aspect", "actions", "because"}]`, the last one `null` where it cannot be told.
    func json(of resource: DesiredResource) -> [JSONObject.Member] {
        [
            .init(name: "blueprints", value: .array(resource.blueprints.map { .string($0.description) })),
            .init(name: "written", value: resource.ownSpec.map { .object($0) } ?? .null),
            .init(name: "members", value: .array(self.members.map(Self.member))),
            .init(name: "permissions", value: self.reasons.map { .array($0.map(Self.permission)) } ?? .null),
            .init(name: "chain", value: .array(ChainReport.sorted(self.chain).map { .object(ChainReport.link($0)) })),
            .init(name: "notes", value: .array(self.notes.map { .string($0) }))
        ]
    }

    private static func member(_ member: Member) -> JSONValue {
        [
            "resource": .string(member.resource.identity.description),
            "state": .string(ResourceReport.state(of: member.resource, observed: member.observed).rawValue), "drifts": JSONValue(member.drifts),
            "blueprints": .array(member.resource.blueprints.map { .string($0.description) })
        ]
    }

    private static func permission(_ entry: (blueprint: ResourceIdentity, reason: PermissionReason)) -> JSONValue {
        [
            "blueprint": .string(entry.blueprint.description), "resource": .string(entry.reason.resource.description),
            "aspect": .string(entry.reason.aspect.description), "actions": .array(entry.reason.actions.map { .string($0) }),
            "because": .string(entry.reason.because)
        ]
    }
}
