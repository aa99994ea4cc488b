import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@Suite struct PassEvaluatorDirectionTests {
    private func observing() -> PassScript {
        var script = PassScript()
        script.account = Fixtures.account(.observe)
        return script
    }

    private static let extra = AspectName("managedPolicies", Fixtures.policyARN("limit"))

    @Test func `a notice carries direction, severity and witness, and so does the journal`() async throws {
        var script = self.observing()
        script.cloud.edit { $0[role: "export"]?.inlinePolicies["load"] = Fixtures.allow("s3:*") }
        await script.look()
        let change = try #require(script.notices.first?.change)
        #expect(change["direction"] == "widens" && change["severity"] == "high")
        #expect(change["witness"]?["principal"] == .string(Fixtures.roleARN("export")))
        #expect(change["witness"]?["resource"] == "arn:aws:s3:::example/example")
        #expect(script.open().first?.witness == change["witness"])
        #expect(script.journal.first { $0.kind == .driftDetected }?.details["witness"] == change["witness"])
    }

    @Test func `the documents of attached policies are those of this look`() async throws {
        var script = self.observing()
        script.cloud.edit { world in
            world[policy: "read"]?.addVersion(Fixtures.allow("iam:*"))
            world[role: "export"]?.managedPolicies = []
        }
        await script.look()
        let detached = try #require(script.open().first { $0.aspect.base == "managedPolicies" })
        #expect(detached.direction == .narrows && detached.witness?["action"]?.stringValue?.hasPrefix("iam:") == true)
    }

    @Test func `a direction that becomes known is told once`() async throws {
        var script = self.observing()
        script.cloud.edit { _ = $0[role: "export"]?.managedPolicies.insert(Fixtures.policyARN("limit")) }
        await script.look()
        let before = try #require(script.open().first { $0.aspect == Self.extra })
        #expect(before.severity == .high && before.directionReason?.contains("limit") == true)
        await script.look()
        #expect(script.events.isEmpty, "nothing has become known")
        script.desired.append(Fixtures.resource(.managedPolicy, "limit", ["document": Fixtures.allow("*")]))
        await script.look()
        #expect(script.events == [.driftUpdated])
        let after = try #require(script.open().first { $0.aspect == Self.extra })
        #expect(after.id == before.id && after.severity == .critical && after.directionReason == nil && after.witness != nil)
        await script.look()
        #expect(script.events.isEmpty)
    }

    @Test func `what was stored without a judgement is judged once`() async {
        var script = self.observing()
        script.cloud.edit { $0[role: "export"]?.inlinePolicies["load"] = Fixtures.allow("s3:*") }
        await script.look()
        let judged = script.open().map(\.assessment)
        script.forgetAssessments()
        await script.look()
        #expect(script.events == [.driftUpdated] && script.open().map(\.assessment) == judged)
        await script.look()
        #expect(script.events.isEmpty)
    }

    @Test func `what is ignored is judged and not told`() async {
        var script = self.observing()
        script.ignore("inlinePolicies[load]")
        script.cloud.edit { $0[role: "export"]?.inlinePolicies["load"] = Fixtures.allow("s3:*") }
        await script.look()
        script.forgetAssessments()
        await script.look()
        #expect(script.events.isEmpty && script.open().map(\.direction) == [.widens])
    }

    @Test func `what persists keeps its judgement, whatever the judgement would be by now`() async {
        var script = self.observing()
        script.cloud.edit { $0[role: "export"]?.trustPolicy = Fixtures.trust("ec2.amazonaws.com") }
        await script.look()
        let judged = script.open().filter { $0.aspect.base == "trustPolicy" }.map(\.assessment)
        #expect(judged.map(\.severity) == [.critical])
        script.cloud.edit { $0[role: "export"]?.inlinePolicies["more"] = Fixtures.allow("*") }
        await script.look()
        #expect(script.open().filter { $0.aspect.base == "trustPolicy" }.map(\.assessment) == judged)
        #expect(script.events == [.driftDetected])
    }
}
