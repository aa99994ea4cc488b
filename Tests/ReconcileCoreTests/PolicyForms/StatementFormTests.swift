import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

/// A key policy of which only some statements are ours.
@Suite struct StatementFormTests {
    private static let own = SharedKey.grant("NeptuneExport")
    private static let second = SharedKey.grant("NeptuneLoad", ["kms:Encrypt"])
    private static let aspect = "keyPolicy[NeptuneExport]"

    private static func script(_ live: [JSONValue], ownership: Ownership = .exclusive) -> PassScript {
        SharedKey.script([SharedKey.key(["statements": [Self.own, Self.second]], ownership: ownership)], live: live)
    }

    @Test(arguments: [Ownership.exclusive, .additive])
    func `others' statements are no drift, whatever they say`(ownership: Ownership) async {
        var script = Self.script([SharedKey.delegation, Self.own, SharedKey.others, Self.second], ownership: ownership)
        await script.look()
        #expect(script.open().isEmpty && script.keyState == .inSync)
        script.put([Self.second, SharedKey.grant("Anyone", ["kms:*"], to: "*"), Self.own])
        await script.look()
        #expect(script.open().isEmpty && script.toSend.isEmpty)
    }

    @Test func `a statement that is gone is put back beside the others, which keep text and order`() async {
        var script = Self.script([SharedKey.delegation, SharedKey.others, Self.second])
        await script.look()
        let drift = script.open().first
        #expect(script.open().map(\.aspect.description) == [Self.aspect])
        #expect(drift?.kind == .missing && drift?.direction == .narrows && drift?.severity == .high)
        await script.send()
        #expect(script.statements == [SharedKey.delegation, SharedKey.others, Self.second, Self.own])
        #expect(script.cloud.accepted.map(\.operation) == ["PutKeyPolicy"])
        let text = script.cloud.accepted.first?.parameters["Policy"]?.stringValue ?? ""
        #expect(text.contains(JSONWriter.compact(SharedKey.others)), "not even the order of another's members changes")
        #expect(text.hasPrefix(#"{"Version":"2012-10-17","Id":"key-default-1","#))
        for _ in 1...3 { await script.look() }
        #expect(script.states(Self.aspect) == [.propagating] && script.toSend.isEmpty)
        await script.look(after: 600)
        #expect(script.ends(Self.aspect) == [.settled] && script.keyState == .inSync)
    }

    private static let changes: [(live: JSONValue, direction: Direction)] = [
        (SharedKey.grant("NeptuneExport", ["kms:Decrypt"]), .narrows),
        (SharedKey.grant("NeptuneExport", ["kms:Decrypt", "kms:DescribeKey", "kms:CreateGrant"]), .widens),
        (SharedKey.grant("NeptuneExport", ["kms:Decrypt", "kms:CreateGrant"]), .both)
    ]

    @Test(arguments: Self.changes)
    func `a changed statement is put back in its place`(live: JSONValue, direction: Direction) async {
        var script = Self.script([SharedKey.administration, live, SharedKey.others, Self.second])
        await script.look()
        #expect(script.open(Self.aspect).map(\.kind) == [.modified])
        #expect(script.open(Self.aspect).map(\.direction) == [direction])
        #expect(script.open(Self.aspect).first?.witness != nil)
        await script.send()
        #expect(script.statements == [SharedKey.administration, Self.own, SharedKey.others, Self.second])
    }

    @Test(arguments: [
        [
            "Sid": "NeptuneExport", "Effect": "Allow", "Principal": ["AWS": [.string(SharedKey.roleARN)]], "Resource": ["*"],
            "Action": ["kms:describekey", "KMS:Decrypt"]
        ] as JSONValue
    ])
    func `the same in other words is the same`(live: JSONValue) async {
        var script = Self.script([SharedKey.delegation, live, Self.second])
        await script.look()
        #expect(script.open().isEmpty && script.toSend.isEmpty)
    }

