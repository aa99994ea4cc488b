import IAMPolicy

/// A policy that is somebody's boundary, though it should not be, keeps what it says until the declared boundary is back: what it
/// withholds from them more by being put back itself, they would lack in between.
struct LiftedBoundaries {
    /// Who has each policy as the boundary that is taken from them in this pass, by the policy's ARN.
    private let holders: [String: ResourceIdentity]

    /// - Parameter proposals: What is sent in this pass.
    init(_ proposals: [CorrectionProposal]) {
        let lifting = proposals.filter { $0.draft.stage == .release }
        self.holders = Dictionary(
            lifting.flatMap { proposal in
                proposal.drifts.filter { $0.aspect.base == "permissionsBoundary" }.compactMap { drift in
                    drift.live?.stringValue.map { ($0, proposal.resource.identity) }
                }
            }, uniquingKeysWith: min)
    }

    /// - Returns: why calls that change a policy are not sent yet, or `nil`.
    func reasonToWait(_ mutations: [Mutation]) -> String? {
        let arns = mutations.lazy.filter { $0.operation == "CreatePolicyVersion" }.compactMap { $0.parameters["PolicyArn"]?.stringValue }
        return arns.compactMap { self.holders[$0] }.first.map { "it limits \($0) until the declared boundary is back, which comes first" }
    }
}
