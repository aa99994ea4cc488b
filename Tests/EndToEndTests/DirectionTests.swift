import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    /// What a drift does to access, from AWS's answers to the operator's screen.
    @Suite struct DirectionTests {
        private static let edits: [(edit: String, direction: String, severity: String, hasWitness: Bool)] = [
            ("trust-opened-to-all", "widens", "critical", true), ("inline-action-added", "widens", "high", true),
            ("boundary-removed", "widens", "high", true), ("key-disabled", "narrows", "critical", false), ("tag-changed", "neutral", "low", false),
            ("session-lengthened", "widens", "medium", false), ("policy-changed", "widens", "high", true)
        ]

        @Test func `each edit shows its direction, severity and witness`() async throws {
            let world = try await World.withEstate(ConfigurationText(mode: "observe"))
            #expect(try await world.runOnce().exitCode == 0)
            for row in Self.edits {
                let edit = MadeEdit(try await world.aws.ask(["do": "change", "edit": .string(row.edit)]))
                #expect(try await world.runOnce().exitCode == 2)
                let drifts = try await world.status()["drifts"]?.arrayValue ?? []
                let aspect = edit.expected.first?.aspect
                let made = drifts.first { $0["resource"]?.stringValue == edit.resource && $0["aspect"]?.stringValue == aspect } ?? .null
                #expect(made["direction"]?.stringValue == row.direction && made["severity"]?.stringValue == row.severity, "\(row.edit): \(made)")
                #expect((made["witness"]?["principal"]?.stringValue != nil) == row.hasWitness, "\(row.edit): \(made)")
            }
            let screen = try await world.control("status")
            #expect(screen.output.contains("e.g. "), "\(screen)")
            await world.end()
        }

        @Test func `access is judged by what was read, with and without the daemon`() async throws {
            let world = try await World.withEstate(ConfigurationText(mode: "observe"))
            #expect(try await world.runOnce().exitCode == 0)
            let role = "Role/graph-role-0003"
            let resource = "arn:aws:neptune-db:us-east-1:123456789012:cluster-0003/*"
            let allowed = try await world.control("policy", "can", role, "neptune-db:connect", resource, "-o", "json")
            #expect(allowed.exitCode == 0, "\(allowed)")
            #expect(try allowed.json()["decidedBy"]?.arrayValue?.first?["source"]?.stringValue?.contains("graph-role-0003 inlinePolicies") == true)
            let daemon = try await world.startedDaemon()
            #expect(try await world.control("policy", "can", role, "neptune-db:connect", resource).exitCode == 0)
            let trusted = try await world.control("policy", "can", "ec2.amazonaws.com", "sts:AssumeRole", role)
            #expect(trusted.exitCode == 0, "\(trusted)")
            let refused = try await world.control("policy", "can", "rds.amazonaws.com", "sts:AssumeRole", role)
            #expect(refused.exitCode == 2, "\(refused)")
            let unclear = try await world.control("policy", "can", role, "iam:CreateUser", "*")
            #expect(unclear.exitCode == 3, "the documents of AWS's own policies are not read: \(unclear)")
            await world.stop(daemon)
            await world.end()
        }
    }
}
