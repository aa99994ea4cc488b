package import Foundation
package import IAMPolicy

/// What `preflight` tells of one chain.
package struct PreflightReport: Sendable {
    package let blueprint: ResourceIdentity
    /// In the order of the chain; empty where nobody has judged it.
    package let records: [ChainRecord]
    package let command: String?
    /// `nil`: it was never judged.
    package let judgedAt: Date?
    /// Whether it was judged for this answer, and not long ago.
    package let isLive: Bool

    package init(blueprint: ResourceIdentity, records: [ChainRecord], command: String?, judgedAt: Date?, isLive: Bool) {
        self.blueprint = blueprint
        self.records = records.sorted { ($0.position, $0.link.name) < ($1.position, $1.link.name) }
        self.command = command
        self.judgedAt = judgedAt
        self.isLive = isLive
    }

    /// As it was judged by the last whole pass over the account. The command is not remembered.
    /// - Throws: `ControlError` where the selector does not name one blueprint; what the queries throw.
    package static func gather(from queries: some StateQueries, selector: ResourceSelector) async throws -> PreflightReport {
        let blueprint = try Self.blueprint(selector, among: try await queries.desiredResources().map(\.identity))
        let records = try await queries.chainRecords().filter { $0.blueprint == blueprint }
        let pass = try await queries.lastPasses().first { $0.account == blueprint.account }
        return PreflightReport(
            blueprint: blueprint, records: records, command: nil, judgedAt: records.isEmpty ? nil : pass?.finishedAt, isLive: false)
    }

    /// The one that is meant.
    /// - Throws: `ControlError` where it is none, or several.
    package static func blueprint(_ selector: ResourceSelector, among identities: [ResourceIdentity]) throws(ControlError) -> ResourceIdentity {
        if let kind = selector.kind, !kind.isBlueprint {
            let kinds = ResourceKind.blueprints.map(\.rawValue).sorted().joined(separator: ", ")
            throw ControlError(code: .invalid, message: "a \(kind) has no chain of its own; preflight takes \(kinds)")
        }
        return try selector.single(among: identities.filter(\.kind.isBlueprint))
    }

    /// `{"blueprint", "state", "judgedAt", "live", "links": [{"link", "state", "reason", "fix", "decidedBy", "until", "since"}],
    /// "firstLink", "command"}`: the command only where every link is whole, else the link to look at first.
    package var json: JSONValue {
        let first = self.first
        return [
            "blueprint": .string(self.blueprint.description),
            "state": .string((first?.link.state ?? (self.records.isEmpty ? .unknown : .ok)).rawValue),
            "judgedAt": .time(self.judgedAt), "live": .bool(self.isLive),
            "links": .array(self.records.map { .object(ChainReport.link($0)) }), "firstLink": .text(first?.link.name),
            "command": first == nil && !self.records.isEmpty ? .text(self.command) : .null
        ]
    }

    /// A broken link is to be mended before one that cannot be told is looked into, and before one is waited for.
    private var first: ChainRecord? {
        [ChainLink.State.broken, .unknown, .propagating].lazy.compactMap { state in self.records.first { $0.link.state == state } }.first
    }

    /// 0 where every link is whole, 2 where one is broken, 3 where none is and one cannot be told or still propagates.
    ///
    /// What hangs on a broken link cannot be told: a chain with one is broken all the same.
    package static func exit(of json: JSONValue) -> ExitStatus {
        let states = (json["links"]?.arrayValue ?? []).map { $0["state"]?.stringValue.flatMap(ChainLink.State.init) }
        if states.contains(.broken) { return .differs }
        return !states.isEmpty && states.allSatisfy { $0 == .ok } ? .fine : .undetermined
    }
}
