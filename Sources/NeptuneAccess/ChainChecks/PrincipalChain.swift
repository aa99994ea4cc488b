import IAMPolicy
import ReconcileCore

/// What the chains of blueprints share that give something to a role or a user.
struct PrincipalChain {
    let inspection: ChainInspection
    let holder: ChainResource
    let requests: [ChainRequest]

    /// - Parameters:
    ///   - documents: what the blueprint gives; each permission has to be effective.
    init(_ identity: ResourceIdentity, arn: String?, documents: [JSONValue], _ inspection: ChainInspection) {
        self.inspection = inspection
        self.holder = inspection.view.resource(identity)
        let principal = (self.holder.live?.arn ?? arn).flatMap { RequestPrincipal($0) }
        self.requests =
            principal.map { principal in
                documents.flatMap { GrantedRequests(inspection: inspection, principal: principal).requests(in: $0) }
            } ?? []
    }

    func exists(_ name: String) -> ChainLink {
        self.inspection.existence(
            name, self.holder,
            fix: "create it, or name somebody who is there: aws iam get-\(self.word) --\(self.word)-name \(self.holder.identity.name)")
    }

    private var word: String { self.holder.identity.kind == .user ? "user" : "role" }

    var access: [ChainLink] { self.inspection.access(of: self.holder, self.requests) }
}
