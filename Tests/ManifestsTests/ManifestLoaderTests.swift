import Foundation
import IAMPolicy
import ReconcileCore
import Testing

@testable import Manifests

@Suite struct ManifestLoaderTests {
    private static let contractRole = """
        apiVersion: reconciled/v1
        kind: Role
        metadata:
          name: neptune-bulk-load
          account: prod
          labels: {team: graph}
        spec:
          trustPolicy:
            Version: 2012-10-17
            Statement: [{Effect: Allow, Principal: {Service: rds.amazonaws.com}, Action: "sts:AssumeRole"}]
          inlinePolicies: {load: {file: load.json}}
          managedPolicies: [arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess]
          tags: {owner: graph}
        reconcile:
          mode: enforce
          ownership: additive
          deletion: delete
          propagation: 30s
          ignore: [{aspect: "tags[CostCenter]", reason: "set by billing", owner: finops, until: 2027-01-31}]
        """

    private static let loadPolicy = """
        {"Version": "2012-10-17",
         "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:{{partition}}:s3:::loads-{{account.id}}/*"}}
        """

    @Test func readsTheWholeOfARole() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("roles/role.yaml", Self.contractRole)
        try folder.write("roles/load.json", Self.loadPolicy)
        let set = try ManifestLoader.load(folder: folder.path, context: Samples.context())
        let resource = try #require(set.resources.first)
        #expect(set.resources.count == 1)
        #expect(set.notes.isEmpty)
        #expect(resource.identity == ResourceIdentity(account: "prod", region: nil, kind: .role, name: "neptune-bulk-load"))
        #expect(resource.source == .directory(file: file, line: 1))
        #expect(resource.labels == ["team": "graph"])
        let until = Date(timeIntervalSince1970: 1_801_440_000)  // 2027-02-01T00:00:00Z
        let rule = IgnoreRule(aspect: "tags[CostCenter]", reason: "set by billing", owner: "finops", until: until)
        #expect(
            resource.settings
                == ReconcileSettings(mode: .enforce, ownership: .additive, deletion: .delete, propagationSeconds: 30, ignoreRules: [rule]))
        let expected: JSONValue = [
            "trustPolicy": [
                "Version": "2012-10-17",
                "Statement": [["Effect": "Allow", "Principal": ["Service": "rds.amazonaws.com"], "Action": "sts:AssumeRole"]]
            ],
            "inlinePolicies": [
                "load": [
                    "Version": "2012-10-17",
                    "Statement": ["Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::loads-111122223333/*"]
                ]
            ],
            "managedPolicies": ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"], "tags": ["owner": "graph"]
        ]
        #expect(JSONValue.object(resource.spec) == expected)
        #expect(resource.spec.names == ["trustPolicy", "inlinePolicies", "managedPolicies", "tags"])
    }

    @Test func readsAllKeysOfAllKindsAndNotesTheFormThatIsNotKept() throws {
        let text = """
            apiVersion: reconciled/v1
            kind: Role
            metadata: {name: r}
            spec: {path: /neptune/, description: loads, maxSessionDuration: 3600, permissionsBoundary: null, inlinePolicies: {},
                   managedPolicies: [ManagedPolicy/kms-use], tags: {env: prod}}
            ---
            apiVersion: reconciled/v1
            kind: ManagedPolicy
            metadata: {name: kms-use}
            spec: {path: /neptune/, description: d, tags: {},
                   document: {Version: "2012-10-17", Statement: {Effect: Allow, Action: "kms:*", Resource: "*"}}}
            ---
            apiVersion: reconciled/v1
            kind: KMSKey
            metadata: {name: export, region: us-west-2}
            spec: {key: alias/neptune-export, enabled: true, rotation: true, aliases: [alias/neptune-export], grants: [], description: d, tags: {},
                   keyPolicy: {statements: [{Sid: One, Effect: Allow, Principal: {AWS: "*"}, Action: "kms:*", Resource: "*"}]}}
            ---
            apiVersion: reconciled/v1
            kind: KMSKey
            metadata: {name: other}
            spec: {key: alias/other, rotation: false}
            ---
            apiVersion: reconciled/v1
            kind: User
            metadata: {name: loader}
            spec: {path: /, inlinePolicies: {}, managedPolicies: [ManagedPolicy/kms-use], groups: [Group/staff, admins], permissionsBoundary: null,
                   accessKeys: [], tags: {}}
            ---
            apiVersion: reconciled/v1
            kind: Group
            metadata: {name: staff}
            spec: {path: /, inlinePolicies: {}, managedPolicies: [], members: [User/loader]}
            """
        let set = try ManifestLoader.parse(text: text, file: "m.yaml", context: Samples.context())
        #expect(
            set.resources.map(\.identity.description) == [
                "prod/Role/r", "prod/ManagedPolicy/kms-use", "prod/us-west-2/KMSKey/export", "prod/eu-west-1/KMSKey/other", "prod/User/loader",
                "prod/Group/staff"
            ])
        #expect(set.resources.first?.spec["permissionsBoundary"] == .null)
        #expect(set.notes.isEmpty)
    }

    @Test(arguments: [
        ("account: test", ["test"]), ("account: \"*\"", ["prod", "test"]), ("account: [test, prod]", ["test", "prod"]),
        ("account: [\"*\"]", ["prod", "test"])
    ])
    func declaresAResourceInEachAccountThatIsNamed(account: String, expected: [String]) throws {
        let text = """
            apiVersion: reconciled/v1
            kind: KMSKey
            metadata: {name: k, \(account)}
            spec: {key: "arn:{{partition}}:kms:{{region}}:{{account.id}}:key/1234abcd", tags: {of: "{{ account.name }} ${aws:x}"}}
            """
        let set = try ManifestLoader.parse(text: text, file: "m.yaml", context: Samples.context(Samples.twoAccounts))
        #expect(set.resources.map(\.identity.account) == expected)
        for resource in set.resources {
            let account = try #require(Samples.twoAccounts.account(named: resource.identity.account))
            #expect(resource.identity.region == account.region)
            #expect(resource.spec["key"] == .string("arn:aws:kms:\(account.region):\(account.accountID):key/1234abcd"))
            #expect(resource.spec["tags"] == ["of": .string("\(account.name) ${aws:x}")])
        }
    }

    @Test func holdsNothingWhereTheFolderDoesNotExist() throws {
        let set = try ManifestLoader.load(folder: "/nonexistent/desired.d", context: Samples.context())
        #expect(set.resources.isEmpty)
    }

    @Test func readsFoldersInTheOrderOfNamesAndLeavesOtherFilesAlone() throws {
        let folder = try TemporaryFolder()
        try folder.write("b.yml", Samples.role("{}", name: "b"))
        try folder.write("a/z.json", #"{"apiVersion": "reconciled/v1", "kind": "Role", "metadata": {"name": "z"}, "spec": {}}"#)
        try folder.write("B.yaml", Samples.role("{}", name: "upper"))
        try folder.write("README.md", "# not a manifest")
        try folder.write(".hidden.yaml", "not: a manifest")
        try folder.write("unused.json", #"{"Version": "2012-10-17", "Statement": []}"#)
        let set = try ManifestLoader.load(folder: folder.path, context: Samples.context())
        #expect(set.resources.map(\.identity.name) == ["upper", "z", "b"])
    }

    @Test func readsAFileOnceHoweverOftenItIsNamed() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("a.yaml", Samples.role("{}", name: "a"))
        try folder.link("loop", to: folder.path)
        let set = try ManifestLoader.load(paths: [file, folder.path, "\(folder.path)/"], context: Samples.context())
        #expect(set.resources.map(\.identity.name) == ["a"])
    }

    @Test(arguments: [("x.txt", "manifests are read from .yaml, .yml and .json files only"), ("e.yaml", "the file holds no manifest")])
    func refusesAFileThatHoldsNoManifest(name: String, fault: String) throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(name, "# nothing\n")
        #expect {
            _ = try ManifestLoader.load(paths: [file, "/nonexistent"], context: Samples.context())
        } throws: { error in
            (error as? ManifestError)?.message == "/nonexistent:1:1: there is no such file or folder\n\(file):1:1: \(fault)"
        }
    }

    @Test func takesDocumentsThatWereSent() throws {
        let document: JSONValue = ["apiVersion": "reconciled/v1", "kind": "Role", "metadata": ["name": "r"], "spec": ["path": "/x/"]]
        let set = try ManifestLoader.parse(
            documents: [["file": "a.yaml", "line": 7, "document": document]], context: Samples.context(owner: .api))
        #expect(set.resources.map(\.source) == [.api])
        #expect(set.resources.first?.spec["path"] == "/x/")
    }

    @Test func tellsFaultsOfSentDocumentsAtTheirFileAndLine() {
        let document: JSONValue = [
            "apiVersion": "reconciled/v1", "kind": "Role", "metadata": ["name": "r"], "spec": ["trustPolicy": ["file": "x.json"]]
        ]
        #expect {
            _ = try ManifestLoader.parse(
                documents: [["file": "a.yaml", "line": 7, "document": document], ["file": "b.yaml"]], context: Samples.context(owner: .api))
        } throws: { error in
            (error as? ManifestError)?.message == """
                a.yaml:7:1: spec.trustPolicy.file must be put in the place of `{file: …}` before the manifest is sent
                b.yaml:1:1: `document` is missing
                """
        }
    }

    @Test func preparesDocumentsForSending() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("role.yaml", "---\n\(Self.contractRole)")
        try folder.write("load.json", Self.loadPolicy)
        let documents = try ManifestLoader.documents(paths: [folder.path])
        #expect(documents.map(\.file) == [file])
        #expect(documents.map(\.line) == [2])
        let sent = try ManifestLoader.parse(documents: documents.map(\.jsonValue), context: Samples.context(owner: .api))
        let read = try ManifestLoader.load(folder: folder.path, context: Samples.context())
        #expect(sent.resources.map(\.spec) == read.resources.map(\.spec))
        #expect(sent.resources.map(\.settings) == read.resources.map(\.settings))
        #expect(sent.resources.map(\.labels) == read.resources.map(\.labels))
        let resource = documents.first?.document["spec"]?["inlinePolicies"]?["load"]?["Statement"]?["Resource"]
        #expect(resource == "arn:{{partition}}:s3:::loads-{{account.id}}/*")
    }
}
