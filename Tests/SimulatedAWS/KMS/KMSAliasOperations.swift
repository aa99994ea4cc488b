import IAMPolicy

/// Aliases and grants.
enum KMSAliasOperations {
    static let operations: [String: Operation] = [
        "CreateAlias": { call, state in
            let key = try KMSCall(call).livingKey(in: state, member: "TargetKeyId")
            let name = call.text("AliasName")
            guard name.hasPrefix("alias/"), !name.hasPrefix("alias/aws/") else {
                throw ServiceFault("InvalidAliasNameException", "Alias must start with the prefix \"alias/\"")
            }
            if KMSCall(call).kms(state).aliases[name] != nil {
                throw ServiceFault("AlreadyExistsException", "An alias with the name \(Self.arn(name, call)) already exists")
            }
            Self.put(name, .init(keyID: key.id, createdAt: call.seconds, updatedAt: call.seconds), call, &state)
            return [:]
        },
        "UpdateAlias": { call, state in
            let key = try KMSCall(call).livingKey(in: state, member: "TargetKeyId")
            let name = call.text("AliasName")
            guard var alias = KMSCall(call).kms(state).aliases[name] else { throw KMSCall.notFound("Alias \(Self.arn(name, call)) is not found.") }
            alias.keyID = key.id
            alias.updatedAt = call.seconds
            Self.put(name, alias, call, &state)
            return [:]
        },
        "DeleteAlias": { call, state in
            let name = call.text("AliasName")
            if KMSCall(call).kms(state).aliases[name] == nil { throw KMSCall.notFound("Alias \(Self.arn(name, call)) is not found.") }
            Self.put(name, nil, call, &state)
            return [:]
        },
        "ListAliases": { call, state in
            var found = KMSCall(call).kms(state).aliases
            if call.optionalText("KeyId") != nil {
                let key = try KMSCall(call).key(in: state)
                found = found.filter { $0.value.keyID == key.id }
            }
            return ["Aliases": .array(found.map { Self.entry($0.key, $0.value, call) })]
        },
        "CreateGrant": { call, state in try Self.grant(call, &state) },
        "RevokeGrant": { call, state in
            var key = try KMSCall(call).livingKey(in: state)
            guard let place = key.grants.firstIndex(where: { $0.id == call.text("GrantId") }) else {
                throw KMSCall.notFound("Grant ID \(call.text("GrantId")) not found")
            }
            key.grants.remove(at: place)
            KMSCall(call).put(key, in: &state)
            return [:]
        },
        "ListGrants": { call, state in
            let key = try KMSCall(call).key(in: state)
            let names = PrincipalNames(state)
            return ["Grants": .array(key.grants.map { Self.entry($0, of: key, names, call) })]
        }
    ]

    private static func put(_ name: String, _ alias: KMSState.Alias?, _ call: ServiceCall, _ state: inout WorldState) {
        state.accounts[call.account]?.keys[call.region]?.aliases[name] = alias
    }

    private static func arn(_ name: String, _ call: ServiceCall) -> String { "arn:aws:kms:\(call.region):\(call.account):\(name)" }

    private static func entry(_ name: String, _ alias: KMSState.Alias, _ call: ServiceCall) -> JSONValue {
        [
            "AliasName": .string(name), "AliasArn": .string(Self.arn(name, call)), "TargetKeyId": .string(alias.keyID),
            "CreationDate": JSONValue(alias.createdAt), "LastUpdatedDate": JSONValue(alias.updatedAt)
        ]
    }

    private static func grant(_ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        var key = try KMSCall(call).livingKey(in: state)
        if key.condition == .disabled { throw ServiceFault("DisabledException", "\(key.arn) is disabled.") }
        func kept(_ arn: String) throws(ServiceFault) -> String {
            let parts = arn.split(separator: ":", maxSplits: 5).map(String.init)
            guard parts.count == 5 || parts.count == 6, parts[2] == "iam", state.accounts[parts[3]] != nil, !arn.hasSuffix(":root") else {
                return arn
            }
            guard PrincipalNames(call.seen).uniqueID(of: arn) != nil, let id = PrincipalNames(state).uniqueID(of: arn) else {
                throw ServiceFault("InvalidArnException", "ARN does not exist: \(arn)")
            }
            return id
        }
        let name = call.optionalText("Name")
        let grantee = try kept(call.text("GranteePrincipal"))
        var retiring: String?
        if let arn = call.optionalText("RetiringPrincipal") { retiring = try kept(arn) }
        let grant = SimulatedKey.Grant(
            id: state.newUUID().replacing("-", with: "") + state.newUUID().replacing("-", with: ""), name: name, grantee: grantee, retiring: retiring,
            operations: call.texts("Operations"), constraints: call.input["Constraints"], createdAt: call.seconds)
        // With a name the same call gives the same grant again.
        if let name,
            let same = key.grants.first(where: {
                $0.name == name && $0.grantee == grantee && $0.operations == grant.operations && $0.constraints == grant.constraints
            })
        {
            return ["GrantId": .string(same.id), "GrantToken": .string("token-\(same.id)")]
        }
        key.grants.append(grant)
        KMSCall(call).put(key, in: &state)
        return ["GrantId": .string(grant.id), "GrantToken": .string("token-\(grant.id)")]
    }

    private static func entry(_ grant: SimulatedKey.Grant, of key: SimulatedKey, _ names: PrincipalNames, _ call: ServiceCall) -> JSONValue {
        .object(
            .present([
                "GrantId": .string(grant.id), "KeyId": .string(key.arn), "Name": .string(grant.name ?? ""),
                "CreationDate": JSONValue(grant.createdAt),
                "GranteePrincipal": .string(names.arn(ofID: grant.grantee) ?? grant.grantee),
                "RetiringPrincipal": grant.retiring.map { .string(names.arn(ofID: $0) ?? $0) },
                "IssuingAccount": .string("arn:aws:iam::\(call.account):root"), "Operations": .array(grant.operations.map { .string($0) }),
                "Constraints": grant.constraints
            ]))
    }
}
