package import Foundation

extension Commit {
    /// What ends with the declaration of some resources; it is stored in one step with the deletion.
    /// - Parameters:
    ///   - drifts, corrections, windows: those of `resources` that have not ended.
    package static func ending(
        _ resources: [ResourceIdentity], drifts: [DriftRecord], corrections: [CorrectionRecord], windows: [PropagationWindow], at date: Date
    ) -> Commit {
        var ledger = PassLedger(drifts: drifts, corrections: corrections, windows: windows, at: date)
        ledger.endUndeclared(besides: [])
        var commit = ledger.commit()
        commit.forgotten = resources
        return commit
    }
}
