import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    /// A key policy that others write too, kept by statements and by what it must make possible.
    @Suite struct PolicyFormsTests {
        private static let admin = Self.statement("Admin", ["kms:*"], "arn:aws:iam::\(MotoServer.accountID):root")
        private static let reader = "arn:aws:iam::\(MotoServer.accountID):role/reader"
        private static let export = Self.statement("NeptuneExport", ["kms:Decrypt", "kms:DescribeKey"], Self.reader)
        private static let others = Self.statement("Team B", ["kms:Encrypt"], "arn:aws:iam::999988887777:root")

        private static func statement(_ sid: String, _ actions: [String], _ arn: String) -> JSONValue {
            [
                "Sid": .string(sid), "Effect": "Allow", "Principal": ["AWS": .string(arn)], "Action": .array(actions.map(JSONValue.string)),
                "Resource": "*"
            ]
        }

        /// A key with that policy, the role `reader` without any of its own, and a manifest for both.
        private static func world(
            keyPolicy: String, live: [JSONValue], _ configuration: ConfigurationText = ConfigurationText()
        ) async throws -> (World, JSONValue) {
            let world = try await World(configuration)
            let key = try await world.aws.call("kms", "create_key")["KeyMetadata"]?["KeyId"] ?? .null
            let statement: JSONValue = ["Effect": "Allow", "Principal": ["Service": "rds.amazonaws.com"], "Action": "sts:AssumeRole"]
            let trust = JSONWriter.compact(["Version": "2012-10-17", "Statement": [statement]])
            try await world.aws.call("iam", "create_role", ["RoleName": "reader", "AssumeRolePolicyDocument": .string(trust)])
            try await Self.put(live, on: key, in: world)
            try Self.declare(keyPolicy, key, in: world)
            return (world, key)
        }

        private static func declare(_ keyPolicy: String, _ key: JSONValue, in world: World) throws {
            try world.folder.write(
                """
                apiVersion: reconciled/v1
                kind: KMSKey
                metadata: {name: shared}
                spec:
                  key: \(key.stringValue ?? "")
                  keyPolicy: \(keyPolicy)
                ---
                apiVersion: reconciled/v1
                kind: Role
                metadata: {name: reader}
                spec: {inlinePolicies: {}, managedPolicies: [], permissionsBoundary: null}

                """, to: "desired.d/shared.yaml")
        }

        private static func put(_ statements: [JSONValue], on key: JSONValue, in world: World) async throws {
            let document: JSONValue = ["Version": "2012-10-17", "Statement": .array(statements)]
            try await world.aws.call(
                "kms", "put_key_policy", ["KeyId": key, "PolicyName": "default", "Policy": .string(JSONWriter.compact(document))])
        }

        private static func statements(of key: JSONValue, in world: World) async throws -> [JSONValue] {
            let text = try await world.aws.call("kms", "get_key_policy", ["KeyId": key, "PolicyName": "default"])["Policy"]?.stringValue
            return try JSONReader.parse(text ?? "null")["Statement"]?.arrayValue ?? []
        }

        @Test func `our statement comes back beside those of others, which nobody touches`() async throws {
            let form = #"{statements: [\#(JSONWriter.compact(Self.export))]}"#
            let (world, key) = try await Self.world(keyPolicy: form, live: [Self.admin, Self.export, Self.others])
            let checked = try await world.checkConfiguration()
            #expect(checked.exitCode == 0 && !checked.output.contains("not kept"), "\(checked)")
            #expect(try await world.runOnce().exitCode == 0)
            try await Self.put([Self.others, Self.admin, Self.statement("NeptuneExport", ["kms:*"], Self.reader)], on: key, in: world)
            #expect(try await world.runOnce().exitCode == 2)
            #expect(try await world.drifts().map { "\($0.aspect) \($0.kind)" } == ["keyPolicy[NeptuneExport] modified"])
            #expect(try await Self.statements(of: key, in: world) == [Self.others, Self.admin, Self.export])
            #expect(try await world.passesUntilClean().last == 0)
            #expect(world.mutations().map(\.operation) == ["PutKeyPolicy"])

            // What others do is no drift.
            try await Self.put([Self.admin, Self.export], on: key, in: world)
            #expect(try await world.runOnce().exitCode == 0)
            let evidence = try await JournalEvidence(of: world)
            evidence.expectEveryCallWasIntended()
            await world.end()
        }

        @Test func `what must be possible is granted once, and taken back when it is declared no more`() async throws {
            let form = "{access: [{principal: Role/reader, actions: [kms:Decrypt, kms:DescribeKey], resources: [\"*\"]}]}"
            let (world, key) = try await Self.world(keyPolicy: form, live: [Self.admin, Self.others])
            #expect(try await world.runOnce().exitCode == 2)
            let drift = try await world.status()["drifts"]?.arrayValue?.first
            #expect(drift?["aspect"] == "keyPolicy[access Role/reader kms:Decrypt,kms:DescribeKey]", "\(String(describing: drift))")
            #expect(drift?["kind"] == "missing" && drift?["direction"] == "narrows" && drift?["witness"]?["action"] == "kms:Decrypt")
            let granted = try await Self.statements(of: key, in: world)
            #expect(granted.count == 3 && Array(granted.prefix(2)) == [Self.admin, Self.others])
            #expect(granted.last?["Action"] == ["kms:Decrypt", "kms:DescribeKey"] && granted.last?["Principal"] == ["AWS": .string(Self.reader)])
            #expect(try await world.passesUntilClean().last == 0)
            let allowed = try await world.control("policy", "can", "Role/reader", "kms:Decrypt", "KMSKey/shared")
            #expect(allowed.exitCode == 0, "\(allowed)")

            try Self.declare("{access: []}", key, in: world)
            #expect(try await world.runOnce().exitCode == 2)
            #expect(try await Self.statements(of: key, in: world) == [Self.admin, Self.others])
            #expect(try await world.passesUntilClean().last == 0)
            #expect(world.mutations().map(\.operation) == ["PutKeyPolicy", "PutKeyPolicy"])
            await world.end()
        }

        @Test func `what somebody denies is refused with the statement, and what the role may do itself needs nothing`() async throws {
            let form = "{access: [{principal: Role/reader, actions: [kms:Decrypt], resources: [\"*\"]}]}"
            var deny = Self.statement("NoReader", ["kms:Decrypt"], Self.reader).objectValue ?? JSONObject()
            deny["Effect"] = "Deny"
            let (world, key) = try await Self.world(keyPolicy: form, live: [Self.admin, .object(deny)])
            #expect(try await world.runOnce().exitCode == 2)
            let drift = try await world.status()["drifts"]?.arrayValue?.first
            let reason = drift?["reason"]?.stringValue ?? ""
            #expect(drift?["state"] == "refused" && reason.contains("Statement[NoReader]"), "\(String(describing: drift))")
            #expect(world.mutations().isEmpty)
            let plan = try await world.control("describe", "KMSKey/shared")
            #expect(plan.output.contains("NoReader"), "\(plan)")

            try await Self.put([Self.admin], on: key, in: world)
            let policy = #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:Decrypt","Resource":"*"}]}"#
            try await world.aws.call("iam", "put_role_policy", ["RoleName": "reader", "PolicyName": "use", "PolicyDocument": .string(policy)])
            let manifests = world.folder.text(of: "desired.d/shared.yaml")
            try world.folder.write(
                manifests.replacing("inlinePolicies: {}", with: "inlinePolicies: {use: \(policy)}"), to: "desired.d/shared.yaml")
            #expect(try await world.passesUntilClean().last == 0)
            #expect(world.mutations().isEmpty)
            await world.end()
        }
    }
}
