import IAMPolicy
import ReconcileCore

/// Makes what AWS has the declaration, where an operator says that it was right.
struct Acceptance: Sendable {
    let store: any StateStore
    let keeper: DesiredStateKeeper
    let configuration: Configuration

    /// - Parameter id: of a drift, or of a correction for all that it is about.
    /// - Returns: the resource as it is declared from now on, and the aspects that were accepted.
    /// - Throws: `ControlError` that says why it cannot be done.
    func accept(
        _ id: String, reason: String, detaches: Bool, by actor: OperatorIdentity
    ) async throws -> (resource: DesiredResource, drifts: [DriftRecord]) {
        let drifts = try await self.drifts(id)
        guard let first = drifts.first else {
            throw ControlError(code: .notFound, message: "there is no open drift \(id): `reconcilectl status` lists them")
        }
        let desired = try await self.store.desiredResources()
        guard
            let stored = desired.first(where: { $0.identity == first.resource }),
            let definition = KindRegistry.definition(of: first.resource.kind)
        else { throw ControlError(code: .conflict, message: "\(first.resource) is no longer declared: there is nothing to change") }
        if let moving = drifts.first(where: { Self.isMoving($0.state) }) {
            throw ControlError(
                code: .conflict, message: "\(moving.aspect) of \(moving.resource) is being put back: `reconcilectl rollback` goes back from that")
        }
        let references = DesiredReferences(
            desired: desired, observed: try await self.store.observedResources(), accounts: self.configuration.accounts)
        var wanted = stored
        do throws(ResolutionFault) {
            for drift in drifts {
                wanted = try SpecAcceptance(resource: wanted, definition: definition, resolver: references).accepting(drift.drift)
            }
        } catch {
            throw ControlError(code: .conflict, message: error.message)
        }
        try await self.keeper.replace(stored, with: wanted, reason: reason, detaches: detaches, actor: actor)
        return (wanted, drifts)
    }

    private func drifts(_ id: String) async throws -> [DriftRecord] {
        let open = try await self.store.drifts(of: nil, includingEnded: false)
        if let drift = open.first(where: { $0.id == id }) { return [drift] }
        let correction = try await self.store.corrections(of: nil, includingFinal: false).first { $0.id == id }
        return open.filter { correction?.driftIDs.contains($0.id) == true }
    }

    private static func isMoving(_ state: DriftState) -> Bool {
        switch state {
        case .correcting, .propagating, .suspectedRevert, .unknown: true
        case .open, .awaitingApproval, .failed, .refused, .fighting, .ignored, .paused: false
        }
    }
}
