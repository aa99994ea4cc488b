import IAMPolicy
import ReconcileCore
import Testing

@testable import NeptuneAccess

/// Parameters that AWS would refuse are refused with its own rule, at their place.
@Suite struct BlueprintParameterTests {
    private static let base: [String: JSONObject] = [
        "NeptuneAnalyticsExport": ["destination": "s3://exports/", "kmsKey": "alias/x", "graph": "g-0123456789"],
        "NeptuneBulkLoad": ["cluster": "graph-prod", "source": "s3://loads/"],
        "NeptuneNotebookAccess": ["principal": "Role/analyst", "notebooks": ["n"]],
        "S3StagingUser": ["bucket": "loads"],
        "CrossAccountImport": ["bucket": "shared", "principal": .string(BlueprintCases.session), "externalID": "id"],
        "NeptuneAdministration": ["principal": "Role/admin"],
        "NeptuneDataAccess": ["principal": "Role/app", "cluster": "graph-prod", "actions": ["ReadDataViaQuery"]]
    ]

    struct Case: Sendable {
        let kind: String
        let name: String
        /// `nil`: the parameter is taken away.
        let value: JSONValue?
        /// `nil`: it is taken.
        let says: String?
        let path: String?

        init(_ kind: String, _ name: String, _ value: JSONValue?, _ says: String?, at path: String? = nil) {
            (self.kind, self.name, self.value, self.says, self.path) = (kind, name, value, says, path)
        }
    }

    private static let own = "arn:aws:iam::111122223333:"

