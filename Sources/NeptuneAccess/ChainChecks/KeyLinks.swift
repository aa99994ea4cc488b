import IAMPolicy
import ReconcileCore

/// The key that a chain uses.
struct ChainKey {
    let parameter: KeyParameter
    let resource: ChainResource

    init(_ parameter: KeyParameter, in view: ChainView) {
        self.parameter = parameter
        self.resource = view.resource(Self.identity(of: parameter, in: view.surroundings))
    }

    /// A key of another account is kept under no name: it goes by its ARN.
    private static func identity(of parameter: KeyParameter, in surroundings: BlueprintSurroundings) -> ResourceIdentity {
        parameter.identity
            ?? ResourceIdentity(
                account: surroundings.account.name, region: ARN(parameter.locator)?.region, kind: .kmsKey, name: parameter.locator)
    }

    static func question(_ parameter: KeyParameter, in surroundings: BlueprintSurroundings) -> ChainQuestion {
        ChainReads.resource(
            Self.identity(of: parameter, in: surroundings), locator: parameter.locator, more: parameter.alias == nil ? [] : ["aliases"],
            in: surroundings)
    }

    /// Why requests for it cannot be told; empty where its ARN is known.
    var lack: [String] {
        self.arn == nil ? [self.resource.lack ?? "the ARN of \(self.parameter.text) is not known"] : []
    }

    /// As AWS has it, else as the parameter tells.
    var arn: String? { self.resource.live?.arn ?? self.parameter.arn }

    /// The aliases of the key; the one by which the chain names it counts as there, whether it still is being another link's business.
    var aliases: [String] {
        let members = self.resource.members("aliases").filter { $0.value == .string($0.key) }.keys
        return Set(members).union([self.parameter.alias].compactMap(\.self)).sorted()
    }

    /// All names that a bucket may know the key by.
    var names: Set<String> {
        var names: Set<String> = [self.parameter.text, self.parameter.locator, "\(ResourceKind.kmsKey)/\(self.resource.identity.name)"]
        if let arn { names.formUnion([arn, ARN(arn)?.resource.split(separator: "/").last.map(String.init) ?? arn]) }
        names.formUnion(self.aliases)
        if let parsed = arn.flatMap({ ARN($0) }) {
            for alias in self.aliases { names.insert("arn:\(parsed.partition):kms:\(parsed.region):\(parsed.account):\(alias)") }
        }
        return names
    }
}

extension ChainInspection {
    /// Requests for a key; none where its ARN is not known.
    func keyRequests(
        _ principal: RequestPrincipal, _ actions: [String], _ key: ChainKey, _ context: [String: [String]] = [:]
    ) -> [ChainRequest] {
        guard let arn = key.arn else { return [] }
        var context = context
        context["kms:CallerAccount"] = [self.account.accountID]
        context["kms:ResourceAliases"] = key.aliases
        let policy = ChainPolicies.policy("keyPolicy", of: key.resource, name: arn)
        return actions.map { action in
            var request = self.request(principal, action, arn, context)
            request.resourcePolicy = policy
            return request
        }
    }

    /// The same through S3, which asks KMS in the principal's name.
    /// - SeeAlso: AWS KMS Developer Guide, "How Amazon S3 uses AWS KMS".
    func keyRequestsThroughS3(_ principal: RequestPrincipal?, _ actions: [String], _ key: ChainKey?) -> [ChainRequest] {
        guard let principal, let key else { return [] }
        return self.keyRequests(
            principal, actions, key, ["kms:ViaService": [key.parameter.viaS3], "kms:EncryptionContextKeys": ["aws:s3:arn"]])
    }

    /// Whether the key can be used as it is.
    func keyState(_ key: ChainKey) -> ChainLink {
        self.view.link("keyState", self.stateOfKey(key), watching: [ChainAspect(key.resource.identity, "enabled")])
    }

    private func stateOfKey(_ key: ChainKey) -> ChainFinding {
        guard let live = key.resource.live else {
            guard key.resource.isAbsent else { return .unknown(key.resource.lack ?? "the key has not been read") }
            return .broken(
                "there is no key \(key.parameter.locator)", fix: "name a key of \(self.region) that exists, or create one: aws kms create-key")
        }
        let id = ShellText.quoted(live.uniqueID ?? live.arn)
        if let spec = live.facts["keySpec"]?.stringValue, spec != "SYMMETRIC_DEFAULT" {
            return .broken("\(live.arn) is a key of the kind \(spec); S3 encrypts with symmetric keys only", fix: "name a symmetric key")
        }
        if let usage = live.facts["keyUsage"]?.stringValue, usage != "ENCRYPT_DECRYPT" {
            return .broken("\(live.arn) is for \(usage), not for encryption", fix: "name a key that encrypts")
        }
        if let region = ARN(live.arn)?.region, region != self.region {
            return .broken("\(live.arn) lies in \(region), and is needed in \(self.region)", fix: "name a key of \(self.region)")
        }
        switch key.resource.value("enabled") {
        case .bool(true): return .ok()
        case .string:
            return .broken(
                "\(live.arn) waits to be deleted", fix: "aws kms cancel-key-deletion --key-id \(id) && aws kms enable-key --key-id \(id)")
        case .bool(false): return .broken("\(live.arn) is disabled", fix: "aws kms enable-key --key-id \(id)")
        default: return .unknown("the state of \(live.arn) is not known")
        }
    }

    /// Whether the key's own policy lets the requests pass, or hands them on to the account; a grant does as well.
    func keyPolicy(_ key: ChainKey, _ requests: [ChainRequest], holder: String) -> ChainLink {
        let granted = Self.operationsGranted(to: holder, by: key.resource)
        let needed = requests.filter { request in !granted.contains(request.request.action.split(separator: ":").last.map(String.init) ?? "") }
        return self.resourcePolicy("keyPolicy", "keyPolicy", of: key.resource, needed, holder: holder, note: needed.isEmpty ? "by a grant" : nil)
    }

    /// A grant with constraints may not cover a request: it does not count.
    private static func operationsGranted(to holder: String, by key: ChainResource) -> Set<String> {
        let grants = key.members("grants").values.compactMap { KMSGrant(value: $0) }
        return Set(grants.filter { $0.grantee == holder && $0.constraints == nil }.flatMap(\.operations))
    }
}
