import IAMPolicy
import Manifests
import ReconcileCore
import Testing

/// Manifests of what stands beside IAM: buckets, clusters, security groups, service control policies.
@Suite struct ResourceManifestTests {
    private static let organization = {
        var configuration = Samples.twoAccounts
        configuration.organizationAccount = "test"
        configuration.accounts[1].readsOrganization = true
        return configuration
    }()

    private static func manifest(_ kind: String, _ spec: String, metadata: String = "name: graph") -> String {
        "apiVersion: reconciled/v1\nkind: \(kind)\nmetadata: {\(metadata)}\nspec: \(spec)\n"
    }

    private static func resources(_ text: String, _ configuration: Configuration = Samples.oneAccount) throws -> [DesiredResource] {
        try ManifestLoader.parse(text: text, file: "m.yaml", folder: "/nonexistent", context: Samples.context(configuration)).resources
    }

    @Test(arguments: [
        (
            "Bucket",
            "{bucketPolicy: null, defaultEncryption: {algorithm: \"aws:kms\", kmsKey: alias/neptune-export, bucketKey: true}, "
                + "publicAccessBlock: {blockPublicAcls: true, restrictPublicBuckets: false}, tags: {}}"
        ),
        (
            "Bucket",
            "{bucketPolicy: {Version: \"2012-10-17\", Statement: [{Effect: Deny, Principal: \"*\", Action: \"s3:*\", "
                + "Resource: \"arn:aws:s3:::graph/*\"}]}, defaultEncryption: null, publicAccessBlock: null, tags: null}"
        ),
        (
            "NeptuneCluster",
            "{identifier: graph-prod, associatedRoles: [\"arn:aws:iam::111122223333:role/neptune/load\", "
                + "{role: \"arn:aws:iam::111122223333:role/export\", feature: Export}], iamDatabaseAuthentication: true}"
        ),
        ("NeptuneCluster", "{associatedRoles: []}"), ("NeptuneCluster", "{associatedRoles: null}"),
        (
            "SecurityGroup",
            "{groupID: sg-0123456789abcdef0, ingress: [{protocol: tcp, fromPort: 8182, toPort: 8182, source: 10.0.0.0/16, description: app}, "
                + "{protocol: \"-1\", source: pl-0123456789abcdef0}, {protocol: tcp, fromPort: 1, toPort: 2, source: \"444455556666/sg-12345678\"}]}"
        ),
        ("SecurityGroup", "{ingress: []}")
    ])
    func whatTheContractShowsIsTaken(kind: String, spec: String) throws {
        let resource = try #require(try Self.resources(Self.manifest(kind, spec)).first)
        #expect(resource.identity.region == "eu-west-1")
        #expect(resource.identity.account == "prod")
    }

    @Test(arguments: [
        ("Bucket", "{defaultEncryption: {algorithm: aes}}", "is none of AES256"), ("Bucket", "{defaultEncryption: {bucketKey: true}}", "algorithm"),
        ("Bucket", "{publicAccessBlock: {blockPublicACLs: true}}", "did you mean `blockPublicAcls`"),
        ("Bucket", "{defaultEncryption: {algorithm: \"aws:kms\", kmsKey: KMSKey/none}}", "there is no manifest of `KMSKey/none`"),
        ("NeptuneCluster", "{associatedRoles: [\"arn:aws:iam::111122223333:user/a\"]}", "is not the ARN of a role"),
        ("NeptuneCluster", "{associatedRoles: [{feature: X}]}", "role is missing"), ("NeptuneCluster", "{identifier: 1a}", "begin with a letter"),
        ("SecurityGroup", "{ingress: [{protocol: tcp, fromPort: 8182, toPort: 8182, source: 10.0.0.5/16}]}", "`10.0.0.0/16`"),
        ("SecurityGroup", "{ingress: [{protocol: tcp, fromPort: 70000, source: 10.0.0.0/16}]}", "fromPort"),
        ("SecurityGroup", "{ingress: [{protocol: tpc, source: 10.0.0.0/16}]}", "is none of tcp"),
        ("SecurityGroup", "{groupID: sg-1}", "must look like")
    ])
    func whatAWSDoesNotTakeIsAFault(kind: String, spec: String, hint: String) {
        let faults = Samples.manifestFaults(Self.manifest(kind, spec))
        #expect(faults.contains { $0.contains(hint) }, "\(faults)")
    }

    // MARK: The organization

    private static let denial = "document: {Version: \"2012-10-17\", Statement: [{Effect: Deny, Action: \"iam:*\", Resource: \"*\"}]}"

    @Test(arguments: ["name: stay", "name: stay, account: organization"])
    func aControlPolicyBelongsToTheOrganization(metadata: String) throws {
        let text = Self.manifest(
            "ServiceControlPolicy", "{\(Self.denial), targets: [r-abcd, ou-abcd-12345678, \"{{account.id}}\"]}", metadata: metadata)
        let policy = try #require(try Self.resources(text, Self.organization).first)
        #expect(policy.identity == ResourceIdentity(account: "organization", region: nil, kind: .serviceControlPolicy, name: "stay"))
        #expect(policy.identity.description == "organization/ServiceControlPolicy/stay")
        #expect(policy.spec["targets"] == ["r-abcd", "ou-abcd-12345678", "444455556666"])
    }

    @Test(arguments: [
        ("name: stay", Samples.oneAccount, "does not say which account may read it"),
        ("name: stay, account: prod", Self.organization, "metadata.account does not apply"),
        ("name: stay, account: \"*\"", Self.organization, "metadata.account does not apply"),
        ("name: stay, region: eu-west-1", Self.organization, "belongs to no region")
    ])
    func whatAnOrganizationHasNotIsAFault(metadata: String, configuration: Configuration, hint: String) {
        let text = Self.manifest("ServiceControlPolicy", "{\(Self.denial)}", metadata: metadata)
        let faults = Samples.manifestFaults(text, context: Samples.context(configuration))
        #expect(faults.contains { $0.contains(hint) }, "\(faults)")
        #expect(faults.count == 1)
    }

    @Test func theConfigurationSaysWhoReadsTheOrganization() throws {
        let text = """
            accounts:
              - {name: prod, accountID: "111122223333", region: eu-west-1}
              - {name: main, accountID: "444455556666", region: eu-west-1}
            organization: {account: main}
            """
        let configuration = try ConfigurationLoader.parse(text: text, file: "c.yaml", environment: [:]).configuration
        #expect(configuration.accounts.map(\.readsOrganization) == [false, true])
    }
}
