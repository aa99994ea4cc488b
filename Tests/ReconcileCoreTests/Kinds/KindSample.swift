import IAMPolicy
import ReconcileCore
import ReconcileTestKit

/// What the tests of the kinds share.
enum KindSample {
    static func drift(_ aspect: AspectName, _ desired: JSONValue?, _ live: JSONValue?) -> AspectDrift {
        let kind: DriftKind = desired == nil ? .extra : live == nil ? .missing : .modified
        return AspectDrift(aspect: aspect, kind: kind, desired: desired, live: live, differences: [])
    }

    static func target(
        _ resource: DesiredResource, live: LiveResource?, others: [DesiredResource] = []
    ) throws -> CorrectionTarget {
        guard let kind = KindRegistry.definition(of: resource.identity.kind) else { throw ResolutionFault(message: "no such kind") }
        let desired = try kind.desiredAspects(of: resource, resolver: Fixtures.references([resource] + others))
        return CorrectionTarget(resource: resource, desired: desired, account: Fixtures.account(), live: live)
    }

    /// The statements of the daemon's own policy: resources by action.
    static func permissions(_ resources: [DesiredResource], mode: ReconcileMode = .enforce) -> [String: Set<String>] {
        let document = DaemonPermissions(account: Fixtures.account(), resources: resources, mode: mode).document
        var granted: [String: Set<String>] = [:]
        for statement in document["Statement"]?.arrayValue ?? [] {
            let arns = (statement["Resource"]?.arrayValue ?? []).compactMap(\.stringValue)
            for action in (statement["Action"]?.arrayValue ?? []).compactMap(\.stringValue) { granted[action, default: []].formUnion(arns) }
        }
        return granted
    }
}
