import ReconcileCore
import Testing

@testable import Manifests

@Suite struct ManifestFaultTests {
    @Test(arguments: [
        (
            "a: 1\n",
            [
                "m.yaml:1:1: `metadata` is missing", "m.yaml:1:1: `spec` is missing", "m.yaml:1:1: apiVersion is missing",
                "m.yaml:1:1: kind is missing", "m.yaml:1:1: unknown key `a`"
            ]
        ),
        (
            "apiVersion: reconciled/v2\nkind: Rol\nmetadata: {name: r}\nspce: {}\n",
            [
                "m.yaml:1:1: `spec` is missing", "m.yaml:1:13: apiVersion must be `reconciled/v1`, found `reconciled/v2`",
                "m.yaml:2:7: kind `Rol` is unknown (did you mean `Role`?)", "m.yaml:4:1: unknown key `spce` (did you mean `spec`?)"
            ]
        ),
        (
            "apiVersion: reconciled/v1\nkind: NeptuneBulkLoad\nmetadata: {name: r}\nspec: {}\n",
            [
                "m.yaml:2:7: kind `NeptuneBulkLoad` is not kept by this version; it keeps Bucket, Group, KMSKey, ManagedPolicy, "
                    + "NeptuneCluster, Role, SecurityGroup, ServiceControlPolicy, User"
            ]
        ),
        (
            "apiVersion: reconciled/v1\nkind: Role\nmetadata: {name: \"a b\", region: eu-west-1, labels: {a: 1}, acount: x}\nspec: {}\n",
            [
                "m.yaml:3:18: metadata.name must be an IAM role name: `a b` may hold letters, digits and `_+=,.@-` only",
                "m.yaml:3:33: metadata.region does not apply: a Role belongs to no region",
                "m.yaml:3:56: metadata.labels.a must be text, found the number 1: quote it",
                "m.yaml:3:60: unknown key `acount` in metadata (did you mean `account`?)"
            ]
        ),
        (
            "apiVersion: reconciled/v1\nkind: KMSKey\nmetadata: {name: k, region: Ireland, account: prdo}\nspec: {}\n",
            [
                "m.yaml:3:29: metadata.region must be an AWS region such as eu-west-1, found `Ireland`",
                "m.yaml:3:47: metadata.account: there is no account `prdo` in the configuration (did you mean `prod`?)",
                "m.yaml:4:7: spec.key is missing"
            ]
        ),
        ("apiVersion: reconciled/v1\nkind: KMSKey\nmetadata: {name: k}\nspec: {}\n", ["m.yaml:4:7: spec.key is missing"]),
        (
            "apiVersion: reconciled/v1\nkind: Role\nmetadata: {name: r, account: [prod, prod]}\nspec: {}\n",
            [
                "m.yaml:3:18: `prod/Role/r` is declared twice; the other is at m.yaml:3:18", "m.yaml:3:37: metadata.account names `prod` twice"
            ]
        )
    ])
    func tellsWhatIsWrongWithTheFrame(text: String, faults: [String]) { #expect(Samples.manifestFaults(text) == faults) }

    @Test func asksForTheAccountWhereThereAreSeveral() {
        #expect(
            Samples.manifestFaults(Samples.role("{}"), context: Samples.context(Samples.twoAccounts)) == [
                "m.yaml:3:18: metadata.account is missing: the configuration has the accounts `prod`, `test`"
            ])
    }

