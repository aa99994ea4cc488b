package import ReconcileCore

/// The rules that AWS has for what blueprints are told.
extension StringRule {
    /// The name of a blueprint: names of IAM are made of it, which are longer by a word.
    package static let blueprintName = StringRule("a name of at most 100 characters") { text in
        text.utf8.count > 100 ? "has \(text.utf8.count)" : StringRule.localName.fault(text)
    }

    /// - SeeAlso: Neptune Analytics API Reference, the pattern of `GraphIdentifier`.
    package static let graphID = StringRule("the id of a graph") { text in
        let rest = text.dropFirst(2).utf8
        guard text.hasPrefix("g-"), rest.count == 10, rest.allSatisfy(Self.isSmallLetterOrDigit) else {
            return "does not match AWS's pattern g-[a-z0-9]{10}"
        }
        return nil
    }

    /// - SeeAlso: AWS STS API Reference, the pattern of `ExternalId`.
    package static let externalID = StringRule("an external id") { text in
        guard (2...1224).contains(text.utf8.count), text.utf8.allSatisfy({ Self.isWord($0, besides: "+=,.@:/-") }) else {
            return "does not match AWS's pattern [\\w+=,.@:/-]{2,1224}"
        }
        return nil
    }

    /// - SeeAlso: AWS STS API Reference, the pattern of `RoleSessionName`.
    package static let sessionName = StringRule("the name of a session") { text in
        guard (2...64).contains(text.utf8.count), text.utf8.allSatisfy({ Self.isWord($0, besides: "+=,.@-") }) else {
            return "does not match AWS's pattern [\\w+=,.@-]{2,64}"
        }
        return nil
    }

    /// - SeeAlso: Amazon SageMaker API Reference, the pattern of `NotebookInstanceName`.
    package static let notebookName = StringRule("the name of a notebook instance") { text in
        let isForm = text.utf8.allSatisfy { Self.isLetterOrDigit($0) || $0 == UInt8(ascii: "-") } && text.utf8.first.map(Self.isLetterOrDigit) == true
        guard isForm, (1...63).contains(text.utf8.count), !text.hasSuffix("-") else {
            return "does not match AWS's pattern [a-zA-Z0-9](-*[a-zA-Z0-9])*, of at most 63 characters"
        }
        return nil
    }

    /// - SeeAlso: AWS General Reference, "Regional endpoints"; Organizations and IAM take the same form.
    package static let region = StringRule("a region") { text in
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let isForm = parts.count >= 3 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(Self.isSmallLetterOrDigit) }
        return isForm && parts.last.flatMap({ Int($0) }) != nil ? nil : "must look like eu-west-1"
    }

    /// - SeeAlso: Neptune Analytics API Reference, `StartExportTask`: destination; Amazon Neptune User Guide, "Loader command": source.
    package static let objectURI = StringRule("an S3 URI") { text in S3Location.fault(text) }

    /// - SeeAlso: Amazon S3 User Guide, "Naming Amazon S3 objects".
    package static let objectPrefix = StringRule("the beginning of object keys") { text in
        if text.utf8.count > 1024 { return "has \(text.utf8.count) bytes; the key of an object has at most 1024" }
        if text.hasPrefix("/") { return "begins with a slash, which would be part of the key" }
        return text.unicodeScalars.contains { "*?$".unicodeScalars.contains($0) || !(0x20...0x7E).contains($0.value) }
            ? "holds a character that stands for others in a policy, or that a policy cannot hold (`*`, `?`, `$`, or beyond ASCII)" : nil
    }

    /// What an identity policy can be put on.
    package static let identityARN = StringRule("the ARN of a role or a user") { text in
        guard let arn = ARN(text) else { return "is not an ARN (arn:PARTITION:iam::ACCOUNT:role/NAME)" }
        guard arn.service == "iam", arn.resource.hasPrefix("role/") || arn.resource.hasPrefix("user/") else {
            return arn.service == "sts" ? "is the ARN of a session; give the role's, arn:…:iam::ACCOUNT:role/NAME" : "is the ARN of something else"
        }
        return nil
    }

    /// One session of a role, as a trust policy can name it.
    /// - SeeAlso: IAM User Guide, "AWS JSON policy elements: Principal", assumed-role session principals.
    package static let sessionARN = StringRule("the ARN of one session of a role") { text in AssumedRoleSession.fault(text) }

    package static func oneOf(_ name: String, _ values: [String]) -> StringRule {
        StringRule(name) { text in values.contains(text) ? nil : "is none of \(values.joined(separator: ", "))" }
    }

    static func isSmallLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        Self.isSmallLetterOrDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    /// What `\w` stands for in AWS's patterns, and some more.
    private static func isWord(_ byte: UInt8, besides extra: String) -> Bool {
        Self.isLetterOrDigit(byte) || byte == UInt8(ascii: "_") || extra.utf8.contains(byte)
    }
}
