import Testing

@testable import IAMPolicy

/// Documents as published guides give them, cut down to what is wrong, or right, in them.
@Suite struct PublishedDocumentTests {
    private static let exportRole = """
        {
          "Version": "2012-10-17",
          "Statement": [
            {"Sid": "VisualEditor0", "Effect": "Allow", "Action": ["kms:DescribeKey"], "Resource": "[KEY from the argument list]"},
            {
              "Sid": "VisualEditor0", "Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
              "Condition": {"ForAllValues:StringEquals": {"kms:EncryptionContextKeys": ["aws:neptune-graph:graphId"]}},
              "Resource": "[KEY from the argument list]"
            },
            {"Sid": "VisualEditor1", "Effect": "Allow", "Action": ["s3:PutObject", "s3:ListBucket"], "Resource": ["[BUCKET_URI]", "[BUCKET_URI]/*"]}
          ]
        }
        """

    @Test func theExportRolesPolicyHasDuplicateSidsPlaceholdersAndAnOpenCondition() {
        let expected = [
            "INVALID_ARN_PREFIX@Statement[0].Resource[0]", "PLACEHOLDER_TEXT@Statement[0].Resource[0]", "UNIQUE_SIDS_REQUIRED@Statement[1].Sid",
            #"FORALLVALUES_WITHOUT_NULL_CHECK@Statement[1].Condition["ForAllValues:StringEquals"]["kms:EncryptionContextKeys"]"#,
            "INVALID_ARN_PREFIX@Statement[1].Resource[0]", "PLACEHOLDER_TEXT@Statement[1].Resource[0]", "INVALID_ARN_PREFIX@Statement[2].Resource[0]",
            "PLACEHOLDER_TEXT@Statement[2].Resource[0]", "INVALID_ARN_PREFIX@Statement[2].Resource[1]", "PLACEHOLDER_TEXT@Statement[2].Resource[1]"
        ]
        #expect(Linting.places(Self.exportRole) == expected)
        let findings = PolicyLint.lint(text: Self.exportRole)
        #expect(findings.first { $0.code == "FORALLVALUES_WITHOUT_NULL_CHECK" }?.severity == .securityWarning)
        #expect(findings.first { $0.code == "FORALLVALUES_WITHOUT_NULL_CHECK" }?.fix?.text.contains("Null") == true)
        #expect(PolicyLint.fixed(text: Self.exportRole)?.contains(#""Sid": "VisualEditor02""#) == true)
    }

    @Test func theExportRolesTrustNamesAProxysPrincipal() {
        let text = Linting.trust(#"{"Service": ["neptune-graph.amazonaws.com.rproxy.example.com"]}"#)
        #expect(Linting.places(text) == ["INVALID_SERVICE_PRINCIPAL_FORMAT@Statement[0].Principal.Service[0]"])
        #expect(PolicyLint.fixed(text: text) == Linting.trust(#"{"Service": ["neptune-graph.amazonaws.com"]}"#))
    }

    @Test func theExportKeysPolicyHasACommentAndNobodyInIt() {
        let text = """
            {
              "Version": "2012-10-17", "Id": "key-consolepolicy-3",
              "Statement": [
                {
                  "Sid": "Enable IAM User Permissions", "Effect": "Allow",
                  "Principal": {"AWS": [ # Use the above role
                  ]},
                  "Action": ["kms:DescribeKey"], "Resource": "*"
                },
                {
                  "Sid": "Enable IAM User Permissions", "Effect": "Allow", "Principal": {"AWS": "123456789012"},
                  "Action": ["kms:Decrypt"], "Resource": "*",
                  "Condition": {"ForAllValues:StringEquals": {"kms:EncryptionContextKeys": ["aws:neptune-graph:graphId"]}}
                }
              ]
            }
            """
        let expected = [
            "EMPTY_ARRAY_PRINCIPAL@Statement[0].Principal.AWS", "JSON_COMMENT@", "UNIQUE_SIDS_RECOMMENDED@Statement[1].Sid",
            #"FORALLVALUES_WITHOUT_NULL_CHECK@Statement[1].Condition["ForAllValues:StringEquals"]["kms:EncryptionContextKeys"]"#
        ]
        #expect(Linting.places(text) == expected)
        #expect(Linting.errors(text) == ["EMPTY_ARRAY_PRINCIPAL", "JSON_COMMENT"])
    }

    @Test func theImportersTrustNamesASessionThatCannotBe() {
        let principal = #"{"AWS": "arn:aws:sts::123456789012:assumed-role/Importer/Your Session Name"}"#
        let text = Linting.trust(principal, condition: #""StringEquals": {"sts:ExternalId": "d68b1db43ed52e7e"}"#)
        #expect(Linting.codes(text) == ["INVALID_SESSION_NAME", "PLACEHOLDER_TEXT"])
        #expect(Linting.codes(text.replacing("Your Session Name", with: "nightly")) == [])
    }

    @Test func theOrganizationsPolicyAllowsAPrefixThatIsNone() throws {
        let text = Documents.statement(#""Action": ["neptune:*", "neptune-db:*"], "Resource": "*""#)
        let expected = ["NEPTUNE_PREFIX_DOES_NOT_EXIST@Statement[0].Action[0]", "NEPTUNE_SCP_ONE_PLANE@Statement[0].Action[1]"]
        #expect(Linting.places(text, .scp) == expected)
        let finding = try #require(PolicyLint.lint(text: text, type: .scp).first)
        #expect(finding.fix?.text.hasPrefix("write \"rds:*\"") == true)
    }

    @Test(
        arguments: [
            (#""Sid": "ListNotebookInstances", "Action": "sagemaker:ListNotebookInstances", "Resource": "*""#, []),
            (#""Action": ["s3:PutObject", "s3:ListBucket"], "Resource": ["arn:aws:s3:::sample_bucket/*", "arn:aws:s3:::sample_bucket"]"#, []),
            (#""Action": "s3:ListAllMyBuckets", "Resource": "*""#, []),
            (
                #""Sid": "", "Principal": {"Service": "rds.amazonaws.com"}, "Action": "sts:AssumeRole""#,
                ["EMPTY_SID_VALUE", "SERVICE_TRUST_WITHOUT_SOURCE"]
            )
        ] as [(String, [String])])
    func theLoadersPoliciesAreInOrder(body: String, codes: [String]) {
        #expect(Linting.codes(Documents.statement(body)) == codes)
        #expect(Linting.errors(Documents.statement(body)) == [])
    }
}
