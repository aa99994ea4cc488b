import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    @Suite struct EditTableTests {
        @Test func everyKindOfEditIsFoundAsWhatItIsAndPutBack() async throws {
            // Longer than the pass, or the first corrections are settled before the last are sent.
            let world = try await World.withEstate(roles: 60, policies: 12, keys: 12, foreign: 3, ConfigurationText(window: "15s"))
            #expect(try await world.runOnce().exitCode == 0)
            let (foreign, own) = (try await world.aws.export(prefix: "foreign-"), try await world.aws.export(prefix: "graph-"))
            let edits = (try await world.aws.ask(["do": "changes"]).arrayValue ?? []).map(MadeEdit.init)
            #expect(edits.count >= 30)

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
            #expect(Self.settledParts(after) == Self.settledParts(own))
            let evidence = try await JournalEvidence(of: world)
            evidence.expectEveryCallWasIntended()
            evidence.expectNoChangeTwice()
            await world.end()
        }

        @Test func otherBytesWithTheSameMeaningAreLeftAlone() async throws {
            let world = try await World.withEstate(roles: 40, policies: 6, keys: 6)
            #expect(try await world.runOnce().exitCode == 0)
            let edits = (try await world.aws.ask(["do": "same"]).arrayValue ?? []).map(MadeEdit.init)
            #expect(edits.count >= 12)
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

        /// Without what may differ after a change and its correction: the numbers and dates of policy versions.
        private static func settledParts(_ export: JSONValue) -> JSONValue {
            let policies = (export["policies"]?.objectValue?.sortedMembers ?? []).map { member -> JSONValue in
                let current = member.value["PolicyVersionList"]?.arrayValue?.first { $0["IsDefaultVersion"] == true }
                return ["name": .string(member.name), "document": current?["Document"] ?? .null]
            }
            let keys = (export["keys"]?.objectValue?.sortedMembers ?? []).map { member -> JSONValue in
                let policy = member.value["policy"]?.stringValue.flatMap { try? JSONReader.parse($0) }
                return ["name": .string(member.name), "policy": policy ?? .null, "state": member.value["metadata"]?["KeyState"] ?? .null]
            }
            return ["roles": Self.withoutOrder(export["roles"] ?? .null), "policies": .array(policies), "keys": .array(keys)]
        }

        /// Lists of tags and of policies have no order.
        private static func withoutOrder(_ roles: JSONValue) -> JSONValue {
            .array(
                (roles.objectValue?.sortedMembers ?? []).map { role in
                    var object = role.value.objectValue ?? JSONObject()
                    for name in ["Tags", "RolePolicyList", "AttachedManagedPolicies"] {
                        object[name] = .array(
                            (object[name]?.arrayValue ?? []).sorted { JSONWriter.canonical($0) < JSONWriter.canonical($1) })
                    }
                    return .object(object)
                })
        }
    }
}