    @Test(arguments: [
        ("{maxSesionDuration: 3600}", ["m.yaml:4:8: unknown key `maxSesionDuration` in spec (did you mean `maxSessionDuration`?)"]),
        ("{maxSessionDuration: 3599}", ["m.yaml:4:28: spec.maxSessionDuration must be a whole number from 3600 to 43200, found the number 3599"]),
        ("{maxSessionDuration: 43200}", []),
        (
            "{maxSessionDuration: \"3600\"}",
            ["m.yaml:4:28: spec.maxSessionDuration must be a whole number from 3600 to 43200, found the text `3600`: remove the quotes"]
        ),
        (
            "{maxSessionDuration: 99999999999999999999}",
            [
                "m.yaml:4:28: spec.maxSessionDuration must be a whole number from 3600 to 43200, found the number 99999999999999999999"
            ]
        ),
        (
            "{path: neptune}",
            [
                "m.yaml:4:14: spec.path must be an IAM path: `neptune` must begin and end with a slash and have at most 512 characters"
            ]
        ),
        ("{path: null}", ["m.yaml:4:14: spec.path must be text, found nothing (null)"]),
        ("{description: null}", []),
        ("{description: 5}", ["m.yaml:4:21: spec.description must be text, found the number 5: quote it"]),
        ("{tags: {cost: 0123}}", ["m.yaml:4:21: spec.tags.cost must be text, found the number 0123: quote it"]),
        ("{tags: {cost: yes, when: 2012-10-17}}", []),
        ("{tags: {cost: true}}", ["m.yaml:4:21: spec.tags.cost must be text, found the boolean true: quote it"]),
        (
            "{tags: {\"aws:x\": y}}",
            [
                "m.yaml:4:15: spec.tags: the key must be a tag key: `aws:x` begins with `aws:`, which is reserved for AWS"
            ]
        ),
        (
            "{tags: {Owner: a, owner: b}}",
            [
                "m.yaml:4:25: spec.tags: `owner` and `Owner` in line 4 are one name to AWS, which ignores case"
            ]
        ),
        ("{tags: [a]}", ["m.yaml:4:14: spec.tags must be a map, found a list"]),
        ("{managedPolicies: ManagedPolicy/x}", ["m.yaml:4:25: spec.managedPolicies must be a list, found the text `ManagedPolicy/x`"]),
        (
            "{managedPolicies: [\"arn:aws:iam:aws:policy/X\"]}",
            [
                "m.yaml:4:26: spec.managedPolicies[0] must be an ARN (arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE), "
                    + "found `arn:aws:iam:aws:policy/X`"
            ]
        ),
        (
            "{managedPolicies: [\"arn:aws:s3:::bucket\"]}",
            [
                "m.yaml:4:26: spec.managedPolicies[0] must be an IAM policy ARN or ManagedPolicy/NAME: "
                    + "`arn:aws:s3:::bucket` is an ARN of `s3`, not of `iam`"
            ]
        ),
        (
            "{managedPolicies: [\"arn:was:iam::aws:policy/X\"]}",
            [
                "m.yaml:4:26: spec.managedPolicies[0] is an ARN of the unknown partition `was` (did you mean `aws`?)"
            ]
        ),
        (
            "{managedPolicies: [ManagedPolcy/x]}",
            [
                "m.yaml:4:26: spec.managedPolicies[0] must name a ManagedPolicy or an ARN, found `ManagedPolcy/x` (did you mean `ManagedPolicy/x`?)"
            ]
        ),
        (
            "{permissionsBoundary: ManagedPolicy/none}",
            [
                "m.yaml:4:29: spec.permissionsBoundary: there is no manifest of `ManagedPolicy/none` in account `prod`"
            ]
        ),
        (
            "{description: \"{{acount.id}}\"}",
            [
                "m.yaml:4:21: spec.description: unknown placeholder `{{acount.id}}`; there are account.id, account.name, partition, region"
                    + " (did you mean `{{account.id}}`?)"
            ]
        ),
        ("{description: \"{{region\"}", ["m.yaml:4:21: spec.description: `{{` is not closed by `}}`"]),
        ("{description: \"${aws:username} {{region}}\"}", [])
    ])
    func tellsWhatIsWrongWithASpec(spec: String, faults: [String]) { #expect(Samples.manifestFaults(Samples.role(spec)) == faults) }

    @Test(arguments: [
        ("{mode: enforced}", ["m.yaml:5:19: reconcile.mode must be observe, approve or enforce, found `enforced` (did you mean `enforce`?)"]),
        ("{propagation: 0}", ["m.yaml:5:26: reconcile.propagation must be at least 1s, found `0`"]),
        ("{ignores: []}", ["m.yaml:5:13: unknown key `ignores` in reconcile (did you mean `ignore`?)"]),
        ("{ignore: [{aspect: tags}]}", ["m.yaml:5:22: reconcile.ignore[0].reason is missing"]),
        (
            "{ignore: [{aspect: \"tag[x]\", reason: r}]}",
            [
                "m.yaml:5:31: reconcile.ignore[0].aspect names no aspect of a Role: `tag[x]` (did you mean `tags`?)"
            ]
        ),
        (
            "{ignore: [{aspect: tags, reason: r, until: 2027-02-30}]}",
            [
                "m.yaml:5:55: reconcile.ignore[0].until must be a date such as 2027-01-31 or an RFC 3339 time, found `2027-02-30`"
            ]
        ),
        ("{ignore: [{aspect: tags, reason: r, until: \"2027-01-31T10:00:00Z\"}]}", []),
        ("{ignore: [{aspect: tags, reason: r, until: \"2027-01-31T10:00:00+02:00\"}]}", [])
    ])
    func tellsWhatIsWrongWithSettings(reconcile: String, faults: [String]) {
        #expect(Samples.manifestFaults(Samples.role("{}", more: "reconcile: \(reconcile)")) == faults)
    }

    @Test(arguments: [
        ("metadata: {}", ["m.yaml:3:11: metadata.name is missing", "m.yaml:4:8: unknown key `pth` in spec (did you mean `path`?)"]),
        (
            "metadata: {name: 012}",
            [
                "m.yaml:3:18: metadata.name must be text, found the number 012: quote it",
                "m.yaml:4:8: unknown key `pth` in spec (did you mean `path`?)"
            ]
        ),
        (
            "metadata: {name: r, account: x}",
            [
                "m.yaml:3:30: metadata.account: there is no account `x` in the configuration",
                "m.yaml:4:8: unknown key `pth` in spec (did you mean `path`?)"
            ]
        )
    ])
    func checksTheSpecOfAManifestThatBelongsNowhere(metadata: String, faults: [String]) {
        #expect(Samples.manifestFaults("apiVersion: reconciled/v1\nkind: Role\n\(metadata)\nspec: {pth: /}\n") == faults)
    }

    @Test(arguments: [
        (
            #""spec": {"pth": "/", "tags": {"a": 1}}}"#,
            [
                "m.json:2:11: unknown key `pth` in spec (did you mean `path`?)", "m.json:2:37: spec.tags.a must be text, found the number 1: quote it"
            ]
        ),
        (#""spec": {}, "spec": {}}"#, ["m.json:2:14: JSON: the name \"spec\" occurs twice in this object"]),
        (#""spec": {} /* none */}"#, ["m.json:2:13: JSON: a comment (`/*`) stands here; JSON has none, remove it"])
    ])
    func tellsThePlaceOfAFaultInAJSONManifest(spec: String, faults: [String]) {
        let text = #"{"apiVersion": "reconciled/v1", "kind": "Role", "metadata": {"name": "r"},"# + "\n " + spec
        #expect(Samples.manifestFaults(text, file: "m.json") == faults)
    }

    @Test func takesAFileWithAByteOrderMarkAndWindowsLineEnds() {
        let text = "\u{FEFF}" + Samples.role("{pth: /}").replacing("\n", with: "\r\n")
        #expect(Samples.manifestFaults(text) == ["m.yaml:4:8: unknown key `pth` in spec (did you mean `path`?)"])
    }

    @Test func takesAtMostFiftyTags() {
        let tags = { (count: Int) in "{tags: {" + (1...count).map { "t\($0): x" }.joined(separator: ", ") + "}}" }
        #expect(Samples.manifestFaults(Samples.role(tags(50))).isEmpty)
        #expect(Samples.manifestFaults(Samples.role(tags(51))) == ["m.yaml:4:14: spec.tags holds 51 tags; AWS takes at most 50"])
    }

    @Test func tellsOneHundredFaultsAndCountsTheOthers() {
        let text = (1...130).map { Samples.role("{pat\($0): /}", name: "r\($0)") }.joined(separator: "\n---\n")
        #expect {
            _ = try ManifestLoader.parse(text: text, file: "m.yaml", context: Samples.context())
        } throws: { error in
            guard let error = error as? ManifestError else { return false }
            return error.faults.count == 100 && error.omittedCount == 30 && error.message.hasSuffix("\nand 30 more")
                && error.faults.map(\.line) == error.faults.map(\.line).sorted()
        }
    }

    @Test func tellsFaultsOfAllDocumentsAtOnce() {
        let text = [Samples.role("{pth: /}", name: "a"), Samples.role("{tags: {a: 1}}", name: "b")].joined(separator: "\n---\n") + "\n---\nx: [\n"
        #expect(
            Samples.manifestFaults(text) == [
                "m.yaml:4:8: unknown key `pth` in spec (did you mean `path`?)",
                "m.yaml:10:18: spec.tags.a must be text, found the number 1: quote it",
                "m.yaml:14:1: YAML: while parsing a flow node that starts in line 14: did not find expected node content"
            ])
    }
}
