import IAMPolicy
import ReconcileCore
import Testing

@testable import NeptuneAccess

/// What each blueprint stands for, one by one.
@Suite struct BlueprintMembersTests {
    private let scene = BlueprintScene.withCluster

    @Test func anExportHasItsRoleTheKeysAccessAndTheBucketsEncryption() throws {
        let expansion = try self.scene.expand(
            "NeptuneAnalyticsExport", ["destination": "s3://exports/nightly", "kmsKey": "alias/neptune-export", "graph": "g-0123456789"])
        #expect(
            expansion.resources.map(\.identity.description) == [
                "prod/Role/neptune-export-nightly", "prod/eu-west-1/KMSKey/neptune-export", "prod/eu-west-1/Bucket/exports"
            ])
        let role = try #require(expansion.member(.role))
        #expect(role.spec["trustPolicy"]?["Statement"]?.arrayValue?.first?["Principal"]?["Service"] == "neptune-graph.amazonaws.com")
        #expect(role.spec["managedPolicies"] == [])
        let policy = role.spec["inlinePolicies"]?["export"]
        let use = BlueprintExpansion.statement("UseKeyForExports", in: policy)
        #expect(use?["Resource"] == "arn:aws:kms:eu-west-1:111122223333:key/*")
        #expect(use?["Condition"]?["ForAnyValue:StringEquals"]?["kms:ResourceAliases"] == "alias/neptune-export")
        #expect(use?["Condition"]?["Null"]?["kms:EncryptionContextKeys"] == "false")
        #expect(BlueprintExpansion.statement("FindEarlierExports", in: policy)?["Resource"] == "arn:aws:s3:::exports")
        #expect(BlueprintExpansion.statement("WriteAndCompareExports", in: policy)?["Resource"] == "arn:aws:s3:::exports/nightly/*")
        #expect(expansion.member(.bucket)?.spec["defaultEncryption"] == ["algorithm": "aws:kms", "kmsKey": "KMSKey/neptune-export"])
        let because = expansion.reasons.filter { $0.actions == ["kms:Decrypt"] }.map(\.because)
        #expect(because.first == "to list and read objects, so that the export does not write duplicates")
    }

    @Test func aKeyByItsARNIsNamedByIt() throws {
        let expansion = try self.scene.expand(
            "NeptuneAnalyticsExport", ["destination": "s3://exports", "kmsKey": .string(BlueprintCases.keyARN), "graph": "g-0123456789"])
        let use = BlueprintExpansion.statement("DescribeKey", in: expansion.member(.role)?.spec["inlinePolicies"]?["export"])
        #expect(use?["Resource"]?.stringValue == BlueprintCases.keyARN)
        #expect(use?["Condition"] == nil)
        #expect(expansion.member(.kmsKey)?.identity.name == BlueprintScene.keyID)
    }

    @Test(arguments: ["alias/neptune-export", "KMSKey/exports", "arn:aws:kms:eu-west-1:111122223333:alias/neptune-export"])
    func aDeclaredKeyKeepsItsName(_ text: String) throws {
        var scene = self.scene
        scene.declare(.kmsKey, "exports", ["key": "alias/neptune-export"], region: "eu-west-1")
        scene.declare(.kmsKey, "elsewhere", ["key": "alias/neptune-export"], region: "us-east-1")
        let expansion = try scene.expand("NeptuneAnalyticsExport", ["destination": "s3://exports", "kmsKey": .string(text), "graph": "g-0123456789"])
        #expect(expansion.member(.kmsKey)?.identity.description == "prod/eu-west-1/KMSKey/exports")
        #expect(expansion.member(.bucket)?.spec["defaultEncryption"]?["kmsKey"] == "KMSKey/exports")
    }

    @Test func aForeignKeyIsNotKeptAndSaidToBeSo() throws {
        let expansion = try self.scene.expand(
            "NeptuneAnalyticsExport", ["destination": "s3://exports", "kmsKey": .string(BlueprintCases.foreignKeyARN), "graph": "g-0123456789"])
        #expect(expansion.member(.kmsKey) == nil)
        #expect(expansion.notes.contains { $0.contains("another account") })
        #expect(expansion.member(.bucket)?.spec["defaultEncryption"]?["kmsKey"]?.stringValue == BlueprintCases.foreignKeyARN)
    }

    @Test func theCallerOfAnExportMayPassTheRoleToNeptuneAnalyticsOnly() throws {
        let expansion = try self.scene.expand(
            "NeptuneAnalyticsExport",
            ["destination": "s3://exports", "kmsKey": "alias/x", "graph": "g-0123456789", "roleName": "exporter", "caller": "Role/ops"])
        let policy = expansion.member(.role, "ops")?.spec["inlinePolicies"]?["export-nightly"]
        let pass = BlueprintExpansion.statement("PassExportRole", in: policy)
        #expect(pass?["Resource"] == "arn:aws:iam::111122223333:role/exporter")
        #expect(pass?["Condition"]?["StringEquals"]?["iam:PassedToService"] == "neptune-graph.amazonaws.com")
    }

    @Test func aBulkLoadHasItsRoleTheAssociationAndTheRules() throws {
        let expansion = try self.scene.expand(
            "NeptuneBulkLoad",
            [
                "cluster": "graph-prod", "source": "s3://loads/in/", "clients": ["10.0.0.0/16"], "securityGroup": "sg-0123456789abcdef0",
                "roleName": "neptune-bulk-load"
            ])
        #expect(
            expansion.resources.map(\.identity.description) == [
                "prod/Role/neptune-bulk-load", "prod/eu-west-1/NeptuneCluster/graph-prod", "prod/eu-west-1/SecurityGroup/sg-0123456789abcdef0"
            ])
        #expect(expansion.member(.role)?.spec["trustPolicy"]?["Statement"]?.arrayValue?.first?["Principal"]?["Service"] == "rds.amazonaws.com")
        #expect(expansion.member(.neptuneCluster)?.spec["associatedRoles"] == ["Role/neptune-bulk-load"])
        let rule = try #require(expansion.member(.securityGroup)?.spec["ingress"]?.arrayValue?.first.flatMap(IngressRule.init(value:)))
        #expect(rule.member == "tcp 8182 10.0.0.0/16")
    }

    @Test func withoutASecurityGroupNoRuleIsKept() throws {
        let expansion = try self.scene.expand("NeptuneBulkLoad", ["cluster": "graph-prod", "source": "s3://loads/in/", "clients": ["10.0.0.0/16"]])
        #expect(expansion.member(.securityGroup) == nil)
        #expect(expansion.notes.contains { $0.contains("`securityGroup`") })
    }

    @Test func declaredClustersAndGroupsKeepTheirNames() throws {
        var scene = BlueprintScene()
        scene.declare(.neptuneCluster, "graph", ["identifier": "Graph-Prod"], region: "eu-west-1")
        scene.declare(.securityGroup, "graph-sg", ["groupID": "sg-0123456789abcdef0"], region: "eu-west-1")
        for cluster in ["graph-prod", "NeptuneCluster/graph"] {
            let expansion = try scene.expand(
                "NeptuneBulkLoad",
                ["cluster": .string(cluster), "source": "s3://loads", "clients": ["10.0.0.0/16"], "securityGroup": "sg-0123456789abcdef0"])
            #expect(expansion.member(.neptuneCluster)?.identity.name == "graph")
            #expect(expansion.member(.securityGroup)?.identity.name == "graph-sg")
        }
    }

    @Test func aKeyIsUsedThroughS3Only() throws {
        let expansion = try self.scene.expand("NeptuneBulkLoad", ["cluster": "graph-prod", "source": "s3://loads", "kmsKey": "alias/loads"])
        let item = expansion.member(.kmsKey)?.spec["keyPolicy"]?["access"]?.arrayValue?.first
        #expect(item?["actions"] == ["kms:Decrypt"])
        #expect(item?["context"]?["kms:ViaService"] == "s3.eu-west-1.amazonaws.com")
        #expect(item?["principal"] == "Role/neptune-bulk-load-nightly")
    }

    @Test func anotherRegionIsThatOfItsRegionalMembers() throws {
        let expansion = try self.scene.expand(
            "NeptuneBulkLoad", ["cluster": "graph", "source": "s3://loads", "kmsKey": "alias/loads", "region": "us-east-1"])
        #expect(Set(expansion.resources.compactMap(\.identity.region)) == ["us-east-1"])
        let item = expansion.member(.kmsKey)?.spec["keyPolicy"]?["access"]?.arrayValue?.first
        #expect(item?["context"]?["kms:ViaService"] == "s3.us-east-1.amazonaws.com")
    }

    @Test func aNotebookIsOpenedByNameAndDataWrittenOnlyWhereAsked() throws {
        let reading = try self.scene.expand("NeptuneNotebookAccess", ["principal": "Role/analyst", "notebooks": ["Graph-Notebook"]])
        let role = try #require(reading.member(.role, "analyst"))
        #expect(role.spec["managedPolicies"] == ["arn:aws:iam::aws:policy/NeptuneReadOnlyAccess"])
        let policy = role.spec["inlinePolicies"]?["notebook-nightly"]
        #expect(
            BlueprintExpansion.statement("OpenNotebooks", in: policy)?["Resource"]
                == "arn:aws:sagemaker:eu-west-1:111122223333:notebook-instance/graph-notebook")
        #expect(BlueprintExpansion.statement("ChangeData", in: policy) == nil)
        let writing = try self.scene.expand(
            "NeptuneNotebookAccess", ["principal": "Role/analyst", "notebooks": ["n"], "write": true, "cluster": "graph-prod"])
        let change = BlueprintExpansion.statement("ChangeData", in: writing.member(.role)?.spec["inlinePolicies"]?["notebook-nightly"])
        #expect(change?["Resource"]?.stringValue == BlueprintScene.dataARN)
    }

    @Test func aStagingUserDeletesAndSeesTheConsoleOnlyWhereAsked() throws {
        let plain = try self.scene.expand("S3StagingUser", "graph-loader", ["bucket": "loads"])
        let user = try #require(plain.member(.user, "graph-loader"))
        #expect(BlueprintExpansion.actions(of: user.spec["inlinePolicies"]?["staging"] ?? .null) == ["s3:ListBucket", "s3:PutObject", "s3:GetObject"])
        #expect(plain.resources.count == 1)
        let full = try self.scene.expand(
            "S3StagingUser", ["bucket": "loads", "prefix": "in/", "console": true, "allowDelete": true, "userName": "u"])
        let policy = full.member(.user, "u")?.spec["inlinePolicies"]?["staging"]
        #expect(BlueprintExpansion.actions(of: policy ?? .null).contains("s3:DeleteObject"))
        #expect(BlueprintExpansion.actions(of: policy ?? .null).contains("s3:ListAllMyBuckets"))
        #expect(BlueprintExpansion.statement("ListFiles", in: policy)?["Condition"]?["StringLike"]?["s3:prefix"] == "in/*")
    }

    @Test func anImportTrustsOneSessionWithItsExternalID() throws {
        let expansion = try self.scene.expand(
            "CrossAccountImport", "partner", ["bucket": "shared-data", "principal": .string(BlueprintCases.session), "externalID": "d68b1db43ed5"])
        let trust = expansion.member(.role, "import-partner")?.spec["trustPolicy"]?["Statement"]?.arrayValue?.first
        #expect(trust?["Principal"]?["AWS"]?.stringValue == BlueprintCases.session)
        #expect(trust?["Condition"]?["StringEquals"]?["sts:ExternalId"] == "d68b1db43ed5")
        #expect(expansion.member(.role)?.spec["managedPolicies"] == ["ManagedPolicy/import-partner"])
        let items = expansion.member(.bucket)?.spec["bucketPolicy"]?["access"]?.arrayValue
        #expect(items?.map { $0["actions"] } == [["s3:ListBucket"], ["s3:GetObject"]])
        #expect(items?.map { $0["resources"] } == [["arn:aws:s3:::shared-data"], ["arn:aws:s3:::shared-data/*"]])
        #expect(expansion.notes.contains { $0.contains("arn:aws:iam::111122223333:role/import-partner") })
    }

    @Test func anAdministratorHasNothingOfTheData() throws {
        let expansion = try self.scene.expand(
            "NeptuneAdministration", ["principal": "Role/graph-admin", "console": true, "scpTargets": ["ou-abcd-12345678"]])
        let policy = try #require(expansion.member(.managedPolicy)?.spec["document"])
        #expect(BlueprintExpansion.actions(of: policy).allSatisfy { !$0.hasPrefix("neptune") })
        let create = BlueprintExpansion.statement("CreateNeptuneOnly", in: policy)
        #expect(create?["Condition"]?["StringEquals"]?["rds:DatabaseEngine"] == ["graphdb", "neptune"])
        #expect(JSONWriter.compact(policy).utf8.count <= 6144)
        let control = try #require(expansion.member(.serviceControlPolicy))
        #expect(control.identity.description == "organization/ServiceControlPolicy/neptune-nightly")
        #expect(BlueprintExpansion.actions(of: control.spec["document"] ?? .null) == ["rds:*", "neptune-db:*"])
        #expect(control.spec["targets"] == ["ou-abcd-12345678"])
        #expect(expansion.member(.role, "graph-admin")?.spec["managedPolicies"] == ["ManagedPolicy/neptune-administration-nightly"])
    }

    @Test func clustersThatAreNamedLimitTheAdministrator() throws {
        let expansion = try self.scene.expand("NeptuneAdministration", ["principal": "Role/a", "clusters": ["Graph-Prod"]])
        let run = BlueprintExpansion.statement("RunClusters", in: expansion.member(.managedPolicy)?.spec["document"])
        let resources = (run?["Resource"]?.arrayValue ?? []).compactMap(\.stringValue).filter { $0.contains(":cluster:") }
        #expect(resources == ["arn:aws:rds:eu-west-1:111122223333:cluster:graph-prod"])
    }

    @Test func chinaHasItsOwnPartitionAndServiceNames() throws {
        var scene = BlueprintScene()
        scene.account.region = "cn-north-1"
        let expansion = try scene.expand("S3StagingUser", ["bucket": "loads", "kmsKey": "alias/loads"])
        let policy = expansion.member(.user)?.spec["inlinePolicies"]?["staging"]
        #expect(BlueprintExpansion.statement("StageFiles", in: policy)?["Resource"] == "arn:aws-cn:s3:::loads/*")
        #expect(
            BlueprintExpansion.statement("UseKeyThroughS3", in: policy)?["Condition"]?["StringEquals"]?["kms:ViaService"]
                == "s3.cn-north-1.amazonaws.com.cn")
    }
}
