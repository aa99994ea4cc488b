import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    /// The emulated CloudTrail, on which who changed what rests.
    @Suite struct TrailEmulatorTests {
        private static let elsewhere = "eu-west-1"

        /// Three edits of a role, one of a key elsewhere.
        private static func edited() async throws -> (MotoServer, NamedCaller) {
            let server = try await MotoServer()
            let caller = try await NamedCaller("mallory", in: server)
            let trust: JSONValue = ["Effect": "Allow", "Principal": ["Service": "rds.amazonaws.com"], "Action": "sts:AssumeRole"]
            try await server.call("iam", "create_role", ["RoleName": "export", "AssumeRolePolicyDocument": ChainEstate.text([trust])])
            for value in ["1", "2", "3"] {
                try await caller.call("iam", "tag_role", ["RoleName": "export", "Tags": [["Key": "owner", "Value": .string(value)]]])
            }
            try await caller.call("kms", "create_key", [:], region: Self.elsewhere)
            try await caller.call("iam", "get_role", ["RoleName": "export"])
            return (server, caller)
        }

        /// Asks until it is let through.
        private static func look(_ caller: NamedCaller, _ parameters: JSONObject, region: String) async throws -> JSONValue {
            var answer: JSONValue?
            _ = try await World.eventually {
                answer = try? await caller.call("cloudtrail", "lookup_events", parameters, region: region)
                return answer != nil
            }
            return try #require(answer)
        }

        private static func names(_ caller: NamedCaller, _ parameters: JSONObject = [:], region: String) async throws -> [String] {
            let answer = try await Self.look(caller, parameters, region: region)
            return (answer["Events"]?.arrayValue ?? []).compactMap { $0["EventName"]?.stringValue }
        }

        private static func by(_ name: String) -> JSONObject {
            ["LookupAttributes": [["AttributeKey": "Username", "AttributeValue": .string(name)]]]
        }

        @Test func whatWasChangedIsToldLateAndInItsRegionOnly() async throws {
            let (server, caller) = try await Self.edited()
            #expect(try await Self.names(caller, region: "us-east-1").isEmpty)
            try await server.setTrail(lagSeconds: 0)
            #expect(try await Self.names(caller, Self.by("mallory"), region: "us-east-1") == ["TagRole", "TagRole", "TagRole"])
            #expect(try await Self.names(caller, region: Self.elsewhere) == ["CreateKey"])
            #expect(try await Self.names(caller, Self.by("nobody"), region: Self.elsewhere).isEmpty)
            await server.stop()
        }

        @Test func itIsToldPageByPageAndNoEventTwice() async throws {
            let (server, caller) = try await Self.edited()
            try await server.setTrail(lagSeconds: 0)
            var parameters: JSONObject = ["MaxResults": 1]
            parameters["LookupAttributes"] = [["AttributeKey": "ResourceName", "AttributeValue": "export"]]
            var ids: [String] = []
            for _ in 1...4 {
                let page = try await Self.look(caller, parameters, region: "us-east-1")
                ids += (page["Events"]?.arrayValue ?? []).compactMap { $0["EventId"]?.stringValue }
                parameters["NextToken"] = page["NextToken"]
            }
            #expect(Set(ids).count == 4, "the role's creation and three tags")
            #expect(parameters["NextToken"] == nil)
            await server.stop()
        }

        @Test func moreThanTwoLooksInASecondAreRefused() async throws {
            let (server, caller) = try await Self.edited()
            for _ in 1...6 { _ = try? await caller.call("cloudtrail", "lookup_events", [:]) }
            let looks = server.calls().filter { $0.operation == "LookupEvents" }
            #expect(looks.contains { $0.errorCode == "ThrottlingException" } && looks.contains(where: \.isAccepted))
            await server.stop()
        }
    }
}
