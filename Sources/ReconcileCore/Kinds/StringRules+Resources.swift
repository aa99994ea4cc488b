/// The rules that AWS has for what is named beyond IAM and KMS.
extension StringRule {
    /// - SeeAlso: Amazon S3 User Guide, "General purpose bucket naming rules".
    package static let bucketName = StringRule("an S3 bucket name") { text in
        guard (3...63).contains(text.utf8.count) else { return "must have 3 to 63 characters" }
        let isAllowed = text.utf8.allSatisfy { Self.isLowercaseOrDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
        guard isAllowed else { return "may hold small letters, digits, `.` and `-` only" }
        guard let first = text.utf8.first, let last = text.utf8.last, Self.isLowercaseOrDigit(first), Self.isLowercaseOrDigit(last) else {
            return "must begin and end with a letter or a digit"
        }
        return text.contains("..") ? "may not hold two dots in a row" : nil
    }

    /// - SeeAlso: Amazon S3 API Reference, `ServerSideEncryptionByDefault`.
    package static let encryptionAlgorithm = StringRule("an algorithm of S3") { text in
        ["AES256", "aws:kms", "aws:kms:dsse"].contains(text) ? nil : "is none of AES256, aws:kms, aws:kms:dsse"
    }

    package static let roleARN = StringRule("the ARN of an IAM role") { text in
        guard let arn = ARN(text) else { return "is not an ARN (arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE)" }
        return arn.service == "iam" && arn.resource.hasPrefix("role/") ? nil : "is not the ARN of a role"
    }

    /// - SeeAlso: Amazon Neptune API Reference, `CreateDBCluster`.
    package static let clusterName = StringRule("a cluster identifier") { text in
        guard (1...63).contains(text.utf8.count), text.utf8.allSatisfy({ Self.isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }) else {
            return "must have 1 to 63 letters, digits or hyphens"
        }
        guard let first = text.utf8.first, first >= UInt8(ascii: "A") else { return "must begin with a letter" }
        return text.hasSuffix("-") || text.contains("--") ? "may neither end with a hyphen nor hold two in a row" : nil
    }

    /// - SeeAlso: Amazon EC2 API Reference, `SecurityGroup`.
    package static let securityGroupID = StringRule("a security group id") { text in
        Self.isIdentifier(text, prefix: "sg-") ? nil : "must look like sg-0123456789abcdef0"
    }

    /// - SeeAlso: AWS Organizations API Reference, the patterns of `PolicyId` and `PolicyTargetId`.
    package static let controlPolicyID = StringRule("a policy id of an organization") { text in
        let isName = text.utf8.allSatisfy { Self.isLetterOrDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
        return text.hasPrefix("p-") && (10...130).contains(text.utf8.count) && isName ? nil : "must look like p-abcdefgh"
    }

    package static let controlPolicyTarget = StringRule("a root, an organizational unit or an account") { text in
        let isAccount = text.utf8.count == 12 && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let arePlain = parts.dropFirst().allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(Self.isLowercaseOrDigit) }
        let isRoot = parts.count == 2 && parts[0] == "r"
        let isUnit = parts.count == 3 && parts[0] == "ou"
        return isAccount || (arePlain && (isRoot || isUnit)) ? nil : "must look like r-abcd, ou-abcd-12345678 or 111122223333"
    }

    static func isIdentifier(_ text: String, prefix: String) -> Bool {
        let rest = text.dropFirst(prefix.count)
        return text.hasPrefix(prefix) && (8...17).contains(rest.utf8.count) && rest.utf8.allSatisfy(Self.isLowercaseOrDigit)
    }

    private static func isLowercaseOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        Self.isLowercaseOrDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
}

/// What security groups are made of.
extension StringRule {
    /// - SeeAlso: Amazon EC2 API Reference, `CreateSecurityGroup`.
    package static let securityGroupName = StringRule("the name of a security group") { text in
        guard (1...255).contains(text.unicodeScalars.count) else { return "must have 1 to 255 characters" }
        let extra = Set("._-:/()#,@[]+=&;{}!$* ".utf8)
        let isAllowed = text.utf8.allSatisfy { extra.contains($0) || Self.isLetterOrDigit($0) }
        if text.contains("/") { return "may hold no `/` here: choose another name and say `groupID`" }
        return isAllowed ? nil : "holds a character that EC2 does not take"
    }

    package static let transportProtocol = StringRule("a protocol") { text in
        let lowered = text.lowercased()
        if ["tcp", "udp", "icmp", "icmpv6", "all", "-1"].contains(lowered) { return nil }
        return Int(text).map { (0...255).contains($0) } == true ? nil : "is none of tcp, udp, icmp, icmpv6, all, nor a number up to 255"
    }

    /// - SeeAlso: Amazon EC2 API Reference, `IpRange`, `UserIdGroupPair`, `PrefixListId`.
    package static let ingressSource = StringRule("a source (addresses as CIDR, sg-… or pl-…)") { text in
        if let block = NetworkBlock(text) {
            return block.network == block ? nil : "is an address within a network: AWS takes the network itself, `\(block.network)`"
        }
        if Self.isIdentifier(text, prefix: "sg-") || Self.isIdentifier(text, prefix: "pl-") { return nil }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let isForeign =
            parts.count == 2 && parts[0].utf8.count == 12 && parts[0].utf8.allSatisfy { (0x30...0x39).contains($0) }
            && Self.isIdentifier(parts[1], prefix: "sg-")
        return isForeign ? nil : "is neither 10.0.0.0/16 nor 2001:db8::/32 nor sg-0123456789abcdef0 (of another account: 111122223333/sg-…) nor pl-…"
    }

    /// - SeeAlso: Amazon EC2 API Reference, `IpRange`: description.
    package static let ruleDescription = StringRule("a description of a rule") { text in
        guard text.unicodeScalars.count <= 255 else { return "has \(text.unicodeScalars.count) characters; AWS takes at most 255" }
        let extra = Set("._-:/()#,@[]+=&;{}!$* ".utf8)
        let isAllowed = text.utf8.allSatisfy { extra.contains($0) || Self.isLetterOrDigit($0) }
        return isAllowed ? nil : "may hold letters, digits, blanks and `._-:/()#,@[]+=&;{}!$*` only"
    }
}

extension StringRule {
    /// - SeeAlso: AWS Organizations API Reference, `CreatePolicy`: Name.
    package static let controlPolicyName = StringRule("the name of a service control policy") { text in
        guard (1...128).contains(text.unicodeScalars.count) else { return "must have 1 to 128 characters" }
        return text.contains("/") ? "may hold no `/` here" : nil
    }
}
