import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    /// Changes that are announced on a queue, long before the schedule would look.
    @Suite struct ChangeEventTests {
        /// A daemon that looks once an hour, and the queue that it listens to.
        private static func listening() async throws -> (world: World, daemon: RunningProgram, queue: JSONValue) {
            var configuration = ConfigurationText(mode: "observe", interval: "1h")
            let world = try await World.withEstate(roles: 4, policies: 2, configuration)
            let queue = try await world.aws.call("sqs", "create_queue", ["QueueName": "iam-events"])["QueueUrl"] ?? .null
            configuration.more = "events: {queueURL: \"\(queue.stringValue ?? "")\", region: us-east-1}\n"
            try world.configure(configuration)
            return (world, try await world.startedDaemon(), queue)
        }

        private static func announce(_ body: String, on queue: JSONValue, in world: World) async throws {
            try await world.aws.call("sqs", "send_message", ["QueueUrl": queue, "MessageBody": .string(body)])
        }

        private static func event(_ role: String, account: String = MotoServer.accountID) -> String {
            let detail: JSONValue = [
                "eventSource": "iam.amazonaws.com", "eventName": "PutRolePolicy", "recipientAccountId": .string(account),
                "requestParameters": ["roleName": .string(role), "policyName": "back-door"]
            ]
            return JSONWriter.compact(["detail-type": "AWS API Call via CloudTrail", "account": .string(account), "detail": detail])
        }

        @Test func anAnnouncedChangeIsToldWithinSeconds() async throws {
            let (world, daemon, queue) = try await Self.listening()
            let made = MadeEdit(try await world.aws.ask(["do": "change", "edit": "inline-added"]))
            let role = try #require(made.resource.split(separator: "/").last.map(String.init))
            try await Self.announce(Self.event(role), on: queue, in: world)
            let isTold = try await World.eventually(withinSeconds: 15) { world.notices().contains { $0.type == "drift.detected" } }
            #expect(isTold, "\(daemon.errors)")
            #expect(try await world.drifts().map(\.resource) == [made.resource])
            await world.stop(daemon)
            await world.end()
        }

        @Test func whatIsMalformedForeignOrRepeatedDoesNoHarm() async throws {
            let (world, daemon, queue) = try await Self.listening()
            let passes = try await world.status()["accounts"]?.arrayValue?.first?["lastSnapshot"]?["id"]?.intValue
            let foreign = Self.event("graph-role-0001", account: "999999999999")
            for body in ["{", "hello", foreign, Self.event("somebody-else"), JSONWriter.compact(["Type": "Notification", "Message": "{"])] {
                try await Self.announce(body, on: queue, in: world)
            }
            let made = MadeEdit(try await world.aws.ask(["do": "change", "edit": "inline-added"]))
            let role = made.resource.split(separator: "/").last.map(String.init) ?? ""
            for _ in 0..<12 { try await Self.announce(Self.event(role), on: queue, in: world) }
            #expect(try await World.eventually(withinSeconds: 20) { world.notices().contains { $0.type == "drift.detected" } })
            // All of it is read and taken off, and tells nothing twice.
            let isEmpty = try await World.eventually(withinSeconds: 20) {
                let left = try await world.aws.call("sqs", "get_queue_attributes", ["QueueUrl": queue, "AttributeNames": ["All"]])["Attributes"]
                return left?["ApproximateNumberOfMessages"] == "0" && left?["ApproximateNumberOfMessagesNotVisible"] == "0"
            }
            #expect(isEmpty)
            #expect(world.notices().count { $0.type == "drift.detected" } == 1)
            let after = try await world.status()["accounts"]?.arrayValue?.first?["lastSnapshot"]?["id"]?.intValue
            #expect((after ?? 0) - (passes ?? 0) <= 12, "only what is managed here is looked at")
            await world.stop(daemon)
            await world.end()
        }

        @Test func aQueueThatIsNotThereIsNoReasonToStop() async throws {
            var configuration = ConfigurationText(mode: "observe")
            configuration.more = "events: {queueURL: \"http://127.0.0.1:1/123456789012/none\", region: us-east-1}\n"
            let world = try await World.withEstate(configuration)
            let daemon = try await world.startedDaemon()
            #expect(try await World.eventually { daemon.errors.contains("the queue of events cannot be read") })
            #expect(try await world.status()["daemon"]?["state"] == "running")
            await world.stop(daemon)
            await world.end()
        }
    }
}
