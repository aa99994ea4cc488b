/// Principals of which each stands for all that a comparison cannot tell apart from it.
///
/// Elements that name principals know no wildcards but `*`, so the named ones and a
/// fresh one of each kind and account are all there are; conditions on keys that
/// follow from the principal add those that pass and fail them.
struct PrincipalCandidates {
    private(set) var principals: [RequestPrincipal] = []
    private(set) var isComplete = true
    private var seen: Set<RequestPrincipal> = []

    static let freshAccount = "123456789012"
    private static let candidatesMax = 400

    init(_ documents: ComparedDocuments) {
        let named = documents.statements.flatMap { statement -> [PrincipalPattern.Item] in
            switch statement.principals {
            case .absent: []
            case .named(let pattern), .leftOut(let pattern): pattern.items
            }
        }
        let asked = ConditionedPrincipals(documents)
        if !asked.isComplete { self.isComplete = false }
        let conditioned = asked.principals.filter { documents.type.namesPrincipals || $0.isIdentity }
        var accounts = asked.accounts
        if documents.type.namesPrincipals {
            for item in named { self.add(item, accounts: &accounts) }
        }
        for principal in conditioned { self.add(principal) }
        accounts = ExactText.sortedSet(accounts)
        if !accounts.contains(Self.freshAccount) { accounts.append(Self.freshAccount) } else { accounts.append("999999999999") }
        for account in accounts { self.addFresh(account: account, conditioned: conditioned, documents) }
        if asked.tellsKindsApart {
            let arn = PrincipalARN(account: accounts[0], name: "example")
            self.add(.federatedUser(arn))
            self.add(RequestPrincipal.role(arn, sessionName: nil).inPartition("aws-cn"))
        }
        if documents.type.namesPrincipals {
            self.add(.anonymous)
            self.add(.service("example.amazonaws.com"))
            self.add(.federated(provider: "example.com"))
        }
        if self.principals.count > Self.candidatesMax {
            self.principals = Array(self.principals.prefix(Self.candidatesMax))
            self.isComplete = false
        }
    }

    private mutating func add(_ principal: RequestPrincipal) {
        if self.seen.insert(principal).inserted { self.principals.append(principal) }
    }

    private mutating func add(_ item: PrincipalPattern.Item, accounts: inout [String]) {
        switch item {
        case .everyone, .uniqueID: break
        case .account(let account):
            accounts.append(account)
            self.add(.root(account: account))
        case .principal(let principal):
            if let account = principal.account { accounts.append(account) }
            if case .role(let arn, let session?) = principal {
                self.add(.role(arn, sessionName: session))
                self.add(.role(arn, sessionName: session == "other" ? "another" : "other"))
            } else {
                self.add(principal)
            }
        case .named("Service", let name): self.add(.service(name))
        case .named("Federated", let name): self.add(.federated(provider: name))
        case .named("CanonicalUser", let id): self.add(.canonicalUser(id))
        case .named: break
        }
    }

    /// One role, one user and the root user of whom no statement knows, and what conditions know in that account.
    private mutating func addFresh(account: String, conditioned: [RequestPrincipal], _ documents: ComparedDocuments) {
        let used = Set(self.principals.compactMap(\.name))
        let name = ["example", "somebody", "anybody", "nobody-in-particular"].first { !used.contains($0) } ?? "fresh-name-of-nobody"
        self.add(.role(PrincipalARN(account: account, name: name), sessionName: nil))
        self.add(.user(PrincipalARN(account: account, name: name)))
        // Control policies bind the root user of a member account.
        if documents.type.namesPrincipals || documents.type == .scp { self.add(.root(account: account)) }
        for principal in conditioned {
            if principal.isIdentity { self.add(principal.moved(to: account)) }
        }
    }
}

extension RequestPrincipal {
    /// Whether identity policies can be attached to it.
    var isIdentity: Bool {
        switch self {
        case .user, .role, .federatedUser: true
        case .root, .federated, .service, .canonicalUser, .anonymous: false
        }
    }

    /// Its namesake in another account.
    func moved(to account: String) -> Self {
        switch self {
        case .root: .root(account: account)
        case .user(let arn): .user(arn.moved(to: account))
        case .role(let arn, let session): .role(arn.moved(to: account), sessionName: session)
        case .federatedUser(let arn): .federatedUser(arn.moved(to: account))
        case .federated, .service, .canonicalUser, .anonymous: self
        }
    }

    fileprivate var name: String? {
        switch self {
        case .user(let arn), .role(let arn, _), .federatedUser(let arn): arn.name
        case .root, .federated, .service, .canonicalUser, .anonymous: nil
        }
    }
}

extension PrincipalARN {
    fileprivate func moved(to account: String) -> Self { Self(partition: self.partition, account: account, path: self.path, name: self.name) }
}
