import Foundation
import Glibc
import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    /// Signals, and whatever a process may be started with.
    @Suite struct ProcessTests {
        private static let hanging: JSONValue = ["times": -1, "delaySeconds": 30]

        // MARK: Signals

        @Test(arguments: [SIGTERM, SIGINT])
        func aSignalToEndIsFollowedWhileAWSDoesNotAnswer(signal: Int32) async throws {
            let world = try await World.withEstate()
            try await world.aws.setFaults([Self.hanging])
            let daemon = try world.daemon(after: ":")
            try await world.expectAnswers(daemon)
            daemon.child.send(signal)
            let result = await daemon.result(withinSeconds: 10)
            #expect(result.exitCode == 0, "\(result)")
            #expect(try await world.status()["daemon"]?["state"] == "stopped")
            #expect(try await world.control("journal", "verify").exitCode == 0)
            await world.end()
        }

        @Test func aChangeThatHangsAtTheEndIsResolvedByTheNextDaemon() async throws {
            let world = try await World.withEstate()
            #expect(try await world.runOnce().exitCode == 0)
            let before = try await world.aws.export()
            try await world.aws.ask(["do": "change", "edit": "attached-added"])
            try await world.aws.setFaults([["kind": "write", "delaySeconds": 15]])
            let daemon = try world.daemon(after: ":")
            let isSent = try await World.eventually {
                try await world.journal().contains { $0["kind"]?.stringValue == "mutation.intended" }
            }
            #expect(isSent, "\(daemon.errors)")
            daemon.child.send(SIGTERM)
            let result = await daemon.result(withinSeconds: 10)
            #expect(result.exitCode == 0, "\(result)")
            // The change takes effect after all.
            #expect(try await World.eventually { try await world.aws.export() == before })
            #expect(try await world.passesUntilClean().last == 0)
            #expect(world.mutations().count == 1)
            #expect(try await world.control("journal", "verify").exitCode == 0)
            await world.end()
        }

        @Test func aSecondSignalEndsItAtOnce() async throws {
            let world = try await World.withEstate()
            try await world.aws.setFaults([Self.hanging])
            let daemon = try world.daemon(after: ":")
            try await world.expectAnswers(daemon)
            daemon.child.send(SIGTERM)
            try await Task.sleep(for: .milliseconds(300))
            #expect(daemon.child.ending == nil, "it waits for what is under way")
            daemon.child.send(SIGTERM)
            #expect(await daemon.result(withinSeconds: 3).ending == .exited(128 + SIGTERM))
            #expect(try await world.control("journal", "verify").exitCode == 0)
            await world.end()
        }

        @Test func twoHundredHangupsAreAFewReloads() async throws {
            let world = try await World.withEstate()
            let daemon = try world.daemon(after: ":")
            try await world.expectAnswers(daemon)
            for _ in 0..<200 {
                daemon.child.send(SIGHUP)
                try await Task.sleep(for: .milliseconds(5))
            }
            try await Self.expectReload(by: daemon, of: world)
            let reloads = daemon.errors.split(separator: "\n").count { $0.contains("reloaded") }
            #expect((1...10).contains(reloads), "\(reloads) reloads")
            #expect(await world.answers(daemon))
            for _ in 0..<50 { daemon.child.send(SIGHUP) }
            try await world.expectGoodEnd(of: daemon)
            await world.end()
        }

        @Test func hangupsThatWereIgnoredWhenItStartedAndComeAllTheTimeAreReloads() async throws {
            let world = try await World.withEstate()
            // As nohup does.
            let daemon = try world.daemon(after: #"trap '' HUP; : >"$FOLDER/begun""#)
            #expect(try await World.eventually { FileManager.default.fileExists(atPath: world.folder.file("begun")) })
            let isUp = try await World.eventually {
                for _ in 0..<40 {
                    daemon.child.send(SIGHUP)
                    try await Task.sleep(for: .milliseconds(5))
                }
                return await world.answers(daemon)
            }
            #expect(isUp, "\(daemon.errors)")
            try await Self.expectReload(by: daemon, of: world)
            try await world.expectGoodEnd(of: daemon)
            await world.end()
        }

        @Test func anOperatorsCommandThatIsKilledDoesNoHarm() async throws {
            let world = try await World.withEstate()
            try await world.aws.setFaults([["times": -1, "delaySeconds": 2]])
            let daemon = try world.daemon(after: ":")
            try await world.expectAnswers(daemon)
            let arguments = ["sync", "--wait", "--socket", world.folder.file("control.sock"), "--database", world.folder.file("state.sqlite")]
            for _ in 0..<5 {
                let command = try world.runner.start("reconcilectl", arguments)
                try await Task.sleep(for: .milliseconds(300))
                #expect(command.child.ending == nil)
                command.child.send(SIGKILL)
            }
            try await world.aws.setFaults([])
            #expect(try await world.control("sync", "--wait").exitCode == 0)
            try await world.expectGoodEnd(of: daemon)
            await world.end()
        }

        // MARK: Descriptors

        @Test(arguments: ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
        func closedStandardDescriptorsAreNotTakenByFiles(redirections: String) async throws {
            let world = try await World.withEstate()
            let daemon = try world.daemon(redirections: redirections)
            try await world.expectAnswers(daemon)
            for number in 0...2 {
                let target = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(daemon.child.pid)/fd/\(number)")
                let isHarmless = target == "/dev/null" || target.hasSuffix("/output") || target.hasSuffix("/errors")
                #expect(isHarmless, "\(number) is \(target)")
            }
            try await world.expectGoodEnd(of: daemon)
            await world.end()
        }

        @Test func aReaderOfTheLogThatSleepsHoldsNothingUp() async throws {
            let world = try await World.withEstate(ConfigurationText(more: "log: {level: debug}\n"))
            // The daemon itself holds the reading end too, so that the pipe stays, and is full from the start.
            let daemon = try world.daemon(
                after: #"mkfifo "$FOLDER/log"; exec 8<>"$FOLDER/log"; head -c 65536 /dev/zero >&8"#, redirections: #"2>"$FOLDER/log""#)
            try await world.expectAnswers(daemon)
            let before = try await world.aws.export()
            try await world.aws.ask(["do": "change", "edit": "attached-added"])
            #expect(try await World.eventually { try await world.aws.export() == before }, "it works on")

            let log = open(world.folder.file("log"), O_RDONLY | O_NONBLOCK | O_CLOEXEC)
            defer { close(log) }
            var text = ""
            let isTold = try await World.eventually {
                var bytes = [UInt8](repeating: 0, count: 1 << 17)
                let count = read(log, &bytes, bytes.count)
                if count > 0 { text += String(decoding: bytes.prefix(count).filter { $0 != 0 }, as: UTF8.self) }
                return text.contains("log lines were lost")
            }
            #expect(isTold)
            let line = text.split(separator: "\n").first { $0.contains("log lines were lost") } ?? ""
            #expect(line.firstMatch(of: /lines=[1-9]/) != nil, "\(line)")
            try await world.expectGoodEnd(of: daemon)
            await world.end()
        }

        @Test func aReaderOfTheLogThatIsGoneEndsNothing() async throws {
            let world = try await World.withEstate(ConfigurationText(more: "log: {level: debug}\n"))
            let daemon = try world.daemon(
                after: #"mkfifo "$FOLDER/log"; { (exec <"$FOLDER/log"; sleep 0.2) & }"#, redirections: #"2>"$FOLDER/log""#)
            try await world.expectAnswers(daemon)
            let before = try await world.aws.export()
            try await world.aws.ask(["do": "change", "edit": "attached-added"])
            #expect(try await World.eventually { try await world.aws.export() == before }, "it works on")
            try await world.expectGoodEnd(of: daemon)
            await world.end()
        }

        @Test func tooFewDescriptorsAreAClearEndAndNoCrash() async throws {
            let world = try await World.withEstate()
            for limit in [8, 12, 16, 24, 32] {
                let result = await (try world.daemon(after: "ulimit -n \(limit)")).result(withinSeconds: 20)
                #expect(result.exitCode == 78, "\(limit): \(result)")
                #expect(result.errors.contains("this process may open \(limit) files"), "\(limit): \(result)")
            }
            await world.end()
        }

        @Test func whatUsesUpAllDescriptorsIsSurvived() async throws {
            let world = try await World.withEstate()
            let limit = 64 + 3 * ProcessInfo.processInfo.activeProcessorCount
            let daemon = try world.daemon(after: "ulimit -n \(limit)")
            try await world.expectAnswers(daemon)
            var connections = (0..<limit).map { _ in Self.connection(to: world.folder.file("control.sock")) }
            try await Task.sleep(for: .seconds(3))
            #expect(daemon.child.ending == nil, "\(daemon.errors)")
            for connection in connections where connection >= 0 { close(connection) }
            connections = []
            try await world.expectAnswers(daemon)
            try await world.expectGoodEnd(of: daemon)
            await world.end()
        }

        // MARK: Surroundings

        @Test(arguments: [
            "umask 0777", "umask 0", #"mkdir "$FOLDER/gone"; cd "$FOLDER/gone"; rmdir "$FOLDER/gone""#, "cd /proc", "HOME=/proc", "unset HOME",
            "PATH=", "ulimit -s 512", "LANG=no_SUCH.locale; LC_ALL=no_SUCH.locale; export LANG LC_ALL"
        ])
        func oddSurroundingsMakeNoDifference(prologue: String) async throws {
            let world = try await World.withEstate()
            let daemon = try world.daemon(after: prologue)
            try await world.expectAnswers(daemon)
            for name in ["state.sqlite", "state.sqlite-wal", "state.sqlite.lock"] {
                let attributes = try FileManager.default.attributesOfItem(atPath: world.folder.file(name))
                let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
                #expect(mode & 0o600 == 0o600 && mode & 0o027 == 0, "\(name) has the mode \(String(mode, radix: 8))")
            }
            try await world.expectGoodEnd(of: daemon)
            await world.end()
        }

        /// A manifest that arrives is in force after a SIGHUP.
        private static func expectReload(by daemon: RunningProgram, of world: World, _ location: SourceLocation = #_sourceLocation) async throws {
            try world.folder.write(
                """
                apiVersion: reconciled/v1
                kind: ManagedPolicy
                metadata: {name: late, account: prod}
                spec: {document: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "s3:GetObject", Resource: "*"}]}}

                """, to: "desired.d/late.yaml")
            daemon.child.send(SIGHUP)
            let isInForce = try await World.eventually { try await world.control("get", "ManagedPolicy").output.contains("late") }
            #expect(isInForce, "\(daemon.errors)", sourceLocation: location)
        }

        /// - Returns: a descriptor; -1 where no connection is taken.
        private static func connection(to path: String) -> Int32 {
            let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else { return -1 }
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
            let result = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
            }
            return result == 0 ? descriptor : -1
        }
    }
}
