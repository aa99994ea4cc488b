import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    @Suite struct EditTableTests {
        /// The window is longer than the pass, or the first corrections are settled before the last are sent.
        private static func wholeEstate(foreign: Int = 0) async throws -> World {
            try await World.withEstate(
                roles: 60, policies: 12, keys: 24, foreign: foreign, users: 20, groups: 12, wholeKeys: true, ConfigurationText(window: "20s"))
        }

        @Test func everyKindOfEditIsFoundAsWhatItIsAndPutBack() async throws {
            let world = try await Self.wholeEstate(foreign: 3)
            #expect(try await world.runOnce().exitCode == 0)
            let (foreign, own) = (try await world.aws.export(prefix: "foreign-"), try await world.aws.export(prefix: "graph-"))
            // Revoking a grant asks; see below.
            let edits = (try await world.aws.ask(["do": "changes", "except": ["key-grant-added"]]).arrayValue ?? []).map(MadeEdit.init)
            #expect(edits.count >= 60)

            let pass = try await world.runOnce()
            #expect(pass.exitCode == 2, "\(pass)")
            var seen = Set(try await world.drifts().map { "\($0.resource) \($0.aspect) \($0.kind)" })
            for edit in edits {
                for expected in edit.expected {
                    #expect(seen.remove("\(edit.resource) \(expected.aspect) \(expected.kind)") != nil, "\(edit.name)")
                }
            }
            #expect(seen.isEmpty, "nothing else was edited")

            #expect(try await world.passesUntilClean(atMost: 60).last == 0)
            #expect(try await world.aws.export(prefix: "foreign-") == foreign)
            let after = try await world.aws.export(prefix: "graph-")
            #expect(SettledExport(after) == SettledExport(own))
            let evidence = try await JournalEvidence(of: world)
            evidence.expectEveryCallWasIntended()
            evidence.expectNoChangeTwice()
            await world.end()
        }

        @Test func otherBytesWithTheSameMeaningAreLeftAlone() async throws {
            let world = try await World.withEstate(roles: 40, policies: 6, keys: 12, users: 4, groups: 4, wholeKeys: true)
            #expect(try await world.runOnce().exitCode == 0)
            let edits = (try await world.aws.ask(["do": "same"]).arrayValue ?? []).map(MadeEdit.init)
            #expect(edits.count >= 20)
            let calls = world.aws.calls().count
            let pass = try await world.runOnce()
            #expect(pass.exitCode == 0, "\(pass)")
            let drifts = try await world.drifts()
            for edit in edits { #expect(!drifts.contains { $0.resource == edit.resource }, "\(edit.name)") }
            #expect(world.mutations(from: calls).isEmpty)
            #expect(world.receiver.arrivals().isEmpty)
            await world.end()
        }

        /// With the limits that an operator gets who sets none.
        @Test(arguments: [
            "policy-versions-full", "inline-added", "attached-swapped", "boundary-removed", "boundary-added", "key-disabled",
            "key-deletion-scheduled", "key-user-replaced"
        ])
        func anEditByItselfIsPutBackWithinThePass(edit: String) async throws {
            let world = try await World.withEstate(roles: 5, ConfigurationText(limits: "{silenceMax: 0}"))
            #expect(try await world.runOnce().exitCode == 0)
            let made = MadeEdit(try await world.aws.ask(["do": "change", "edit": .string(edit)]))
            let pass = try await world.runOnce()
            #expect(pass.exitCode == 2, "\(pass)")
            let drifts = try await world.drifts()
            #expect(
                drifts.map { "\($0.resource) \($0.aspect) \($0.kind)" }.sorted()
                    == made.expected.map { "\(made.resource) \($0.aspect) \($0.kind)" }.sorted())
            #expect(drifts.allSatisfy { $0.state == "propagating" })
            #expect(try await world.passesUntilClean().last == 0)
            await world.end()
        }

        @Test func aGrantThatSomebodyMadeIsRevokedOnlyWhenItIsApproved() async throws {
            let world = try await World.withEstate(keys: 1, wholeKeys: true)
            #expect(try await world.runOnce().exitCode == 0)
            let made = MadeEdit(try await world.aws.ask(["do": "change", "edit": "key-grant-added"]))
            #expect(try await world.runOnce().exitCode == 2)
            let drift = try #require(try await world.drifts().first)
            #expect("\(drift)" == "\(made.resource) \(made.expected[0].aspect) extra awaitingApproval")
            #expect(world.mutations().isEmpty)
            try await world.approveAll()
            #expect(
                try await World.eventually {
                    _ = try await world.runOnce()
                    return world.mutations().map(\.operation) == ["RevokeGrant"]
                })
            #expect(try await world.passesUntilClean(atMost: 20).last == 0)
            await world.end()
        }
    }
}
