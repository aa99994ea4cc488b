import IAMPolicy

/// Policies that AWS keeps in every account; a few of them.
enum AWSManagedPolicies {
    static let documents: [String: StoredDocument] = Dictionary(
        Self.actions.map { name, actions in
            let document: JSONValue = [
                "Version": "2012-10-17",
                "Statement": [["Effect": "Allow", "Action": .array(actions.map { .string($0) }), "Resource": "*"]]
            ]
            return ("arn:aws:iam::aws:policy/\(name)", StoredDocument(verbatim: JSONWriter.pretty(document)))
        }, uniquingKeysWith: { first, _ in first })

    private static let actions: [(String, [String])] = [
        ("AdministratorAccess", ["*"]), ("ReadOnlyAccess", ["iam:Get*", "iam:List*", "s3:Get*", "s3:List*", "kms:Describe*"]),
        ("AmazonS3ReadOnlyAccess", ["s3:Get*", "s3:List*"]), ("AmazonS3FullAccess", ["s3:*"]), ("NeptuneFullAccess", ["rds:*", "kms:ListAliases"]),
        ("NeptuneReadOnlyAccess", ["rds:Describe*", "neptune-db:Read*", "neptune-db:Get*"]), ("PowerUserAccess", ["s3:*", "ec2:*", "rds:*"]),
        ("SecurityAudit", ["iam:Get*", "kms:List*"]), ("CloudWatchLogsFullAccess", ["logs:*"]), ("IAMReadOnlyAccess", ["iam:Get*", "iam:List*"])
    ]
}
