package import IAMPolicy

/// The list that `get` shows.
package enum ResourceReport {
    /// `{"resources": [{"resource", "account", "region", "kind", "name", "state", "drifts", "lastReadAt", "owner", "reason"}]}`.
    package static func gather(from queries: some StateQueries, selector: ResourceSelector) async throws -> JSONValue {
        let desired = try await queries.desiredResources().filter { selector.matches($0.identity) }
        let reads = LastReads(try await queries.lastPasses())
        let observed = try await queries.observedResources().map(reads.applied)
        let drifts = try await queries.drifts(of: nil, includingEnded: false)
        return Self.json(desired: desired, observed: observed, drifts: drifts)
    }

    package static func json(desired: [DesiredResource], observed: [ObservedResource], drifts: [DriftRecord]) -> JSONValue {
        let seen = Dictionary(observed.map { ($0.identity, $0) }, uniquingKeysWith: { _, last in last })
        let open = Dictionary(grouping: drifts.filter { $0.end == nil }, by: \.resource).mapValues(\.count)
        let rows = desired.sorted { $0.identity < $1.identity }.map { resource in
            Self.row(resource, observed: seen[resource.identity], drifts: open[resource.identity] ?? 0)
        }
        return ["resources": .array(rows)]
    }

    private static func row(_ resource: DesiredResource, observed: ObservedResource?, drifts: Int) -> JSONValue {
        let identity = resource.identity
        return [
            "resource": .string(identity.description), "account": .string(identity.account), "region": .text(identity.region),
            "kind": .string(identity.kind.rawValue), "name": .string(identity.name),
            "state": .string(Self.state(of: resource, observed: observed).rawValue), "drifts": JSONValue(drifts),
            "lastReadAt": .time(observed?.lastReadAt), "owner": .string(resource.source.owner), "reason": .text(observed?.gap?.message)
        ]
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
