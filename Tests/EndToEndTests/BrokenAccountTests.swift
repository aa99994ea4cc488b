import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    /// An account that cannot be read: a clear state, no correction, and back to work by itself.
    @Suite struct BrokenAccountTests {
        private static let faults: [(String, JSONValue)] = [
            ("denied", ["times": -1, "status": 403, "code": "AccessDenied", "message": "not for you"]),
            ("a page of HTML", ["times": -1, "body": "html"]),
            ("an internal error", ["times": -1, "status": 500, "code": "ServiceFailure"]),
            ("throttled", ["times": -1, "status": 400, "code": "Throttling", "message": "Rate exceeded"]),
            ("no document", ["times": -1, "body": "garbage"]),
            ("an answer without end", ["times": -1, "body": "endless", "service": "iam"]),
            ("an answer cut in half", ["times": -1, "body": "cut", "service": "iam"]),
            ("no answer", ["times": -1, "drop": "before"]),
            ("only the keys out of order", ["times": -1, "service": "kms", "status": 500, "code": "KMSInternalException"])
        ]

        @Test(arguments: Self.faults)
        func nothingIsCorrectedUntilItCanBeReadAgain(what: String, fault: JSONValue) async throws {
            let world = try await World.withEstate(roles: 20)
            #expect(try await world.runOnce().exitCode == 0)
            try await world.aws.ask(["do": "change", "edit": "inline-removed"])
            try await world.aws.setFaults([fault])
            let broken = try await world.runOnce(withinSeconds: 240)
            #expect(broken.exitCode == 3, "\(what): \(broken)")
            #expect(world.mutations().isEmpty, "\(what)")
            let status = try await world.control("status", "-o", "json")
            #expect(status.exitCode == 3)
            #expect((try status.json()["resources"]?["undetermined"]?.intValue ?? 0) > 0, "\(what)")

            try await world.aws.setFaults([])
            // On a slow machine the window may close while the pass still reads back.
            let mended = try await world.runOnce()
            #expect([0, 2].contains(mended.exitCode), "\(what): \(mended)")
            #expect(world.mutations().count == 1, "\(what)")
            #expect(try await world.passesUntilClean().last == 0, "\(what)")
            await world.end()
        }

        @Test func anEndpointThatIsDownIsAStateOfTheAccount() async throws {
            let world = try await World.withEstate(ConfigurationText(endpoint: "http://127.0.0.1:9"))
            let down = try await world.runOnce(withinSeconds: 240)
            #expect(down.exitCode == 3, "\(down)")
            try world.configure(ConfigurationText())
            #expect(try await world.runOnce().exitCode == 0)
            await world.end()
        }

        @Test func anotherAccountThanTheOneConfiguredIsNotTouched() async throws {
            let world = try await World.withEstate(creates: false, ConfigurationText(accountID: "210987654321"))
            #expect(try await world.runOnce().exitCode == 3)
            #expect(world.mutations().isEmpty)
            #expect(Set(world.aws.calls().map(\.operation)) == ["GetCallerIdentity"])
            await world.end()
        }

        @Test func withoutCredentialsNothingIsAsked() async throws {
            let world = try await World.withEstate(creates: false)
            let runner = ProgramRunner(environment: ["AWS_EC2_METADATA_DISABLED": "true"])
            let arguments = ["run", "--once", "--config", world.folder.file("reconciled.yaml")]
            let result = try await runner.run("reconciled", arguments, withinSeconds: 120)
            #expect(result.exitCode == 3, "\(result)")
            #expect(world.mutations().isEmpty)
            await world.end()
        }

        @Test func aRefusalByAWSIsAStateWithItsReason() async throws {
            let world = try await World.withEstate()
            #expect(try await world.runOnce().exitCode == 0)
            try await world.aws.ask(["do": "change", "edit": "key-statement-added"])
            try await world.aws.setFaults([["operation": "PutKeyPolicy", "times": -1, "status": 400, "code": "AccessDeniedException"]])
            #expect([1, 2].contains(try await world.runOnce().exitCode))
            let drift = try #require(try await world.drifts().first)
            #expect(drift.state == "refused")
            #expect(try await world.status()["corrections"]?["refused"] == 1)
            await world.end()
        }
    }
}
