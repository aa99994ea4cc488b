import Foundation
package import ReconcileCore

extension OperatorDesk {
    /// Lets corrections go that a rule keeps back, asking or refusing; the reason is journalled with who gave it.
    /// - Parameter ids: of corrections or of their drifts; at least one.
    /// - Throws: `notFound` where an id is unknown, `conflict` where another rule keeps it back or the rule cannot be ignored;
    ///   then nothing is approved.
    @discardableResult
    package func approve(_ ids: [String], overriding override: GuardOverride, by actor: OperatorIdentity) async throws -> [CorrectionRecord] {
        guard !ids.isEmpty else {
            throw ControlError(code: .invalid, message: "name the corrections for which \(override.name.rawValue) is to be ignored")
        }
        guard override.name.mayBeOverridden else {
            throw ControlError(
                code: .conflict, message: "nothing was approved: \(override.name.rawValue) is never ignored; change what it tells of instead")
        }
        return try await self.decide(about: nil) { now, commit in
            let held = try await self.store.corrections(of: nil, includingFinal: false)
                .filter { [.awaitingApproval, .refused].contains($0.state) && $0.decision?.verdict != .rejected }
            var chosen: [CorrectionRecord] = []
            for id in ids {
                let correction = try self.correction(id, among: held)
                guard correction.heldBy == override.name else {
                    throw ControlError(
                        code: .conflict,
                        message: "nothing was approved: \(correction.id) is kept back by \(correction.heldBy?.rawValue ?? "no rule"), "
                            + "not by \(override.name.rawValue)")
                }
                if !chosen.contains(where: { $0.id == correction.id }) { chosen.append(correction) }
            }
            for index in chosen.indices {
                chosen[index].state = .queued
                chosen[index].updatedAt = now
                chosen[index].decision = CorrectionDecision(
                    verdict: .approved, by: actor.name, at: now, reason: override.reason, overrides: override.name)
                commit.drifts += try await self.drifts(of: chosen[index], become: .correcting, reason: nil)
                commit.journal.append(self.entry(.correctionApproved, chosen[index], actor, at: now, reason: override.reason))
            }
            commit.corrections = chosen
            return chosen
        }
    }
}
