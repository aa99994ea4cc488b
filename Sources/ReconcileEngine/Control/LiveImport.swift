import IAMPolicy
import ReconcileCore

/// Looks at resources that nobody declares yet, and answers with manifests that declare them as they are.
struct LiveImport: Sendable {
    let context: EngineContext
    let configuration: Configuration
    let manifests: any ManifestSource

    /// Most resources of one answer.
    static let resourcesMax = 10_000

    /// What of one call is meant.
    struct Wish: Sendable {
        /// `KIND/NAME` or `account/KIND/NAME`; of a key `KMSKey/alias/name` as well.
        let resources: [String]
        let account: String?
        /// All roles, users, groups and policies below it; `nil`: only those that are named.
        let pathPrefix: String?
    }

    /// - Returns: `{"manifests": [document…], "notes": [text…], "missing": [resource…], "unreadable": [{"resource", "reason"}…]}`.
    func answer(_ wish: Wish) async throws -> JSONValue {
        let account = try self.account(wish.account)
        var requests = try wish.resources.map { try self.request($0, account) }
        if let prefix = wish.pathPrefix { requests += try await self.below(prefix, account) }
        guard requests.count <= Self.resourcesMax else {
            throw ControlError(code: .invalid, message: "\(requests.count) resources are too many for one answer: name a longer --path-prefix")
        }
        let snapshot = await self.context.reader.snapshot(of: account, targets: requests.compactMap { $0.target(account: account) })
        if let failure = snapshot.failure { throw ControlError(code: .unavailable, message: failure.message) }
        return try await self.declared(requests, snapshot, account)
    }

    private func declared(_ requests: [ImportRequest], _ snapshot: Snapshot, _ account: AccountSettings) async throws -> JSONValue {
        let stored = try await self.context.store.desiredResources()
        var known = DesiredReferences(
            desired: stored + requests.map(\.stub), observed: try await self.context.store.observedResources(), accounts: [account])
        known = known.learning(from: snapshot.readings)
        let names = self.names(requests, snapshot)
        var answer = ImportAnswer()
        for request in requests {
            let identity = request.stub.identity
            switch snapshot.readings[identity] {
            case .present(let live):
                var imported = ImportedResource(stub: request.stub, live: live, references: names)
                do throws(ResolutionFault) {
                    try imported.verify(live: live, resolver: known)
                    answer.add(self.manifests.document(of: imported.resource), notes: imported.notes.map { "\(identity): \($0)" })
                } catch {
                    answer.unreadable(identity, error.message)
                }
            case .absent: answer.missing.append(.string(identity.description))
            case .unreadable(let gap): answer.unreadable(identity, gap.message)
            case nil: answer.unreadable(identity, "it was not read")
            }
        }
        return answer.json
    }

    /// The policies of the same answer are referred to by name, so that they are created in order elsewhere.
    private func names(_ requests: [ImportRequest], _ snapshot: Snapshot) -> [String: String] {
        var names: [String: String] = [:]
        for request in requests where request.stub.identity.kind == .managedPolicy {
            guard case .present(let live) = snapshot.readings[request.stub.identity] else { continue }
            names[live.arn] = "\(ResourceKind.managedPolicy)/\(request.stub.identity.name)"
        }
        return names
    }

    private func request(_ text: String, _ account: AccountSettings) throws(ControlError) -> ImportRequest {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[1].isEmpty else {
            throw ControlError(code: .invalid, message: "`\(text)` is no resource: write KIND/NAME, such as Role/neptune-export")
        }
        if parts[0] == account.name, parts[1].contains("/") { return try self.request(parts[1], account) }
        return try ImportRequest(kind: try ResourceSelector.kind(named: parts[0]), name: parts[1], account: account)
    }

    private func below(_ prefix: String, _ account: AccountSettings) async throws(ControlError) -> [ImportRequest] {
        switch await self.context.reader.names(of: account, pathPrefix: prefix) {
        case .success(let found):
            var requests: [ImportRequest] = []
            for (kind, name) in found { requests.append(try ImportRequest(kind: kind, name: name, account: account)) }
            return requests
        case .failure(let gap):
            throw ControlError(code: .unavailable, message: gap.message)
        }
    }

    private func account(_ name: String?) throws(ControlError) -> AccountSettings {
        if let name {
            guard let account = self.configuration.account(named: name) else {
                throw ControlError(code: .notFound, message: "there is no account `\(name)` in the configuration")
            }
            return account
        }
        guard self.configuration.accounts.count == 1, let only = self.configuration.accounts.first else {
            throw ControlError(code: .invalid, message: "name one account with --account")
        }
        return only
    }
}

/// What an import came to.
private struct ImportAnswer {
    private var manifests: [JSONValue] = []
    private var notes: [JSONValue] = []
    var missing: [JSONValue] = []
    private var unreadable: [JSONValue] = []

    mutating func add(_ document: JSONValue, notes: [String]) {
        self.manifests.append(document)
        self.notes += notes.map(JSONValue.string)
    }

    mutating func unreadable(_ identity: ResourceIdentity, _ reason: String) {
        self.unreadable.append(["resource": .string(identity.description), "reason": .string(reason)])
    }

    var json: JSONValue {
        [
            "manifests": .array(self.manifests), "notes": .array(self.notes), "missing": .array(self.missing),
            "unreadable": .array(self.unreadable)
        ]
    }
}
