import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    /// Credentials from outside that last for twenty seconds.
    @Suite(.timeLimit(.minutes(20))) struct ExpiringCredentialsTests {
        private static let lifeSeconds = 20.0

        /// Each time it is run it hands out another key, and writes down when.
        private static func vendor(_ world: World) throws {
            let script = """
                #!/bin/sh
                echo "$(date +%s.%N)" >> "\(world.folder.file("issued"))"
                number=$(wc -l < "\(world.folder.file("issued"))")
                until=$(date -u -d "+\(Int(Self.lifeSeconds)) seconds" +%Y-%m-%dT%H:%M:%SZ)
                printf '{"Version": 1, "AccessKeyId": "AKIASHORTLIVED%06d", "SecretAccessKey": "secret-%d", "SessionToken": "token", "Expiration": "%s"}' \\
                  "$number" "$number" "$until"
                """
            let path = try world.folder.write(script, to: "vend", permissions: 0o700)
            try world.folder.write("[profile short]\ncredential_process = \(path)\n", to: "aws-config")
        }

        @Test func noPassFailsAndNoCallIsSignedWithWhatHasEnded() async throws {
            let world = try await World.withEstate(ConfigurationText(interval: "1s", credentials: "{profile: short}"))
            try Self.vendor(world)
            let daemon = try await world.startedDaemon()
            let seconds = Double(TestLength.count(short: 50, long: 600))
            let deadline = ContinuousClock.now + .seconds(seconds)
            var outcomes: [Int: String] = [:]
            while ContinuousClock.now < deadline {
                let account = try await world.status()["accounts"]?.arrayValue?.first
                if let id = account?["lastSnapshot"]?["id"]?.intValue { outcomes[id] = account?["lastSnapshot"]?["outcome"]?.stringValue }
                try await Task.sleep(for: .milliseconds(400))
            }
            await world.stop(daemon)

            #expect(outcomes.count > Int(seconds / 4), "passes go on: \(outcomes.count)")
            #expect(Set(outcomes.values) == ["complete"])
            #expect(world.aws.calls().filter { !$0.isAccepted }.isEmpty)
            let issued = world.folder.text(of: "issued").split(separator: "\n").compactMap { Double($0) }
            #expect(issued.count > Int(seconds / Self.lifeSeconds), "they are replaced in time: \(issued.count)")
            #expect(issued.count <= Int(seconds / (Self.lifeSeconds / 2)) + 3, "and not for every call: \(issued.count)")
            for call in world.aws.calls() where call.accessKey.hasPrefix("AKIASHORTLIVED") {
                let number = Int(call.accessKey.suffix(6)) ?? 0
                let birth = try #require(issued.indices.contains(number - 1) ? issued[number - 1] : nil)
                #expect(call.time - birth < Self.lifeSeconds, "\(call)")
            }
            #expect(world.aws.calls().contains { $0.accessKey.hasPrefix("AKIASHORTLIVED") })
            await world.end()
        }
    }
}
