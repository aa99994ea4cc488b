import ReconcileCore

/// Remembers who asked for a pass, and which passes answered.
actor SyncBook {
    struct State: Equatable, Sendable {
        /// `nil`: whole accounts.
        let resource: ResourceIdentity?
        var waitingFor: Set<String>
        var passes: [PassRecord]
    }

    /// Answers that are kept; older ones are forgotten.
    static let requestsMax = 256

    private var lastRequest = 0
    private var requests: [Int: State] = [:]

    func begin(resource: ResourceIdentity?, accounts: Set<String>) -> Int {
        self.lastRequest += 1
        self.requests[self.lastRequest] = State(resource: resource, waitingFor: accounts, passes: [])
        self.requests[self.lastRequest - Self.requestsMax] = nil
        return self.lastRequest
    }

    /// The requests that a pass starting now will answer: those that ask for no more than it looks at.
    /// - Parameter only: what it looks at; `nil`: the whole account.
    func open(for account: String, only: Set<ResourceIdentity>?) -> [Int] {
        self.requests.filter { _, state in
            guard state.waitingFor.contains(account) else { return false }
            guard let only else { return true }
            return state.resource.map(only.contains) ?? false
        }.keys.sorted()
    }

    /// No more passes are made over other accounts than these.
    func keep(accounts: Set<String>) {
        for number in self.requests.keys { self.requests[number]?.waitingFor.formIntersection(accounts) }
    }

    func answer(_ numbers: [Int], account: String, pass: PassRecord?) {
        for number in numbers {
            self.requests[number]?.waitingFor.remove(account)
            if let pass { self.requests[number]?.passes.append(pass) }
        }
    }

    func state(of request: Int) -> State? { self.requests[request] }
}
