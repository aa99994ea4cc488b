import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    /// From somebody's call to their name in what people are shown, with CloudTrail as late and as stingy as it is.
    @Suite struct WhoChangedItTests {
        /// Longer than any test.
        private static let untilTold = 3_600

        @Test func theEditorIsNamedOnceCloudTrailTellsAndNotTheDaemonThatPutItBack() async throws {
            let (world, estate) = try await TrailEstate.made(mode: "enforce")
            let daemon = try await world.startedDaemon()
            try await world.aws.setTrail(lagSeconds: Self.untilTold)
            try await estate.editAll()
            // A call that AWS refuses has changed nothing, however late it comes.
            await #expect(throws: TestKitError.self) {
                try await estate.visitor.call(
                    "iam", "put_role_policy", ["RoleName": "export", "PolicyName": "load", "PolicyDocument": "none"])
            }
            #expect(try await World.eventually { Self.told("drift.detected", world).count == 3 }, "\(daemon.errors)")
            #expect(Set(Self.told("drift.detected", world).compactMap { $0["resource"]?.stringValue }) == Set(TrailEstate.resources))
            #expect(Self.told("drift.detected", world).allSatisfy { $0["changedBy"] == .null }, "nobody waits for CloudTrail")
            #expect(try await World.eventually { Set(Self.looks(world).map(\.region)) == ["us-east-1", TrailEstate.region] })
            #expect(try await Self.authors(world).values.allSatisfy { $0 == .null }, "nothing is made up in the meantime")
            #expect(Self.told("drift.updated", world).isEmpty)

            try await world.aws.setTrail(lagSeconds: 0)
            let isKnown = try await World.eventually(withinSeconds: 90) {
                try await Self.authors(world).values.allSatisfy { $0.objectValue != nil }
            }
            let authors = try await Self.authors(world)
            #expect(isKnown && Set(authors.keys) == Set(TrailEstate.resources), "\(authors)")
            for (resource, author) in authors { Self.expect(author, isWhoChanged: resource, estate) }
            try await Self.expectTold(authors, world)
            try await Self.expectOwnCallsAreThere(estate)
            #expect(Self.looks(world).allSatisfy { $0.status == 200 }, "within two a second")
            await world.stop(daemon)
            #expect(try await world.control("journal", "verify").exitCode == 0)
            await world.end()
        }

        @Test func whoEditedBeforeIsNotTakenForWhoEditedLast() async throws {
            let (world, estate) = try await TrailEstate.made(mode: "observe")
            let daemon = try await world.startedDaemon()
            try await world.aws.setTrail(lagSeconds: 0)
            let before = try await NamedCaller("bob", in: world.aws)
            try await estate.editRole("s3:PutObject", as: before)
            #expect(try await World.eventually { try await Self.authors(world)[TrailEstate.role]?["principal"] == .string(before.arn) })
            // At least a second apart: what was called a dozen looks ago is not what the last one found.
            let passes = try await Self.passes(world)
            #expect(try await World.eventually { try await Self.passes(world) >= passes + 12 })
            // Of what comes now nothing is told for the time being.
            try await world.aws.setTrail(lagSeconds: Self.untilTold)
            try await estate.editRole("s3:DeleteObject", as: estate.visitor)
            let looks = Self.looks(world).count
            #expect(try await World.eventually { try await Self.authors(world)[TrailEstate.role] == .null })
            #expect(try await World.eventually { Self.looks(world).count >= looks + 3 }, "\(daemon.errors)")
            #expect(try await Self.authors(world)[TrailEstate.role] == .null)
            try await world.aws.setTrail(lagSeconds: 0)
            let isKnown = try await World.eventually(withinSeconds: 90) {
                try await Self.authors(world)[TrailEstate.role]?["principal"] == .string(estate.visitor.arn)
            }
            #expect(isKnown, "\(daemon.errors)")
            await world.stop(daemon)
            await world.end()
        }

        @Test func whereCloudTrailMayNotBeReadTheDriftIsToldAllTheSame() async throws {
            let (world, estate) = try await TrailEstate.made(mode: "observe")
            try await world.aws.setTrail(lagSeconds: 0)
            try await world.aws.setFaults([
                ["service": "cloudtrail", "times": -1, "status": 403, "code": "AccessDeniedException", "message": "no identity-based policy"]
            ])
            let daemon = try await world.startedDaemon()
            try await estate.editAll()
            #expect(try await World.eventually { Self.told("drift.detected", world).count == 3 }, "\(daemon.errors)")
            #expect(try await World.eventually { try await Self.authors(world).values.allSatisfy { $0 == "unknown" } })
            #expect(try await world.control("describe", "Role/export").output.contains("changed by: unknown"))
            let reasons = try await world.journal().filter { $0["kind"] == "drift.attributed" }.map { $0["reason"]?.stringValue ?? "" }
            #expect(reasons.count == 3 && reasons.allSatisfy { $0.contains("CloudTrail cannot be read") }, "\(reasons)")
            #expect(Self.told("drift.updated", world).isEmpty, "that nobody is known is no news")
            #expect(daemon.errors.contains("CloudTrail cannot be read"))
            #expect(try await world.status()["daemon"]?["state"] == "running")
            await world.stop(daemon)
            await world.end()
        }

        // MARK: What is seen

        /// How many passes there have been.
        private static func passes(_ world: World) async throws -> Int {
            try await world.status()["accounts"]?.arrayValue?.first?["lastSnapshot"]?["id"]?.intValue ?? 0
        }

        private static func told(_ type: String, _ world: World) -> [JSONValue] {
            world.notices().filter { $0.type == type }.flatMap(\.changes)
        }

        /// The daemon's look-ups.
        private static func looks(_ world: World) -> [LoggedCall] { world.aws.calls().filter { $0.operation == "LookupEvents" } }

        /// `changedBy` of the open drifts, by resource.
        private static func authors(_ world: World) async throws -> [String: JSONValue] {
            let drifts = try await world.status()["drifts"]?.arrayValue ?? []
            return Dictionary(drifts.map { ($0["resource"]?.stringValue ?? "", $0["changedBy"] ?? .null) }) { first, _ in first }
        }

        private static func expect(_ author: JSONValue, isWhoChanged resource: String, _ estate: TrailEstate) {
            #expect(author.objectValue?.names.sorted() == ["eventName", "principal", "sourceAddress", "time", "userAgent"])
            #expect(author["principal"] == .string(estate.visitor.arn), "\(resource): \(author)")
            #expect(author["eventName"]?.stringValue == TrailEstate.calls[resource], "\(resource): \(author)")
            #expect(author["sourceAddress"] == "127.0.0.1")
            #expect(author["userAgent"]?.stringValue?.hasPrefix(estate.visitor.agent) == true)
        }

        /// The same to webhooks, in the journal and to people.
        private static func expectTold(_ authors: [String: JSONValue], _ world: World) async throws {
            #expect(try await World.eventually { Self.told("drift.updated", world).count >= authors.count })
            let updates = Self.told("drift.updated", world)
            #expect(updates.count == authors.count)
            for update in updates { #expect(update["changedBy"] == authors[update["resource"]?.stringValue ?? ""], "\(update)") }
            let entries = try await world.journal().filter { $0["kind"] == "drift.attributed" }
            #expect(Set(entries.compactMap { $0["resource"]?.stringValue }) == Set(authors.keys))
            let role = try #require(authors[TrailEstate.role])
            let described = try await world.control("describe", "Role/export").output
            #expect(described.contains("changed by \(role["principal"]?.stringValue ?? "nobody"), PutRolePolicy from 127.0.0.1"), "\(described)")
        }

        /// The corrections are in CloudTrail as well, later than what they put back.
        private static func expectOwnCallsAreThere(_ estate: TrailEstate) async throws {
            let events = try await estate.visitor.call(
                "cloudtrail", "lookup_events", ["LookupAttributes": [["AttributeKey": "Username", "AttributeValue": "reconciled"]]])["Events"]
            #expect(events?.arrayValue?.map { $0["EventName"] } == ["PutRolePolicy"])
        }
    }
}
