/// No more resources are deleted in one pass than the configuration allows, which is none where it says nothing.
package struct DeletionGuard: Sendable {
    package let limits: Limits

    package init(limits: Limits) { self.limits = limits }

    /// - Parameter proposals: all of the pass; only whole resources that would be deleted count, not members or versions.
    /// - Returns: why none of them is sent, or `nil`.
    package func reason(for proposals: [CorrectionProposal]) -> String? {
        let count = proposals.count { $0.draft.isDeletion }
        guard count > self.limits.deletionsPerPassMax else { return nil }
        return "this pass would delete \(count) \(count == 1 ? "resource" : "resources"); limits.deletionsPerPassMax is "
            + "\(self.limits.deletionsPerPassMax)"
    }
}

extension CorrectionDraft {
    /// Whether it takes away a whole resource.
    package var isDeletion: Bool { self.stage >= .deletePrincipal }
}
