import IAMPolicy

/// What is known around a drift: whose resource it is, and what else counts there.
package struct AccessSurroundings: Sendable {
    /// Twelve digits: the account that owns the resource.
    package let accountID: String
    package let partition: String
    /// The resource's own ARN; `nil` where it is not known.
    package let arn: String?
    package let desired: DesiredAspects
    /// `nil`: not there.
    package let live: LiveResource?
    package let policies: KnownPolicies

    package init(
        account: AccountSettings, arn: String?, desired: DesiredAspects, live: LiveResource?, policies: KnownPolicies = KnownPolicies()
    ) {
        self.accountID = account.accountID
        self.partition = account.partition
        self.arn = arn
        self.desired = desired
        self.live = live
        self.policies = policies
    }

    /// The declared value of an aspect; `nil` where none is declared or it must be absent.
    func declared(_ base: String) -> JSONValue? { self.desired.values[AspectName(base)] ?? nil }

    /// What the live resource may do by its own policies, as far as that is known.
    func liveIdentity() -> (documents: [JSONValue], isComplete: Bool) {
        guard let live else { return ([], true) }
        var documents: [JSONValue] = []
        var isComplete = live.gaps["inlinePolicies"] == nil && live.gaps["managedPolicies"] == nil
        for (aspect, value) in live.aspects.sorted(by: { $0.key < $1.key }) {
            switch aspect.base {
            case "inlinePolicies": documents.append(value)
            case "managedPolicies":
                let entry = self.policies.entry(arn: aspect.member ?? "")
                if let entry { documents.append(entry.document) }
                isComplete = isComplete && entry?.isComplete == true
            default: break
            }
        }
        return (documents, isComplete)
    }
}
