import IAMPolicy

/// Judges what principals may do to one resource, by what this look and earlier ones showed of them.
///
/// Service and resource control policies are never part of it.
package struct AccessSurvey: Sendable {
    let account: AccountSettings
    private let access: SnapshotAccess
    /// Principals that this look could not tell of, with why.
    private let unread: [ResourceIdentity: String]

    /// - Parameters:
    ///   - kept: the resources of the account, whether this look was at them or not.
    ///   - readings: what this look showed; it counts where memory tells otherwise.
    package init(
        account: AccountSettings, kept: [DesiredResource], observed: [ObservedResource],
        readings: [ResourceIdentity: ResourceReading] = [:]
    ) {
        var seen = Dictionary(observed.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
        var unread: [ResourceIdentity: String] = [:]
        for (identity, reading) in readings {
            var resource = seen[identity] ?? ObservedResource(identity: identity, state: .undetermined)
            switch reading {
            case .present(let live):
                resource.live = live
                resource.gap = nil
            case .absent:
                resource.live = nil
                unread[identity] = "\(identity) does not exist"
            case .unreadable(let gap):
                resource.live = nil
                unread[identity] = "\(identity) could not be read (\(gap.message))"
            }
            seen[identity] = resource
        }
        self.account = account
        let policies = KnownPolicies(observed: seen.values.filter { $0.identity.kind == .managedPolicy })
        self.access = SnapshotAccess(desired: kept, observed: seen, policies: policies)
        self.unread = unread
    }

    /// Why nothing can be said of a principal: it is kept here and not known to exist.
    func lack(of principal: RequestPrincipal) -> String? {
        guard let kept = self.kept(principal) else { return nil }
        if let reason = self.unread[kept.identity] { return reason }
        return self.access.observed[kept.identity]?.live == nil ? "\(kept.identity) has not been read yet, or does not exist" : nil
    }

    /// All levels of a request, with the document as the resource's own policy.
    /// - Parameter source: where the document stands, for people.
    func levels(for request: AccessRequest, document: JSONValue?, source: String) -> SnapshotLevels {
        var levels = SnapshotLevels(self.access, request, principal: self.kept(request.principal), resource: nil)
        levels.judge(by: document, from: source)
        return levels
    }

    private func kept(_ principal: RequestPrincipal) -> DesiredResource? {
        let named: (kind: ResourceKind, arn: PrincipalARN)
        switch principal {
        case .role(let arn, _): named = (.role, arn)
        case .user(let arn): named = (.user, arn)
        case .root, .federatedUser, .federated, .service, .canonicalUser, .anonymous: return nil
        }
        guard named.arn.account == self.account.accountID else { return nil }
        return self.access.desired.first { resource in
            resource.identity.kind == named.kind && resource.identity.account == self.account.name
                && resource.identity.name.lowercased() == named.arn.name.lowercased()
        }
    }
}