    @Test func `a second statement of the same Sid goes, unless both together say what is declared`() async {
        let halves = [SharedKey.grant("NeptuneExport", ["kms:Decrypt"]), SharedKey.grant("NeptuneExport", ["kms:DescribeKey"])]
        var split = Self.script([SharedKey.delegation, Self.second] + halves)
        await split.look()
        #expect(split.open().isEmpty)
        var script = Self.script([SharedKey.administration, Self.own, Self.second, SharedKey.grant("NeptuneExport", ["kms:CreateGrant"])])
        await script.look()
        #expect(script.open(Self.aspect).map(\.kind) == [.modified])
        #expect(script.open(Self.aspect).map(\.direction) == [.widens])
        await script.send()
        #expect(script.statements == [SharedKey.administration, Self.own, Self.second])
    }

    @Test func `what drifted of one document is put back by one call`() async {
        var script = Self.script([SharedKey.delegation, SharedKey.others])
        await script.lookAndSend()
        #expect(script.cloud.attempts == 1)
        #expect(script.statements == [SharedKey.delegation, SharedKey.others, Self.own, Self.second])
        for _ in 1...2 { await script.look() }
        #expect(script.states() == [.propagating, .propagating])
        #expect(script.activeCorrections.map(\.aspects.count) == [2])
    }

    @Test func `a statement that is declared no more is left alone`() async {
        var script = Self.script([SharedKey.delegation, Self.own, Self.second])
        await script.look()
        script.desired = [SharedKey.key(["statements": [Self.second]])]
        await script.look()
        #expect(script.open().isEmpty && script.toSend.isEmpty && script.statements.count == 3)
    }

    @Test func `a drift of a statement that is declared no more ends`() async {
        var script = Self.script([SharedKey.delegation, Self.second])
        script.account = Fixtures.account(.observe)
        await script.look()
        script.desired = [SharedKey.key(["statements": [Self.second]])]
        await script.look()
        #expect(script.ends(Self.aspect) == [.undeclared])
    }

    @Test func `variables make the document one that knows them, unless others rely on the contrary`() async {
        let path: JSONValue = ["StringEquals": ["kms:EncryptionContext:user": "${aws:username}"]]
        func with(_ sid: String) -> JSONValue {
            var statement = SharedKey.grant(sid).objectValue ?? JSONObject()
            statement["Condition"] = path
            return .object(statement)
        }
        let desired = [SharedKey.key(["statements": [with("NeptuneExport")]])]
        var script = SharedKey.script(desired, live: [])
        script.cloud.edit { $0.keys[Fixtures.keyID]?.policy = SharedKey.document([SharedKey.delegation], version: "2008-10-17") }
        await script.lookAndSend()
        #expect(script.cloud.world().keys[Fixtures.keyID]?.policy["Version"] == "2012-10-17")
        for _ in 1...2 { await script.look() }
        #expect(script.states() == [.propagating])

        var held = SharedKey.script(desired, live: [])
        held.cloud.edit { $0.keys[Fixtures.keyID]?.policy = SharedKey.document([SharedKey.delegation, with("Other")], version: "2008-10-17") }
        await held.look()
        #expect(held.states() == [.refused] && held.toSend.isEmpty)
        #expect(held.open().first?.reason?.contains("2008-10-17") == true)
    }

    @Test func `what cannot be read is undetermined, and nothing is sent`() async {
        var script = Self.script([SharedKey.delegation])
        script.cloud.failReads(of: Fixtures.identity(.kmsKey, "shared"), part: "keyPolicy", .denied)
        await script.look()
        #expect(script.open().isEmpty && script.toSend.isEmpty && script.keyState == .undetermined)
    }

    @Test func `a deleted principal in our statement asks before its name gets the access again`() async {
        let dead = SharedKey.grant("NeptuneExport", to: "AROAEXAMPLEDELETED12")
        var script = Self.script([SharedKey.delegation, dead, Self.second])
        await script.look()
        #expect(script.states(Self.aspect) == [.awaitingApproval] && script.toSend.isEmpty)
        #expect(script.open(Self.aspect).first?.direction == .widens)
    }
}
