import Crypto
import Foundation
import IAMPolicy

/// Says of each drift of one resource what it does to access, and how urgent it is.
package struct DriftAssessor: Sendable {
    package let kind: ResourceKind
    package let surroundings: AccessSurroundings

    package init(kind: ResourceKind, surroundings: AccessSurroundings) {
        self.kind = kind
        self.surroundings = surroundings
    }

    package func assess(_ drift: AspectDrift) -> Assessment {
        let effect = KindRegistry.definition(of: self.kind)?.effect(of: drift, in: self.surroundings)
        let plain = effect ?? AccessEffect(.undetermined, .access, reason: "\(self.kind) is not a kind that is kept")
        return Assessment(DeadPrincipal.isNamed(in: drift) ? self.withDeadPrincipal(drift, plain) : plain)
    }

    /// Whether a policy that is written otherwise than declared is proved to grant the same, both ways.
    ///
    /// Such a document is no drift: there is nothing in it that anybody could do or not do because of it.
    /// One that is missing or extra always is, and so is one that names a principal that was deleted.
    package func grantsTheSame(_ drift: AspectDrift) -> Bool {
        guard drift.desired != nil, drift.live != nil, AspectComparator.policyType(of: drift.aspect, in: self.kind) != nil else { return false }
        let assessment = self.isFormMember(drift) ? self.assessedByItself(drift) : self.assess(drift)
        return assessment.direction == .neutral && assessment.reason == nil
    }

    private func isFormMember(_ drift: AspectDrift) -> Bool {
        drift.aspect.member != nil && self.surroundings.desired.forms[drift.aspect.base] != nil
    }

    /// A declared statement counts for itself: that another one makes up for it today is no reason to leave it changed.
    private func assessedByItself(_ drift: AspectDrift) -> Assessment {
        guard !DeadPrincipal.isNamed(in: drift), let type = AspectComparator.policyType(of: drift.aspect, in: self.kind) else {
            return self.assess(drift)
        }
        return Assessment(
            .ofDocuments(
                old: [drift.desired].compactMap(\.self), new: [drift.live].compactMap(\.self), type: type, in: self.surroundings))
    }

    /// The id in the place of an ARN keeps a namesake out; writing the ARN again lets it in.
    private func withDeadPrincipal(_ drift: AspectDrift, _ plain: AccessEffect) -> AccessEffect {
        let opened: Set<AccessEffect.Reach> = [.everybody, .otherAccount, .administrator]
        var effect = AccessEffect(
            .widens, .access, reach: plain.reach.intersection(opened),
            reason: "a principal that is named was deleted: putting its ARN back gives the access to whoever bears the name")
        effect.witness = effect.reach.isEmpty ? self.namesake(drift) : plain.witness
        return effect
    }

    /// What the declared document would give to the namesake.
    private func namesake(_ drift: AspectDrift) -> AccessWitness? {
        guard let desired = drift.desired, let live = drift.live, let type = AspectComparator.policyType(of: drift.aspect, in: self.kind),
            let change = try? PolicyChange(old: [live], new: [desired], type: type, surroundings: self.surroundings)
        else { return nil }
        let found = AccessComparison.compare(old: change.old, new: change.new, type: type).witness
        return found.map { WitnessFitting(change: change).fitted($0, isGained: true) }
    }

    // MARK: When to judge again

    /// Raised when the judgement changes, so that drifts judged before are judged once more.
    private static let version = 1

    /// What a judgement rests on, as a hash: while it stays the same there is nothing to judge again.
    package func basis(of drift: AspectDrift) -> String {
        let parts: [JSONValue] =
            [JSONValue(Self.version), drift.desired ?? .null, drift.live ?? .null, .string(self.surroundings.arn ?? "")]
            + self.related(to: drift)
        let digest = SHA256.hash(data: Data(JSONWriter.compact(.array(parts)).utf8))
        return digest.prefix(12).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    /// Documents beside the aspect that its judgement depends on.
    private func related(to drift: AspectDrift) -> [JSONValue] {
        if self.isFormMember(drift) {
            let live = self.surroundings.live
            return [live?.aspects[AspectName(drift.aspect.base)] ?? .null, live?.blocked(drift.aspect).map { .string($0) } ?? .null]
        }
        let arns = [drift.aspect.member, drift.desired?.stringValue, drift.live?.stringValue].compactMap(\.self)
        switch drift.aspect.base {
        case "managedPolicies": return arns.map { self.surroundings.policies.entry(arn: $0)?.document ?? .null }
        case "permissionsBoundary":
            return arns.map { self.surroundings.policies.entry(arn: $0)?.document ?? .null } + self.surroundings.liveIdentity().documents
        case "members": return self.surroundings.liveIdentity().documents
        default: return []
        }
    }
}
