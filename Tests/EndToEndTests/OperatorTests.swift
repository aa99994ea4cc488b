import Glibc
import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    /// The verbs of `reconcilectl`, with the daemon and without it.
    @Suite struct OperatorTests {
        @Test func whatAnOperatorAppliesIsMadeAndWhatTheFolderOwnsIsNot() async throws {
            let world = try await World.withEstate()
            let daemon = try world.daemon()
            let file = try world.folder.write(
                """
                apiVersion: reconciled/v1
                kind: ManagedPolicy
                metadata: {name: applied, account: prod}
                spec: {document: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "s3:GetObject", Resource: "*"}]}}

                """, to: "applied.yaml")
            for _ in 0..<100 where try await world.control("status").exitCode == 3 { try await Task.sleep(for: .milliseconds(200)) }
            #expect(try await world.control("diff", "-f", file).exitCode == 2)
            let applied = try await world.control("apply", "-f", file)
            #expect(applied.exitCode == 0, "\(applied)")
            let sync = try await world.control("sync", "--wait")
            #expect(sync.exitCode == 0, "\(sync)")
            #expect(try await world.aws.export(prefix: "applied")["policies"]?.objectValue?.count == 1)
            #expect(try await world.control("diff", "-f", file).exitCode == 0)

            let owned = try await world.control("delete", "ManagedPolicy/graph-loose-0")
            #expect(owned.exitCode == 1, "\(owned)")
            #expect(try await world.control("delete", "ManagedPolicy/applied").exitCode == 0)
            #expect(try await world.aws.export(prefix: "applied")["policies"]?.objectValue?.count == 1, "nothing is deleted in AWS")
            daemon.child.send(SIGTERM)
            #expect(await daemon.result(withinSeconds: 10).exitCode == 0)
            await world.end()
        }

        @Test func resourcesCanBeLookedAtWithoutTheDaemon() async throws {
            let world = try await World.withEstate()
            #expect(try await world.runOnce().exitCode == 0)
            let list = try await world.control("get", "Role")
            #expect(list.output.contains("graph-role-0003"))
            let described = try await world.control("describe", "Role/graph-role-0003")
            #expect(described.exitCode == 0, "\(described)")
            #expect(described.output.contains("trustPolicy"))
            #expect(try await world.control("describe", "Role/nobody").exitCode == 1)
            await world.end()
        }

        @Test func aJournalThatWasChangedDoesNotVerify() async throws {
            let world = try await World.withEstate()
            #expect(try await world.runOnce().exitCode == 0)
            let head = try #require(try await world.status()["journal"]?["head"]?.stringValue)
            #expect(try await world.control("journal", "verify", "--expect-head", head).exitCode == 0)
            #expect(try await world.control("journal", "verify", "--expect-head", String(repeating: "a", count: 64)).exitCode == 1)
            await world.end()
        }

        @Test func policiesAreComparedByMeaningManyAtOnce() async throws {
            let world = try await World()
            let lines = [
                #"{"left": {"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}, "right": {"Statement": [{"Effect": "Allow", "Action": ["S3:getobject"], "Resource": ["*"]}]}}"#,
                #"{"left": {"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}, "right": {"Statement": []}}"#,
                "no JSON"
            ]
            let result = try await world.control("policy", "equal", "--batch", input: lines.joined(separator: "\n") + "\n")
            let answers = try result.output.split(separator: "\n").map { try JSONReader.parse(String($0)) }
            #expect(answers.count == 3)
            #expect(answers.first?["equal"] == true)
            #expect(answers.dropFirst().first?["equal"] == false || answers.dropFirst().first?["error"] != nil)
            #expect(answers.last?["error"]?["code"] != nil)
            #expect(result.exitCode == 1)
            await world.end()
        }
    }
}
