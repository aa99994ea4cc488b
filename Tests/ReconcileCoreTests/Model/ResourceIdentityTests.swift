import ReconcileCore
import Testing

@Suite struct ResourceIdentityTests {
    @Test(arguments: ["prod/Role/export", "prod/ManagedPolicy/Read.Only", "prod/eu-central-1/KMSKey/export-key"])
    func readsWhatItWrites(text: String) throws {
        let identity = try #require(ResourceIdentity(text))
        #expect(identity.description == text)
    }

    @Test(arguments: ["", "prod", "prod/Role", "prod/Role/", "/Role/export", "prod/Rolle/export", "a/b/Role/c/d", "prod//Role/export"])
    func refusesWhatIsNoIdentity(text: String) { #expect(ResourceIdentity(text) == nil) }

    @Test func namesOfIAMCompareWithoutCase() {
        let left = ResourceIdentity(account: "prod", region: nil, kind: .role, name: "Export")
        let right = ResourceIdentity(account: "prod", region: nil, kind: .role, name: "eXPORT")
        #expect(left == right)
        #expect(Set([left, right]).count == 1)
        #expect(left.description == "prod/Role/Export")
    }

    @Test func namesOfKeysCompareWithCase() {
        let left = ResourceIdentity(account: "prod", region: "eu-central-1", kind: .kmsKey, name: "Key")
        let right = ResourceIdentity(account: "prod", region: "eu-central-1", kind: .kmsKey, name: "key")
        #expect(left != right)
    }

    @Test func accountAndRegionAndKindTellResourcesApart() {
        let identities = [
            ResourceIdentity(account: "prod", region: nil, kind: .role, name: "x"),
            ResourceIdentity(account: "test", region: nil, kind: .role, name: "x"),
            ResourceIdentity(account: "prod", region: nil, kind: .managedPolicy, name: "x"),
            ResourceIdentity(account: "prod", region: "eu-central-1", kind: .kmsKey, name: "x"),
            ResourceIdentity(account: "prod", region: "eu-west-1", kind: .kmsKey, name: "x")
        ]
        #expect(Set(identities).count == identities.count)
    }
}

@Suite struct AspectNameTests {
    @Test(arguments: [
        ("trustPolicy", "trustPolicy", nil), ("inlinePolicies[load]", "inlinePolicies", "load"),
        ("tags[a]b]", "tags", "a]b"), ("tags[a[b]", "tags", "a[b"), ("tags[]", "tags", ""),
        ("managedPolicies[arn:aws:iam::aws:policy/X]", "managedPolicies", "arn:aws:iam::aws:policy/X")
    ])
    func readsWhatItWrites(text: String, base: String, member: String?) {
        let name = AspectName(parsing: text)
        #expect(name == AspectName(base, member))
        #expect(name.description == text)
    }

    @Test(arguments: ["tags]", "tags[owner", "]["])
    func takesAnythingElseAsABaseAlone(text: String) { #expect(AspectName(parsing: text) == AspectName(text)) }
}

@Suite struct ARNTests {
    @Test(arguments: [
        "arn:aws:iam::123456789012:role/export", "arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws-cn:kms:cn-north-1:123456789012:key/1",
        "arn:aws:s3:::bucket"
    ])
    func readsWhatItWrites(text: String) { #expect(ARN(text)?.description == text) }

    @Test(arguments: [
        "", "arn", "arn:aws:iam::123456789012", "arn:aws:iam::12345678901:role/x", "arn:aws:iam::1234567890123:role/x",
        "arn:azure:iam::123456789012:role/x", "arn:aws::eu:123456789012:x", "arn:aws:iam::123456789012:", "arn:aws:iam::12345678901x:role/x"
    ])
    func refusesWhatIsNone(text: String) { #expect(ARN(text) == nil) }
}
