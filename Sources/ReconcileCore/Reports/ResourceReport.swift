package import IAMPolicy

/// The list that `get` shows.
package enum ResourceReport {
    /// `{"resources": [{"resource", "account", "region", "kind", "name", "state", "drifts", "lastReadAt", "owner", "reason",
    /// "blueprints"}]}`. The state of a blueprint is that of its chain, or `declared` where that was not judged so far.
    package static func gather(from queries: some StateQueries, selector: ResourceSelector) async throws -> JSONValue {
        let desired = try await queries.desiredResources().filter { selector.matches($0.identity) }
        let reads = LastReads(try await queries.lastPasses())
        let observed = try await queries.observedOutlines().map(reads.applied)
        let drifts = try await queries.drifts(of: nil, includingEnded: false)
        return Self.json(desired: desired, observed: observed, drifts: drifts, chains: try await queries.chainRecords())
    }

    package static func json(
        desired: [DesiredResource], observed: [ObservedResource], drifts: [DriftRecord], chains: [ChainRecord] = []
    ) -> JSONValue {
        let chains = Dictionary(grouping: chains, by: \.blueprint)
        let seen = Dictionary(observed.map { ($0.identity, $0) }, uniquingKeysWith: { _, last in last })
        let open = Dictionary(grouping: drifts.filter { $0.end == nil }, by: \.resource).mapValues(\.count)
        let rows = desired.sorted { $0.identity < $1.identity }.map { resource in
            Self.row(
                resource, observed: seen[resource.identity], drifts: open[resource.identity] ?? 0, chain: chains[resource.identity] ?? [])
        }
        return ["resources": .array(rows)]
    }

    private static func row(_ resource: DesiredResource, observed: ObservedResource?, drifts: Int, chain: [ChainRecord]) -> JSONValue {
        let identity = resource.identity
        return [
            "resource": .string(identity.description), "account": .string(identity.account), "region": .text(identity.region),
            "kind": .string(identity.kind.rawValue), "name": .string(identity.name),
            "state": .string(Self.word(of: resource, observed: observed, chain: chain)), "drifts": JSONValue(drifts),
            "lastReadAt": .time(observed?.lastReadAt), "owner": .string(resource.source.owner),
            "reason": .text(observed?.gap?.message ?? Self.trouble(in: chain)),
            "blueprints": .array(resource.blueprints.map { .string($0.description) })
        ]
    }

    /// The state of a resource, or of a blueprint.
    static func word(of resource: DesiredResource, observed: ObservedResource?, chain: [ChainRecord]) -> String {
        let identity = resource.identity
        guard identity.kind.isBlueprint, !resource.isOrphaned else { return Self.state(of: resource, observed: observed).rawValue }
        guard let link = Self.deciding(chain)?.link else { return Self.declared }
        return identity.kind.isAssertion ? AssertionState(link.state).rawValue : link.state.rawValue
    }

    /// The state of a blueprint that nobody has judged.
    private static let declared = "declared"

    /// The first of the worst.
    private static func deciding(_ chain: [ChainRecord]) -> ChainRecord? {
        let sorted = ChainReport.sorted(chain)
        return [ChainLink.State.broken, .unknown, .propagating, .ok].lazy.compactMap { state in sorted.first { $0.link.state == state } }.first
    }

    private static func trouble(in chain: [ChainRecord]) -> String? {
        guard let link = Self.deciding(chain)?.link, link.state != .ok, let reason = link.reason else { return nil }
        return "\(link.name): \(reason)"
    }

    /// What is declared and was never looked at cannot be judged; it is not in sync.
    package static func state(of resource: DesiredResource, observed: ObservedResource?) -> ObservedResource.State {
        resource.isOrphaned ? .orphaned : observed?.state ?? .undetermined
    }

    /// The state of each declared resource.
    package static func states(desired: [DesiredResource], observed: [ObservedResource]) -> [ResourceIdentity: ObservedResource.State] {
        let seen = Dictionary(observed.map { ($0.identity, $0) }, uniquingKeysWith: { _, last in last })
        return Dictionary(
            desired.map { ($0.identity, Self.state(of: $0, observed: seen[$0.identity])) }, uniquingKeysWith: { _, last in last })
    }
}
