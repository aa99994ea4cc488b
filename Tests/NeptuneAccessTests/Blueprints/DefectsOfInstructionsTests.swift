import IAMPolicy
import ReconcileCore
import Testing

@testable import NeptuneAccess

/// What is wrong in the usual instructions is found when it is fed in, with the way to mend it.
@Suite struct DefectsOfInstructionsTests {
    struct Defect: Sendable {
        let what: String
        let type: PolicyType
        let text: String
        let code: String

        init(_ what: String, _ type: PolicyType, _ text: String, _ code: String) {
            (self.what, self.type, self.text, self.code) = (what, type, text, code)
        }
    }

    private static func document(_ statements: String...) -> String {
        #"{"Version": "2012-10-17", "Statement": [\#(statements.joined(separator: ", "))]}"#
    }

    private static func allow(_ action: String, on resource: String, _ more: String = "") -> String {
        document(#"{"Effect": "Allow", "Action": \#(action), "Resource": \#(resource)\#(more.isEmpty ? "" : ", \(more)")}"#)
    }

    private static let key = #""arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab""#
    private static let open = #""Condition": {"ForAllValues:StringEquals": {"kms:EncryptionContextKeys": ["aws:neptune-graph:graphId"]}}"#
    private static let role = #""Principal": {"AWS": "arn:aws:iam::111122223333:role/neptune-export"}"#
    private static let data = #""arn:aws:neptune-db:eu-west-1:111122223333:cluster-ABC123/*""#
    private static let read = #""neptune-db:ReadDataViaQuery""#

    private static let defects: [Defect] = [
        Defect(
            "a proxy's suffix behind the service principal", .trust,
            document(
                #"{"Effect": "Allow", "Principal": {"Service": ["neptune-graph.amazonaws.com.rproxy.example.com"]}, "Action": "sts:AssumeRole"}"#),
            "INVALID_SERVICE_PRINCIPAL_FORMAT"),
        Defect(
            "one Sid twice in the role's policy", .identity,
            document(
                #"{"Sid": "VisualEditor0", "Effect": "Allow", "Action": "kms:DescribeKey", "Resource": \#(key)}"#,
                #"{"Sid": "VisualEditor0", "Effect": "Allow", "Action": "kms:Decrypt", "Resource": \#(key)}"#),
            "UNIQUE_SIDS_REQUIRED"),
        Defect(
            "one Sid twice in the key's policy", .key,
            document(
                #"{"Sid": "Enable IAM User Permissions", "Effect": "Allow", \#(role), "Action": "kms:DescribeKey", "Resource": "*"}"#,
                #"{"Sid": "Enable IAM User Permissions", "Effect": "Allow", \#(role), "Action": "kms:Decrypt", "Resource": "*"}"#),
            "UNIQUE_SIDS_RECOMMENDED"),
        Defect(
            "ForAllValues alone on the encryption context, in the role", .identity, allow(#""kms:Decrypt""#, on: key, open),
            "FORALLVALUES_WITHOUT_NULL_CHECK"),
        Defect(
            "the same in the key's policy", .key,
            document(#"{"Effect": "Allow", \#(role), "Action": "kms:Decrypt", "Resource": "*", \#(open)}"#), "FORALLVALUES_WITHOUT_NULL_CHECK"),
        Defect(
            "a comment in place of a principal", .key,
            """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": [ # Use the above role
            "arn:aws:iam::111122223333:role/x"]}, "Action": "kms:Decrypt", "Resource": "*"}]}
            """, "JSON_COMMENT"),
        Defect(
            "a placeholder that nobody replaced", .identity, allow(#""kms:DescribeKey""#, on: #""[KMS_KEY_IDENTIFIER from the argument list]""#),
            "PLACEHOLDER_TEXT"),
        Defect("an S3 URI for an ARN", .identity, allow(#""s3:PutObject""#, on: #""s3://exports/nightly/*""#), "INVALID_ARN_PREFIX"),
        Defect(
            "listing on objects", .identity, allow(#"["s3:ListBucket"]"#, on: #""arn:aws:s3:::exports/nightly/*""#), "S3_BUCKET_ACTION_ON_OBJECT_ARN"),
        Defect(
            "a slash behind the bucket", .identity, allow(#""s3:ListBucket""#, on: #""arn:aws:s3:::exports/""#), "S3_BUCKET_ARN_TRAILING_SLASH"),
        Defect(
            "an alias for the key", .identity, allow(#""kms:Decrypt""#, on: #""arn:aws:kms:eu-west-1:111122223333:alias/neptune-export""#),
            "RESOURCE_NOT_OF_ACTION"),
        Defect(
            "an empty Sid", .trust,
            document(#"{"Sid": "", "Effect": "Allow", "Principal": {"Service": "rds.amazonaws.com"}, "Action": "sts:AssumeRole"}"#),
            "EMPTY_SID_VALUE"),
        Defect(
            "Neptune as the service of a cluster's role", .trust,
            document(#"{"Effect": "Allow", "Principal": {"Service": "neptune.amazonaws.com"}, "Action": "sts:AssumeRole"}"#),
            "NEPTUNE_SERVICE_PRINCIPAL"),
        Defect(
            "a session's name that no session has", .trust,
            document(
                #"{"Effect": "Allow", "Principal": {"AWS": "arn:aws:sts::999988887777:assumed-role/Importer/Your Session Name"}, "#
                    + #""Action": "sts:AssumeRole", "Condition": {"StringEquals": {"sts:ExternalId": "d68b1db4"}}}"#), "INVALID_SESSION_NAME"),
        Defect(
            "a partner without an external id", .trust,
            document(
                #"{"Effect": "Allow", "Principal": {"AWS": "arn:aws:sts::999988887777:assumed-role/Importer/mine"}, "Action": "sts:AssumeRole"}"#),
            "CROSS_ACCOUNT_TRUST_WITHOUT_EXTERNAL_ID"),
        Defect("a prefix that no action has", .scp, allow(#"["neptune:*", "neptune-db:*"]"#, on: #""*""#), "NEPTUNE_PREFIX_DOES_NOT_EXIST"),
        Defect("and so a control policy with one plane only", .scp, allow(#"["neptune:*", "neptune-db:*"]"#, on: #""*""#), "NEPTUNE_SCP_ONE_PLANE"),
        Defect(
            "passing a role to whatever service", .identity, allow(#""iam:PassRole""#, on: #""arn:aws:iam::111122223333:role/neptune-export""#),
            "PASS_ROLE_WITHOUT_PASSED_TO_SERVICE"),
        Defect(
            "the ARN of the cluster for that of its data", .identity, allow(read, on: #""arn:aws:rds:eu-west-1:111122223333:cluster:graph-prod""#),
            "NEPTUNE_DB_FOREIGN_ARN"),
        Defect(
            "the identifier of the cluster for its resource id", .identity,
            allow(read, on: #""arn:aws:neptune-db:eu-west-1:111122223333:graph-prod/*""#), "NEPTUNE_DB_CLUSTER_IDENTIFIER"),
        Defect("connect for all there is", .identity, allow(#""neptune-db:connect""#, on: data), "NEPTUNE_DB_CONNECT_ONLY")
    ]

    @Test(arguments: Self.defects.indices)
    func eachIsFoundWithAFix(_ index: Int) throws {
        let defect = Self.defects[index]
        let findings = PolicyLint.lint(text: defect.text, type: defect.type, account: BlueprintScene.accountID)
        let finding = try #require(findings.first { $0.code == defect.code }, "\(defect.what): \(findings.map(\.code))")
        #expect(finding.fix?.text.isEmpty == false, "\(defect.what)")
    }

    // MARK: The table of features

    /// One line of the table of `docs/blueprints/README.md` that tells the two kinds of statements apart.
    struct Feature: Sendable {
        let name: String
        let type: PolicyType
        let administrative: String
        let data: String
        let code: String
    }

    private static func tagged(_ action: String, _ resource: String, _ key: String) -> String {
        allow(#""\#(action)""#, on: resource, #""Condition": {"StringEquals": {"\#(key)": "x"}}"#)
    }

    private static let cluster = #""arn:aws:rds:eu-west-1:111122223333:cluster:graph-prod""#

    private static let features: [Feature] = [
        Feature(
            name: "tag-based condition keys", type: .identity, administrative: tagged("rds:StopDBCluster", cluster, "aws:ResourceTag/env"),
            data: tagged("neptune-db:ReadDataViaQuery", data, "aws:ResourceTag/env"), code: "NEPTUNE_DB_TAG_KEY"),
        Feature(
            name: "global condition keys", type: .identity, administrative: tagged("rds:StopDBCluster", cluster, "aws:SourceVpce"),
            data: tagged("neptune-db:ReadDataViaQuery", data, "aws:SourceVpce"), code: "NEPTUNE_DB_UNSUPPORTED_GLOBAL_KEY"),
        Feature(
            name: "policy resources", type: .identity, administrative: allow(#""rds:StopDBCluster""#, on: cluster), data: allow(read, on: cluster),
            code: "NEPTUNE_DB_FOREIGN_ARN"),
        Feature(
            name: "resource-based policies", type: .resource,
            administrative: document(#"{"Effect": "Allow", \#(role), "Action": "s3:GetObject", "Resource": "arn:aws:s3:::loads/*"}"#),
            data: document(#"{"Effect": "Allow", \#(role), "Action": \#(read), "Resource": \#(data)}"#), code: "NEPTUNE_DB_RESOURCE_POLICY"),
        Feature(
            name: "service control policies", type: .scp, administrative: allow(#"["rds:*", "neptune-db:*"]"#, on: #""*""#),
            data: allow(#""neptune-db:*""#, on: #""*""#), code: "NEPTUNE_SCP_ONE_PLANE")
    ]

    @Test(arguments: Self.features.indices)
    func whatTheTableDeniesToDataIsFoundThereAndNowhereElse(_ index: Int) {
        let feature = Self.features[index]
        #expect(PolicyLint.lint(text: feature.data, type: feature.type).contains { $0.code == feature.code }, "\(feature.name)")
        #expect(!PolicyLint.lint(text: feature.administrative, type: feature.type).contains { $0.code == feature.code }, "\(feature.name)")
    }
}
