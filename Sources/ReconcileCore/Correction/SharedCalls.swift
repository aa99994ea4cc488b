import IAMPolicy

/// A call that brings back what two resources declare, such as a membership of user and group, goes out once.
struct SharedCalls {
    private struct Call: Hashable {
        let service: String
        let region: String?
        let operation: String
        let parameters: JSONObject

        init(_ mutation: Mutation) {
            self.service = mutation.service
            self.region = mutation.region
            self.operation = mutation.operation
            self.parameters = mutation.parameters
        }
    }

    private var owners: [Call: ResourceIdentity] = [:]

    /// - Parameter underWay: corrections whose calls are being sent, or were and may not show yet.
    init(underWay: [CorrectionRecord]) {
        for correction in underWay where Self.mayHaveBeenSent(correction.state) { self.claim(correction.mutations, for: correction.resource) }
    }

    private static func mayHaveBeenSent(_ state: CorrectionState) -> Bool {
        switch state {
        case .queued, .intended, .applied, .readable, .unknown: true
        case .planned, .awaitingApproval, .settled, .failed, .refused, .superseded: false
        }
    }

    private mutating func claim(_ mutations: [Mutation], for resource: ResourceIdentity) {
        for mutation in mutations where self.owners[Call(mutation)] == nil { self.owners[Call(mutation)] = resource }
    }

    /// Claims the calls for the resource.
    /// - Returns: why they wait, where another resource has claimed one of them; `nil` where they may be sent.
    mutating func reasonToWait(_ mutations: [Mutation], of resource: ResourceIdentity) -> String? {
        for mutation in mutations {
            guard let owner = self.owners[Call(mutation)], owner != resource else { continue }
            return "the same \(mutation.operation) goes out for \(owner)"
        }
        self.claim(mutations, for: resource)
        return nil
    }
}