    private static let cases: [Case] = [
        // S3 URIs and buckets.
        Case("NeptuneAnalyticsExport", "destination", nil, "is missing"),
        Case("NeptuneAnalyticsExport", "destination", "https://exports", "s3://BUCKET/PREFIX/"),
        Case("NeptuneAnalyticsExport", "destination", "s3://", "3 to 63 characters"),
        Case("NeptuneAnalyticsExport", "destination", "s3://Exports/x", "small letters"),
        Case("NeptuneAnalyticsExport", "destination", "s3://exports//x", "slash"),
        Case("NeptuneAnalyticsExport", "destination", "s3://exports/a*b/", "stands for others"),
        Case("NeptuneAnalyticsExport", "destination", "s3://exports/a${aws:username}/", "stands for others"),
        Case("NeptuneAnalyticsExport", "destination", "s3://exports/päth/", "beyond ASCII"),
        Case("NeptuneAnalyticsExport", "destination", 7, "found a number"),
        Case("S3StagingUser", "bucket", "ab", "3 to 63"),
        Case("S3StagingUser", "bucket", "abc", nil),
        Case("S3StagingUser", "bucket", "sample_bucket", "small letters"),
        Case("S3StagingUser", "prefix", "/in", "begins with a slash"),
        Case("S3StagingUser", "prefix", .string(String(repeating: "x", count: 1024)), nil),
        Case("S3StagingUser", "prefix", .string(String(repeating: "x", count: 1025)), "at most 1024"),
        // Graphs and keys.
        Case("NeptuneAnalyticsExport", "graph", "g-012345678", "g-[a-z0-9]{10}"),
        Case("NeptuneAnalyticsExport", "graph", "g-01234567890", "g-[a-z0-9]{10}"),
        Case("NeptuneAnalyticsExport", "graph", "g-012345678A", "g-[a-z0-9]{10}"),
        Case("NeptuneAnalyticsExport", "kmsKey", nil, "takes no export without a key"),
        Case("NeptuneAnalyticsExport", "kmsKey", "neptune-export", "neither an alias"),
        Case("NeptuneAnalyticsExport", "kmsKey", "alias/aws/s3", "reserved"),
        Case("NeptuneAnalyticsExport", "kmsKey", "KMSKey/nobody", "no manifest of `KMSKey/nobody`"),
        Case("NeptuneAnalyticsExport", "kmsKey", .string("arn:aws:kms:us-east-1:111122223333:key/\(BlueprintScene.keyID)"), "bucket's own region"),
        Case("NeptuneAnalyticsExport", "kmsKey", "arn:aws:kms:eu-west-1:999988887777:alias/x", "alias of another account"),
        Case("NeptuneAnalyticsExport", "kmsKey", .string("alias/\(String(repeating: "k", count: 130))"), "declare the key"),
        Case("NeptuneAnalyticsExport", "format", "parquet", "is none of PARQUET, CSV"),
        Case("NeptuneAnalyticsExport", "format", "CSV", nil),
        Case("NeptuneAnalyticsExport", "region", "Ireland", "must look like eu-west-1"),
        Case("NeptuneAnalyticsExport", "region", "us-gov-west-1", nil),
        // Names that AWS gives.
        Case("NeptuneAnalyticsExport", "roleName", "a b", "letters, digits"),
        Case("NeptuneAnalyticsExport", "roleName", .string(String(repeating: "r", count: 64)), nil),
        Case("NeptuneAnalyticsExport", "roleName", .string(String(repeating: "r", count: 65)), "1 to 64 characters"),
        // Clusters, clients and groups.
        Case("NeptuneBulkLoad", "cluster", nil, "is missing"),
        Case("NeptuneBulkLoad", "cluster", "graph--prod", "hyphen"),
        Case("NeptuneBulkLoad", "cluster", "NeptuneCluster/none", "no manifest of"),
        Case("NeptuneBulkLoad", "cluster", "cluster-NOBODYSAWTHISONE", "resource id of a cluster that has not been read"),
        Case("NeptuneBulkLoad", "clients", ["10.0.0.5/16"], "10.0.0.0/16", at: "clients[0]"),
        Case("NeptuneBulkLoad", "clients", ["10.0.0.0/16", "sg-1"], "sg-0123456789abcdef0", at: "clients[1]"),
        Case("NeptuneBulkLoad", "clients", "10.0.0.0/16", "must be a list"),
        Case("NeptuneBulkLoad", "securityGroup", "sg-0123456789abcdef0", "says who shall reach", at: "clients"),
        Case("NeptuneBulkLoad", "format", "parquet", "format of the loader"),
        // Principals.
        Case("NeptuneNotebookAccess", "principal", "analyst", "must be Role/NAME"),
        Case("NeptuneNotebookAccess", "principal", "Group/analysts", "must be a Role or User"),
        Case("NeptuneNotebookAccess", "principal", "Role/a b", "letters, digits"),
        Case("NeptuneNotebookAccess", "principal", "arn:aws:iam::999988887777:role/analyst", "is of account 999988887777"),
        Case("NeptuneNotebookAccess", "principal", "arn:aws-cn:iam::111122223333:role/analyst", "partition"),
        Case("NeptuneNotebookAccess", "principal", "arn:aws:sts::111122223333:assumed-role/analyst/me", "ARN of a session"),
        Case("NeptuneNotebookAccess", "principal", .string("\(Self.own)group/analysts"), "something else"),
        Case("NeptuneNotebookAccess", "principal", .string("\(Self.own)user/people/ana"), nil),
        Case("NeptuneNotebookAccess", "notebooks", [], "names no notebook instance"),
        Case("NeptuneNotebookAccess", "notebooks", ["graph_notebook"], "[a-zA-Z0-9](-*[a-zA-Z0-9])*", at: "notebooks[0]"),
        Case("NeptuneNotebookAccess", "write", "yes", "true or false"),
        // A session and its external id.
        Case("CrossAccountImport", "principal", "arn:aws:sts::999988887777:assumed-role/Importer/Your Session Name", "[\\w+=,.@-]{2,64}"),
        Case("CrossAccountImport", "principal", "arn:aws:sts::999988887777:assumed-role/Importer/x", "[\\w+=,.@-]{2,64}"),
        Case("CrossAccountImport", "principal", "arn:aws:sts::999988887777:assumed-role/Importer/xy", nil),
        Case("CrossAccountImport", "principal", "arn:aws:sts::999988887777:assumed-role/Importer/*", "no wildcard"),
        Case("CrossAccountImport", "principal", "arn:aws:sts::999988887777:assumed-role/Importer", "is not of the form"),
        Case("CrossAccountImport", "principal", "arn:aws:iam::999988887777:user/importer", "names a user, not one session"),
        Case("CrossAccountImport", "principal", "arn:aws:iam::999988887777:role/Importer", "names a role, not one session"),
        Case("CrossAccountImport", "principal", "arn:aws-cn:sts::999988887777:assumed-role/Importer/xy", "across partitions"),
        Case("CrossAccountImport", "externalID", "x", "[\\w+=,.@:/-]{2,1224}"),
        Case("CrossAccountImport", "externalID", "a b", "[\\w+=,.@:/-]{2,1224}"),
        Case("CrossAccountImport", "externalID", .string(String(repeating: "x", count: 1224)), nil),
        Case("CrossAccountImport", "externalID", .string(String(repeating: "x", count: 1225)), "[\\w+=,.@:/-]{2,1224}"),
        Case("CrossAccountImport", "policyName", "a/b", "letters, digits"),
        // Administration.
        Case("NeptuneAdministration", "scpTargets", ["ou-abcd"], "must look like", at: "scpTargets[0]"),
        Case("NeptuneAdministration", "clusters", ["1st"], "begin with a letter", at: "clusters[0]"),
        Case("NeptuneAdministration", "passableRoles", ["User/loader"], "must be a Role", at: "passableRoles[0]"),
        Case("NeptuneAdministration", "console", 1, "true or false"),
        // Data.
        Case("NeptuneDataAccess", "actions", [], "nothing would be granted"),
        Case("NeptuneDataAccess", "actions", ["ReadData"], "no action of neptune-db", at: "actions[0]"),
        Case("NeptuneDataAccess", "actions", ["ReadDataViaQuery", "*"], "holds a wildcard", at: "actions[1]"),
        Case("NeptuneDataAccess", "actions", ["connect"], "engine 1.2.0.0", at: "actions[0]"),
        Case("NeptuneDataAccess", "actions", ["neptune-db:GetEngineStatus"], nil),
        Case("NeptuneDataAccess", "languages", ["cypher"], "Gremlin, OpenCypher, Sparql", at: "languages[0]"),
        Case("NeptuneDataAccess", "queries", [["language": "gremlin"]], "text of a query", at: "queries[0].text"),
        Case("NeptuneDataAccess", "queries", [["text": "g.V()"]], "must be a query language", at: "queries[0].language")
    ]

