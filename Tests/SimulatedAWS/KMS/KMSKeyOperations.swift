import IAMPolicy

/// Keys themselves: their state, rotation, description and tags.
/// - SeeAlso: AWS KMS Developer Guide, "Key states of AWS KMS keys".
enum KMSKeyOperations {
    static let operations: [String: Operation] = [
        "CreateKey": { call, state in try Self.create(call, &state) },
        "DescribeKey": { call, state in
            ["KeyMetadata": Self.metadata(try KMSCall(call).key(in: state, takesAlias: true), call)]
        },
        "ListKeys": { call, state in
            ["Keys": .array(KMSCall(call).kms(state).keys.values.map { ["KeyId": .string($0.id), "KeyArn": .string($0.arn)] })]
        },
        "EnableKey": { call, state in try Self.change(call, &state) { $0.condition = .enabled } },
        "DisableKey": { call, state in try Self.change(call, &state) { $0.condition = .disabled } },
        "ScheduleKeyDeletion": { call, state in
            let days = call.number("PendingWindowInDays") ?? 30
            let end = call.seconds + days * 86_400
            var output = try Self.change(call, &state) { $0.condition = .pendingDeletion(end) }
            output = ["KeyId": .string(try KMSCall(call).key(in: state).arn), "KeyState": "PendingDeletion"]
            return output
        },
        "CancelKeyDeletion": { call, state in
            var key = try KMSCall(call).key(in: state)
            guard case .pendingDeletion = key.condition else { throw KMSCall.invalidState("\(key.arn) is not pending deletion.") }
            key.condition = .disabled
            KMSCall(call).put(key, in: &state)
            return ["KeyId": .string(key.arn)]
        },
        "UpdateKeyDescription": { call, state in
            try Self.change(call, &state) { $0.description = call.text("Description") }
        },
        "TagResource": { call, state in
            let output = try Self.change(call, &state) { $0.tags.add(call, TagSet.kms) }
            if try KMSCall(call).key(in: state).tags.values.count > 50 { throw ServiceFault("TagException", "Too many tags") }
            return output
        },
        "UntagResource": { call, state in
            try Self.change(call, &state) { $0.tags.remove(call.texts("TagKeys")) }
        },
        "ListResourceTags": { call, state in ["Tags": try KMSCall(call).key(in: state).tags.list(TagSet.kms)] },
        "EnableKeyRotation": { call, state in
            try Self.rotate(call, &state, isOn: true)
        },
        "DisableKeyRotation": { call, state in try Self.rotate(call, &state, isOn: false) },
        "GetKeyRotationStatus": { call, state in Self.rotation(try KMSCall(call).key(in: state)) }
    ]

    private static func create(_ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        let id = state.newUUID()
        let arn = "arn:aws:kms:\(call.region):\(call.account):key/\(id)"
        let everything: JSONValue = [
            "Version": "2012-10-17", "Id": "key-default-1",
            "Statement": [
                [
                    "Sid": "Enable IAM User Permissions", "Effect": "Allow", "Principal": ["AWS": .string("arn:aws:iam::\(call.account):root")],
                    "Action": "kms:*", "Resource": "*"
                ]
            ]
        ]
        var policy = StoredDocument(kept: everything)
        if let text = call.optionalText("Policy") { policy = try KMSPolicyOperations.checked(text, call, state) }
        var key = SimulatedKey(id: id, arn: arn, createdAt: call.seconds, policy: policy)
        key.description = call.optionalText("Description") ?? ""
        key.tags = TagSet(call, TagSet.kms)
        key.spec = call.optionalText("KeySpec") ?? key.spec
        KMSCall(call).put(key, in: &state)
        return ["KeyMetadata": Self.metadata(key, call)]
    }

    private static func change(
        _ call: ServiceCall, _ state: inout WorldState, _ body: (inout SimulatedKey) -> Void
    ) throws(ServiceFault) -> JSONObject {
        var key = try KMSCall(call).livingKey(in: state)
        body(&key)
        KMSCall(call).put(key, in: &state)
        return [:]
    }

    private static func rotate(_ call: ServiceCall, _ state: inout WorldState, isOn: Bool) throws(ServiceFault) -> JSONObject {
        var key = try KMSCall(call).livingKey(in: state)
        if key.condition == .disabled { throw ServiceFault("DisabledException", "\(key.arn) is disabled.") }
        if key.spec != "SYMMETRIC_DEFAULT" { throw ServiceFault("UnsupportedOperationException", "\(key.arn) cannot be rotated.") }
        key.isRotated = isOn
        if isOn { key.rotationDays = call.number("RotationPeriodInDays") ?? 365 }
        KMSCall(call).put(key, in: &state)
        return [:]
    }

    private static func rotation(_ key: SimulatedKey) -> JSONObject {
        // What is to be deleted is not rotated until somebody takes that back.
        let isPending = if case .pendingDeletion = key.condition { true } else { false }
        let isRotated = key.isRotated && !isPending
        return .present([
            "KeyId": .string(key.id), "KeyRotationEnabled": .bool(isRotated),
            "RotationPeriodInDays": isRotated ? JSONValue(key.rotationDays) : nil
        ])
    }

    private static func metadata(_ key: SimulatedKey, _ call: ServiceCall) -> JSONValue {
        let deletion: JSONValue? = if case .pendingDeletion(let date) = key.condition { JSONValue(date) } else { nil }
        return .object(
            .present([
                "KeyId": .string(key.id), "Arn": .string(key.arn), "AWSAccountId": .string(call.account), "CreationDate": JSONValue(key.createdAt),
                "Enabled": .bool(key.condition == .enabled), "Description": .string(key.description), "KeyUsage": "ENCRYPT_DECRYPT",
                "KeyState": .string(key.condition.name), "DeletionDate": deletion, "Origin": "AWS_KMS", "KeyManager": "CUSTOMER",
                "CustomerMasterKeySpec": .string(key.spec), "KeySpec": .string(key.spec), "MultiRegion": false,
                "EncryptionAlgorithms": [.string(key.spec)]
            ]))
    }
}
