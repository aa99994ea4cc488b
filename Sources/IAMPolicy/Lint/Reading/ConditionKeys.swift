/// Condition keys and the types of their values.
enum ConditionKeys {
    /// The keys of every service; a `/` at the end stands before a tag's key.
    ///
    /// Source: IAM User Guide, "AWS global condition context keys".
    private static let global: [(names: String, type: ConditionKeyType)] = [
        (
            """
            CalledViaFirst CalledViaLast ChatbotSourceArn EC2InstanceSourcePrivateIPv4 Ec2InstanceSourceVpc FederatedProvider PrincipalAccount
            PrincipalOrgID PrincipalOrgMasterAccountId PrincipalServiceName PrincipalType Referer RequestedRegion ResourceAccount
            ResourceOrgID SourceAccount SourceIdentity
            SourceOrgID SourceOwner SourceVpc SourceVpcArn SourceVpce UserAgent userid username VpceAccount VpceOrgID SignInSessionArn
            PrincipalTag/ RequestTag/ ResourceTag/
            """, .string
        ),
        ("PrincipalArn SourceArn", .arn), ("MultiFactorAuthAge", .numeric), ("CurrentTime EpochTime TokenIssueTime", .date),
        ("AssumedRoot IsMcpServiceAction MultiFactorAuthPresent PrincipalIsAWSService SecureTransport ViaAWSMCPService ViaAWSService", .bool),
        ("SourceIp VpcSourceIp", .ipAddress),
        ("CalledVia CalledViaAWSMCP PrincipalOrgPaths PrincipalServiceNamesList ResourceOrgPaths SourceOrgPaths TagKeys VpceOrgPaths", .arrayOfString)
    ]

    private static let globalTypes: [String: ConditionKeyType] = {
        var types: [String: ConditionKeyType] = [:]
        for group in Self.global {
            for name in group.names.split(whereSeparator: \.isWhitespace) { types[ASCIICase.lowered(String(name))] = group.type }
        }
        return types
    }()

    /// Global keys in AWS's spelling, with their prefix.
    static let globalNames: [String] = Self.global.flatMap { $0.names.split(whereSeparator: \.isWhitespace) }.map { "aws:\($0)" }

    /// The type of a key in any case, `nil` if the key is not known here.
    static func type(of key: String) -> ConditionKeyType? {
        let lowered = ASCIICase.lowered(key)
        guard let colon = lowered.firstIndex(of: ":") else { return nil }
        let (prefix, name) = (String(lowered[..<colon]), String(lowered[lowered.index(after: colon)...]))
        if prefix != "aws" { return ActionCatalog.service(prefix)?.keyType(name) }
        if let slash = name.firstIndex(of: "/") { return Self.globalTypes[String(name[...slash])] }
        return Self.globalTypes[name]
    }

    /// Whether the key is global but has no tag's key behind it where one belongs.
    static func lacksTagKey(_ key: String) -> Bool {
        ["aws:principaltag", "aws:requesttag", "aws:resourcetag", "aws:principaltag/", "aws:requesttag/", "aws:resourcetag/"]
            .contains(ASCIICase.lowered(key))
    }
}
