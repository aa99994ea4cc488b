import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

/// A key policy of which only is declared what it must make possible.
@Suite struct AccessFormTests {
    private static let item = SharedKey.item(["kms:DescribeKey", "kms:Decrypt"])
    private static let aspect = "keyPolicy[access \(SharedKey.roleARN) kms:Decrypt,kms:DescribeKey]"
    private static let useKey: JSONObject = [
        "use": Fixtures.document(["Effect": "Allow", "Action": ["kms:Decrypt", "kms:DescribeKey"], "Resource": "*"])
    ]

    private static func script(
        _ live: [JSONValue], items: [JSONValue] = [Self.item], inline: JSONObject = JSONObject(), boundary: String? = nil, keepsRole: Bool = true
    ) -> PassScript {
        let key = SharedKey.key(["access": .array(items)])
        let role = SharedKey.reader(inline, boundary: boundary.map { .string($0) } ?? .null)
        let limit = Fixtures.resource(.managedPolicy, "limit", ["document": Fixtures.allow("*")])
        return SharedKey.script(
            keepsRole ? [key, role, limit] : [key], live: live,
            inline: Dictionary(inline.members.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }), boundary: boundary)
    }

    // MARK: In place already

    private static let ways: [(name: String, live: [JSONValue], inline: JSONObject)] = [
        ("a statement of any name", [SharedKey.administration, SharedKey.grant("Whatever")], JSONObject()),
        (
            "two statements", [SharedKey.administration, SharedKey.grant("A", ["kms:Decrypt"]), SharedKey.grant("B", ["kms:Describe*"])], JSONObject()
        ),
        ("the account, and the role's own policies", [SharedKey.delegation], Self.useKey)
    ]

    @Test(arguments: Self.ways.indices)
    func `whoever grants it, it is in sync`(index: Int) async {
        let way = Self.ways[index]
        var script = Self.script(way.live, inline: way.inline)
        await script.look()
        #expect(script.open().isEmpty && script.keyState == .inSync && script.toSend.isEmpty, "\(way.name)")
    }

    @Test func `a direct grant counts where the role is not kept`() async {
        var script = Self.script([SharedKey.administration, SharedKey.grant("Direct")], keepsRole: false)
        await script.look()
        #expect(script.open().isEmpty && script.keyState == .inSync)
    }

    // MARK: Missing

    @Test func `what is missing is added under a Sid of our own, and what others wrote stays`() async {
        var script = Self.script([SharedKey.administration, SharedKey.others])
        await script.look()
        let drift = script.open(Self.aspect).first
        #expect(drift?.kind == .missing && drift?.direction == .narrows && (drift?.severity ?? .low) >= .high)
        #expect(drift?.witness?["action"]?.stringValue == "kms:Decrypt")
        await script.send()
        #expect(script.statements.prefix(2) == [SharedKey.administration, SharedKey.others])
        let own = script.statements.last ?? .null
        #expect(script.statements.count == 3 && OwnStatement.reserves(own["Sid"]?.stringValue ?? ""))
        #expect(own["Action"] == ["kms:Decrypt", "kms:DescribeKey"] && own["Resource"] == "*" && own["Condition"] == nil)
        #expect(own["Principal"] == ["AWS": .string(SharedKey.roleARN)])
        for _ in 1...3 { await script.look() }
        #expect(script.states() == [.propagating] && script.toSend.isEmpty)
        await script.look(after: 600)
        #expect(script.ends(Self.aspect) == [.settled] && script.keyState == .inSync && script.cloud.attempts == 1)
    }

    @Test func `only the actions that lack an Allow are granted`() async {
        var script = Self.script([SharedKey.administration, SharedKey.grant("Half", ["kms:DescribeKey"])])
        await script.look()
        #expect(script.open(Self.aspect).map(\.kind) == [.modified])
        #expect(script.open(Self.aspect).first?.differences.map(\.path) == ["actions"])
        #expect(script.open(Self.aspect).first?.differences.first?.desired == ["kms:Decrypt"])
        await script.send()
        #expect(script.statements.last?["Action"] == "kms:Decrypt")
        await script.look()
        // The other half goes as well: our own statement grows, and no second one comes.
        script.put(script.statements.filter { $0["Sid"] != "Half" })
        await script.lookAndSend(after: 601)
        #expect(script.statements.count == 2 && script.statements.last?["Action"] == ["kms:Decrypt", "kms:DescribeKey"])
    }

    @Test func `a key that is handed to the account, and a role without policies: missing, and mended here`() async {
        var script = Self.script([SharedKey.delegation])
        await script.lookAndSend()
        #expect(script.statements.count == 2)
        for _ in 1...2 { await script.look() }
        #expect(script.states() == [.propagating])
    }

    @Test func `items of one policy are mended in one call, each by its own statement`() async {
        let second = SharedKey.item(["kms:Encrypt"], principal: Fixtures.roleARN("export"))
        var script = Self.script([SharedKey.administration], items: [Self.item, second], keepsRole: false)
        await script.lookAndSend()
        #expect(script.cloud.attempts == 1 && script.statements.count == 3)
        #expect(Set(script.statements.compactMap { $0["Sid"]?.stringValue }).count == 3)
    }

    @Test func `a grant is limited to the context that is declared`() async {
        let item = SharedKey.item(
            ["kms:Decrypt"],
            context: ["kms:ViaService": "s3.eu-central-1.amazonaws.com", "aws:SourceIp": "10.0.0.1", "aws:SecureTransport": "true"])
        var script = Self.script([SharedKey.administration], items: [item], keepsRole: false)
        await script.lookAndSend()
        #expect(
            script.statements.last?["Condition"] == [
                "IpAddress": ["aws:SourceIp": "10.0.0.1"], "Bool": ["aws:SecureTransport": "true"],
                "StringEquals": ["kms:ViaService": "s3.eu-central-1.amazonaws.com"]
            ])
        for _ in 1...2 { await script.look() }
        #expect(script.states() == [.propagating])
    }

    @Test(arguments: [
        ["kms:ViaService": "s3.eu-central-1.amazonaws.com"] as JSONObject,
        ["kms:EncryptionContextKeys": ["a", "b"]], ["aws:SourceIp": "10.0.0.1"]
    ])
    func `whatever the context, what is written is effective`(context: JSONObject) async {
        let item = SharedKey.item(["kms:Decrypt"], context: context)
        var script = Self.script([SharedKey.administration], items: [item], keepsRole: false)
        await script.lookAndSend()
        await script.look()
        #expect(script.states() == [.propagating] && script.statements.count == 2)
    }

    @Test func `a pattern stands for every action of a key that it reaches`() async {
        let item = SharedKey.item(["kms:GenerateDataKey*"])
        var script = Self.script([SharedKey.administration, SharedKey.grant("One", ["kms:GenerateDataKey"])], items: [item], keepsRole: false)
        await script.look()
        #expect(script.open().map(\.kind) == [.missing])
        script.put([SharedKey.administration, SharedKey.grant("All", ["kms:Generate*"])])
        await script.look()
        #expect(script.open().isEmpty)
    }

    // MARK: Blocked

    private static let denial: JSONValue = [
        "Sid": "NoDecrypt", "Effect": "Deny", "Principal": ["AWS": .string(SharedKey.roleARN)], "Action": "kms:Decrypt", "Resource": "*"
    ]

    private static let blocks: [(live: [JSONValue], inline: JSONObject, boundary: String?, words: [String])] = [
        ([SharedKey.administration, Self.denial], JSONObject(), nil, ["Statement[NoDecrypt]", "KMSKey/shared keyPolicy"]),
        (
            [SharedKey.delegation], ["no": Fixtures.document(["Sid": "Never", "Effect": "Deny", "Action": "kms:*", "Resource": "*"])], nil,
            ["Statement[Never]", "Role/reader inlinePolicies[no]"]
        )
    ]

    @Test(arguments: Self.blocks.indices)
    func `what is denied is refused with the statement that denies it`(index: Int) async {
        let block = Self.blocks[index]
        var script = Self.script(block.live, inline: block.inline, boundary: block.boundary)
        await script.look()
        #expect(script.states(Self.aspect) == [.refused] && script.toSend.isEmpty)
        let reason = script.open(Self.aspect).first?.reason ?? ""
        for word in block.words { #expect(reason.contains(word), "\(reason)") }
        #expect(script.events.contains(.correctionRefused) && script.open(Self.aspect).first?.direction == .narrows)
        await script.look()
        #expect(script.events.isEmpty, "the same refusal is no news")
        await script.send()
        #expect(script.cloud.attempts == 0)
    }

    @Test func `a boundary without an Allow blocks, and the boundary is named`() async {
        var script = Self.script([SharedKey.administration], boundary: Fixtures.policyARN("limit"))
        script.cloud.edit { $0.addPolicy("limit", document: Fixtures.allow("s3:GetObject")) }
        script.desired[2] = Fixtures.resource(.managedPolicy, "limit", ["document": Fixtures.allow("s3:GetObject")])
        await script.look()
        #expect(script.states(Self.aspect) == [.refused])
        #expect(script.open(Self.aspect).first?.reason?.contains("ManagedPolicy/limit document") == true)
        // The same with a boundary that lets it through.
        script.cloud.edit { $0.addPolicy("limit", document: Fixtures.allow("*")) }
        script.desired[2] = Fixtures.resource(.managedPolicy, "limit", ["document": Fixtures.allow("*")])
        await script.lookAndSend()
        #expect(script.statements.count == 2 && script.cloud.attempts == 1)
    }

    @Test func `a denial that goes makes room for the correction`() async {
        var script = Self.script([SharedKey.administration, Self.denial])
        await script.look()
        script.put([SharedKey.administration])
        await script.lookAndSend()
        #expect(script.states(Self.aspect) == [.propagating] && script.statements.count == 2)
    }

    // MARK: Undetermined

    @Test func `a role that is not kept, of a key that is handed to the account, cannot be told of`() async {
        var script = Self.script([SharedKey.delegation], keepsRole: false)
        await script.look()
        #expect(script.open().isEmpty && script.toSend.isEmpty && script.keyState == .undetermined)
        #expect(script.observed[Fixtures.identity(.kmsKey, "shared")]?.gap?.message.contains("role/reader have not been read") == true)
    }

    @Test func `a role that could not be read cannot be told of`() async {
        var script = Self.script([SharedKey.administration])
        script.cloud.failReads(of: Fixtures.identity(.role, "reader"), .denied)
        await script.look()
        #expect(script.open().isEmpty && script.toSend.isEmpty && script.keyState == .undetermined)
        await script.lookAndSend()
        #expect(script.statements.count == 2)
    }

    @Test func `a role that is not there yet gets no grant before it is`() async {
        var script = Self.script([SharedKey.delegation], inline: Self.useKey)
        script.cloud.edit { $0[role: "reader"] = nil }
        await script.lookAndSend()
        #expect(script.statements == [SharedKey.delegation] && script.keyState == .undetermined)
        #expect(script.cloud.world()[role: "reader"] != nil)
        await script.look()
        #expect(script.keyState == .inSync && script.open(Self.aspect).isEmpty, "its own policies grant it")
    }

    @Test func `a reference that leads nowhere leaves only its own item in the dark`() async {
        let item = SharedKey.item(["kms:Encrypt"], principal: "Role/nobody")
        var script = Self.script([SharedKey.administration], items: [Self.item, item])
        await script.look()
        #expect(script.open().map(\.aspect.description) == [Self.aspect] && script.keyState == .undetermined)
        #expect(script.toSend.count == 1)
    }

    @Test func `a look at the key alone knows the role from before`() async {
        var script = Self.script([SharedKey.delegation], inline: Self.useKey)
        await script.look()
        #expect(script.keyState == .inSync)
        await script.look(only: [Fixtures.identity(.kmsKey, "shared")])
        #expect(script.keyState == .inSync && script.open().isEmpty)
    }

    // MARK: Leftovers

    @Test(arguments: [Ownership.exclusive, .additive])
    func `our statement goes when its item does, and only that one`(ownership: Ownership) async {
        var script = Self.script([SharedKey.administration, SharedKey.others])
        await script.lookAndSend()
        await script.look()
        await script.look(after: 600)
        let sid = script.statements.last?["Sid"]?.stringValue ?? ""
        // A stranger bears a name like ours, but says something else.
        let stranger = SharedKey.grant("Reconciled0123456789abcdef", ["kms:Encrypt"])
        script.put(script.statements + [stranger])
        script.desired[0] = SharedKey.key(SharedKey.access(SharedKey.item(["kms:GetKeyPolicy"], principal: Fixtures.accountID)), ownership: ownership)
        await script.look(after: 10)
        #expect(script.open().map(\.aspect.description) == ["keyPolicy[\(sid)]"])
        #expect(script.open().first?.kind == .extra && script.open().first?.direction == .widens)
        await script.send()
        #expect(script.statements == [SharedKey.administration, SharedKey.others, stranger])
        for _ in 1...2 { await script.look() }
        #expect(script.states() == [.propagating])
    }

    @Test func `our statement stays while its item is declared, even where others grant the same`() async {
        var script = Self.script([SharedKey.administration])
        await script.lookAndSend()
        script.put(script.statements + [SharedKey.grant("Others")])
        for _ in 1...3 { await script.look() }
        await script.look(after: 600)
        #expect(script.statements.count == 3 && script.open().isEmpty && script.keyState == .inSync)
    }

    @Test func `an item is the same in another order, and another one in other words`() async {
        var script = Self.script([SharedKey.administration], items: [SharedKey.item(["kms:Decrypt", "kms:DescribeKey", "kms:Decrypt"])])
        await script.look()
        #expect(script.open().map(\.aspect.description) == [Self.aspect])
        let names = [
            SharedKey.item(["kms:Decrypt"]), SharedKey.item(["kms:Decrypt"], context: ["kms:ViaService": "a"]),
            SharedKey.item(["kms:Decrypt"], context: ["kms:ViaService": "b"]), SharedKey.item(["kms:Decrypt"], resources: ["arn:aws:kms:x"])
        ]
        var other = Self.script([SharedKey.administration], items: names, keepsRole: false)
        await other.look()
        #expect(Set(other.open().map(\.aspect)).count == 4)
    }

    @Test func `a deleted principal in our statement asks before its name gets the access again`() async {
        var script = Self.script([SharedKey.administration])
        await script.lookAndSend()
        await script.look()
        var own = script.statements.last?.objectValue ?? JSONObject()
        own["Principal"] = ["AWS": "AROAEXAMPLEDELETED12"]
        script.put([SharedKey.administration, .object(own)])
        await script.look(after: 601)
        #expect(script.states(Self.aspect) == [.awaitingApproval] && script.toSend.isEmpty)
    }
}