    @Test(arguments: Self.cases.indices)
    func aParameterIsTakenOrRefused(_ index: Int) throws {
        let item = Self.cases[index]
        var spec = try #require(Self.base[item.kind])
        spec[item.name] = item.value
        let fault = BlueprintScene.withCluster.fault(item.kind, spec)
        guard let says = item.says else {
            #expect(fault == nil, "\(item)")
            return
        }
        #expect(fault?.path == item.path ?? item.name, "\(item)")
        #expect(fault?.message.contains(says) == true, "\(item): \(fault?.message ?? "taken")")
    }

    @Test func aQueryOfALanguageThatIsNotNamedIsRefused() {
        let spec: JSONObject = [
            "principal": "Role/app", "cluster": "graph-prod", "languages": ["Sparql"], "queries": [["language": "gremlin", "text": "g.V()"]]
        ]
        #expect(BlueprintScene.withCluster.fault("NeptuneDataAccess", spec)?.path == "queries[0].language")
    }

    @Test func aDefaultNameThatAWSWouldRefuseHasToBeGiven() {
        let name = String(repeating: "n", count: 60)
        #expect(throws: BlueprintFault.self) { try BlueprintScene().expand("NeptuneBulkLoad", name, ["cluster": "g", "source": "s3://loads"]) }
        #expect(throws: Never.self) {
            try BlueprintScene().expand("NeptuneBulkLoad", name, ["cluster": "g", "source": "s3://loads", "roleName": "r"])
        }
    }

    @Test func aControlPolicyNeedsAnOrganization() {
        var scene = BlueprintScene()
        scene.account.readsOrganization = false
        let fault = scene.fault("NeptuneAdministration", ["principal": "Role/a", "scpTargets": ["r-abcd"]])
        #expect(fault?.path == "scpTargets")
        #expect(scene.fault("NeptuneAdministration", ["principal": "Role/a"]) == nil)
    }

    @Test(arguments: [(String(repeating: "n", count: 100), true), (String(repeating: "n", count: 101), false), ("a b", false), ("nightly", true)])
    func namesLeaveRoomForWhatIsMadeOfThem(_ name: String, _ isTaken: Bool) {
        #expect((NeptuneDataAccessBlueprint().nameRule.fault(name) == nil) == isTaken)
    }
}
