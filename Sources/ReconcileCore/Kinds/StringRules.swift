/// The rules AWS has for names, in its own words.
/// - SeeAlso: IAM API Reference, the patterns of `RoleName`, `PolicyName`, `Path`, `Tag`.
extension StringRule {
    package static let roleName = StringRule.word("an IAM role name", lengthMax: 64)
    package static let userName = StringRule.word("an IAM user name", lengthMax: 64)
    package static let groupName = StringRule.word("an IAM group name", lengthMax: 128)
    package static let policyName = StringRule.word("an IAM policy name", lengthMax: 128)

    package static let path = StringRule("an IAM path") { text in
        guard text.hasPrefix("/"), text.hasSuffix("/"), text.utf8.count <= 512 else {
            return "must begin and end with a slash and have at most 512 characters"
        }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return "may hold printable ASCII characters only" }
        return nil
    }

    package static let description = StringRule("a description") { text in
        guard text.unicodeScalars.count <= 1000 else { return "has \(text.unicodeScalars.count) characters; AWS takes at most 1000" }
        guard text.unicodeScalars.allSatisfy(Self.isLatin) else { return "holds a character outside of U+0020…U+00FF, tab and line ends" }
        return nil
    }

    /// - SeeAlso: IAM API Reference, the pattern of `AccessKeyId`.
    package static let accessKeyID = StringRule("an access key id") { text in
        guard (16...128).contains(text.utf8.count), text.utf8.allSatisfy({ Self.isWordByte($0) && $0 != UInt8(ascii: "-") }) else {
            return "must have 16 to 128 letters and digits"
        }
        return nil
    }

    /// - SeeAlso: AWS KMS API Reference, `UpdateKeyDescription`.
    package static let keyDescription = StringRule("a description") { text in
        text.unicodeScalars.count > 8192 ? "has \(text.unicodeScalars.count) characters; AWS takes at most 8192" : nil
    }

    package static let tagKey = StringRule("a tag key") { text in
        if text.isEmpty || text.unicodeScalars.count > 128 { return "must have 1 to 128 characters" }
        if text.lowercased().hasPrefix("aws:") { return "begins with `aws:`, which is reserved for AWS" }
        return nil
    }

    package static let tagValue = StringRule("a tag value") { text in
        text.unicodeScalars.count > 256 ? "has \(text.unicodeScalars.count) characters; AWS takes at most 256" : nil
    }

    package static let policyARN = StringRule("an IAM policy ARN") { text in
        Self.arnFault(text, service: "iam", resourcePrefixes: ["policy/"])
    }

    package static let principalARN = StringRule("the ARN of a role, user or service") { text in
        text.hasSuffix(".amazonaws.com") ? nil : Self.arnFault(text, service: nil, resourcePrefixes: [])
    }

    /// What names a KMS key: an alias, a key id, or the ARN of either.
    package static let keyLocator = StringRule("a KMS key (alias/NAME, key id or ARN)") { text in
        if text.hasPrefix("arn:") { return Self.arnFault(text, service: "kms", resourcePrefixes: ["key/", "alias/"]) }
        if text.hasPrefix("alias/") { return Self.aliasName.fault(text) }
        let isKeyID = text.utf8.allSatisfy { Self.isWordByte($0) } && (text.utf8.count == 36 || text.hasPrefix("mrk-"))
        return isKeyID ? nil : "is neither an alias (alias/NAME) nor a key id nor an ARN"
    }

    package static let aliasName = StringRule("a KMS alias") { text in
        guard text.hasPrefix("alias/"), text.utf8.count > 6, text.utf8.count <= 256 else { return "must look like alias/NAME" }
        guard text.utf8.allSatisfy({ Self.isWordByte($0) || $0 == UInt8(ascii: "/") }) else {
            return "may hold letters, digits, `/`, `_` and `-` only"
        }
        return text.hasPrefix("alias/aws/") ? "begins with alias/aws/, which is reserved for AWS's own keys" : nil
    }

    /// A name that only we use.
    package static let localName = StringRule.word("a name", lengthMax: 128)

    private static func word(_ name: String, lengthMax: Int) -> StringRule {
        StringRule(name) { text in
            if text.isEmpty || text.utf8.count > lengthMax { return "must have 1 to \(lengthMax) characters" }
            let extra = Set("+=,.@".utf8)
            guard text.utf8.allSatisfy({ Self.isWordByte($0) || extra.contains($0) }) else {
                return "may hold letters, digits and `_+=,.@-` only"
            }
            return nil
        }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func isLatin(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0xA1...0xFF: true
        default: false
        }
    }

    private static func arnFault(_ text: String, service: String?, resourcePrefixes: [String]) -> String? {
        guard let arn = ARN(text) else { return "is not an ARN (arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE)" }
        if let service, arn.service != service { return "is an ARN of `\(arn.service)`, not of `\(service)`" }
        guard resourcePrefixes.isEmpty || resourcePrefixes.contains(where: arn.resource.hasPrefix) else {
            return "must name \(resourcePrefixes.map { "\($0)…" }.joined(separator: " or ")), but names `\(arn.resource)`"
        }
        return nil
    }
}
