package import IAMPolicy
package import ReconcileCore

/// A key of KMS, however it was named.
package struct KeyParameter: Equatable, Sendable {
    /// As the blueprint says it: `alias/NAME`, `KMSKey/NAME`, a key id or an ARN.
    package let text: String
    /// What finds it: `alias/NAME`, a key id or an ARN.
    package let locator: String
    /// Under which it is kept; `nil` for a key of another account.
    package let identity: ResourceIdentity?
    /// `alias/NAME`, where it is named by its alias.
    package let alias: String?
    /// The ARN of the key itself, where the parameter tells it.
    package let arn: String?
    /// All keys of its account and region, for policies that tie an alias by a condition.
    package let keysARN: String
    /// What `kms:ViaService` holds when S3 uses the key for somebody: `s3.eu-west-1.amazonaws.com`.
    package let viaS3: String

    static let shape = SpecShape.nullable(.reference([.kmsKey], .keyLocator))

    /// What an identity policy can name: no policy matches the ARN of an alias.
    /// - SeeAlso: AWS KMS Developer Guide, "Specifying KMS keys in IAM policy statements".
    package var policyResource: String { self.arn ?? self.keysARN }

    /// What ties a statement to the alias where the key's ARN is not known; empty where it is.
    /// - SeeAlso: AWS KMS Developer Guide, `kms:ResourceAliases`.
    package var condition: JSONObject {
        guard self.arn == nil, let alias else { return JSONObject() }
        return ["ForAnyValue:StringEquals": ["kms:ResourceAliases": .string(alias)]]
    }
}

extension ParameterReader {
    func key(_ name: String, region: String) throws(BlueprintFault) -> KeyParameter? {
        guard let text = try self.text(name, .any) else { return nil }
        guard text.hasPrefix("KMSKey/") else { return try self.key(text, locator: text, declared: nil, region: region, path: name) }
        let wanted = self.identity(.kmsKey, region: region, String(text.dropFirst("KMSKey/".count)))
        guard let declared = self.declared(.kmsKey, region: region, where: { $0.identity == wanted }),
            let locator = declared.spec["key"]?.stringValue
        else {
            throw BlueprintFault(path: name, message: "there is no manifest of `\(text)` in \(region)", suggestion: "alias/NAME")
        }
        return try self.key(text, locator: locator, declared: declared.identity, region: region, path: name)
    }

    private func key(
        _ text: String, locator: String, declared: ResourceIdentity?, region: String, path: String
    ) throws(BlueprintFault) -> KeyParameter {
        if let fault = StringRule.keyLocator.fault(locator) {
            throw BlueprintFault(path: path, message: "must be \(StringRule.keyLocator.name): `\(locator)` \(fault)")
        }
        let own = "arn:\(self.account.partition):kms:\(region):\(self.account.accountID):"
        let arn = ARN(locator)
        if let arn, arn.region != region {
            throw BlueprintFault(
                path: path, message: "lies in \(arn.region); S3 takes a key of the bucket's own region only, here \(region)")
        }
        let resource = arn?.resource ?? (locator.hasPrefix("alias/") ? locator : "key/\(locator)")
        let isAlias = resource.hasPrefix("alias/")
        let isForeign = arn.map { $0.account != self.account.accountID } ?? false
        if isForeign, isAlias {
            throw BlueprintFault(
                path: path, message: "is an alias of another account, which nobody can look up from here: the key's own ARN is needed",
                suggestion: "arn:\(self.account.partition):kms:\(region):ACCOUNT:key/ID")
        }
        let start = isForeign ? String(locator.dropLast(resource.count)) : own
        return KeyParameter(
            text: text, locator: locator,
            identity: isForeign ? nil : try self.keyIdentity(locator, resource: resource, declared: declared, region: region, path: path),
            alias: isAlias ? resource : nil, arn: isAlias ? nil : start + resource, keysARN: start + "key/*",
            viaS3: "s3.\(region).amazonaws.com\(self.account.partition == "aws-cn" ? ".cn" : "")")
    }

    /// A key that is declared keeps its name; another is called after its alias or id.
    private func keyIdentity(
        _ locator: String, resource: String, declared: ResourceIdentity?, region: String, path: String
    ) throws(BlueprintFault) -> ResourceIdentity {
        if let declared { return declared }
        let same = self.declared(.kmsKey, region: region) { Self.isKey($0, resource) }
        if let same { return same.identity }
        let name = resource.drop { $0 != "/" }.dropFirst().map { $0 == "/" ? "-" : String($0) }.joined()
        if let fault = StringRule.localName.fault(name) {
            throw BlueprintFault(
                path: path, message: "is kept under a name made of its alias, and `\(name)` \(fault): declare the key and refer to it",
                suggestion: "KMSKey/NAME")
        }
        return self.identity(.kmsKey, region: region, name)
    }

    /// - Parameter resource: `alias/NAME` or `key/ID`.
    private static func isKey(_ candidate: DesiredResource, _ resource: String) -> Bool {
        let texts = [candidate.spec["key"]?.stringValue].compactMap(\.self) + (candidate.spec["aliases"]?.arrayValue ?? []).compactMap(\.stringValue)
        return texts.contains { (ARN($0)?.resource ?? $0) == resource || "key/\($0)" == resource }
    }
}
