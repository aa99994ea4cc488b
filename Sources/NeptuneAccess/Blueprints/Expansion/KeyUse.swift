import IAMPolicy

/// How a key is used: by which actions, and in which requests only.
struct KeyUse {
    enum Limit {
        case none
        /// The names that an encryption context may have, at least one of them.
        case contextKeys([String])
        /// S3 alone asks for it, on the caller's behalf: `s3.eu-west-1.amazonaws.com`.
        case service(String)
    }

    let sid: String
    let purposes: [Grant.Purpose]
    let limit: Limit

    init(_ sid: String, _ purposes: [Grant.Purpose], limit: Limit = .none) {
        self.sid = sid
        self.purposes = purposes
        self.limit = limit
    }

    /// The statement for an identity policy.
    func grant(on key: KeyParameter) -> Grant {
        Grant(self.sid, self.purposes, on: [key.policyResource], if: key.condition.joined(self.condition))
    }

    /// The item of the form `access` for the key's own policy.
    func item(principal: String) -> JSONValue {
        var item: JSONObject = [
            "principal": .string(principal), "actions": .texts(self.purposes.flatMap(\.actions)), "resources": ["*"]
        ]
        switch self.limit {
        case .none: break
        case .contextKeys(let names): item["context"] = ["kms:EncryptionContextKeys": .texts(names)]
        case .service(let name): item["context"] = ["kms:ViaService": .string(name)]
        }
        return .object(item)
    }

    private var condition: JSONObject {
        switch self.limit {
        case .none: JSONObject()
        // Without `Null` a call that has no encryption context at all would pass: `ForAllValues` is true of nothing.
        // IAM User Guide, "Set operators for multivalued context keys".
        case .contextKeys(let names):
            [
                "ForAllValues:StringEquals": ["kms:EncryptionContextKeys": .texts(names)],
                "Null": ["kms:EncryptionContextKeys": "false"]
            ]
        case .service(let name): ["StringEquals": ["kms:ViaService": .string(name)]]
        }
    }
}

extension KeyUse {
    /// What reads encrypted objects needs: S3 asks KMS in its name.
    /// - SeeAlso: Amazon S3 User Guide, "Protecting data with SSE-KMS"; AWS KMS Developer Guide, `kms:ViaService`.
    static func readingThroughS3(_ sid: String, _ key: KeyParameter, because: String) -> KeyUse {
        KeyUse(sid, [.init(["kms:Decrypt"], because)], limit: .service(key.viaS3))
    }
}
