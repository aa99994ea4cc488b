import Foundation
import Glibc
import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    /// The database cannot keep anything: the daemon stays, says so, corrects nothing, and goes on when it can again.
    @Suite struct StoreTroubleTests {
        private static let silent = Duration.seconds(3)

        // MARK: While it runs

        @Test(.enabled(if: SmallDisk.isPossible))
        func aFullDiskIsToldAndOverWhenThereIsRoom() async throws {
            let world = try await World.withEstate()
            let disk = try SmallDisk(kilobytes: 8192, at: world.folder.file("disk"))
            try world.configure(database: "disk/state.sqlite")
            let daemon = try await world.startedDaemon()
            try disk.fill()
            try await Self.expectTrouble("is full: make room", daemon, world) { try disk.empty() }
            try await Self.expectEnd(of: daemon, world)
        }

        @Test func aFileThatMayNotGrowIsToldAndOverWhenItMay() async throws {
            let world = try await World.withEstate()
            let daemon = try await world.startedDaemon()
            try await Self.limitFiles(of: daemon, to: "4096")
            try await Self.expectTrouble("cannot be read or written", daemon, world) {
                try await Self.limitFiles(of: daemon, to: "unlimited")
            }
            try await Self.expectEnd(of: daemon, world)
        }

        @Test func aLockThatSomebodyHoldsIsToldAndOverWhenItIsReleased() async throws {
            let world = try await World.withEstate()
            let daemon = try await world.startedDaemon()
            let holder = try await Self.holdLock(of: world)
            try await Self.expectTrouble("is locked by another process", daemon, world) {
                holder.child.send(SIGKILL)
                _ = await holder.result(withinSeconds: 5)
            }
            try await Self.expectEnd(of: daemon, world)
        }

        @Test func aDamagedFileIsToldAndNotUsedUntilABackupIsPutInItsPlace() async throws {
            let world = try await World.withEstate()
            let daemon = try await world.startedDaemon()
            let backup = world.folder.file("backup.sqlite")
            #expect(try await world.control("backup", backup).exitCode == 0)
            for (name, start) in [("state.sqlite", 4096), ("state.sqlite-wal", 32)] { try Self.overwrite(world.folder.file(name), from: start) }
            try await Self.expectDegraded("damaged", daemon, world)
            try await world.aws.ask(["do": "change", "edit": "tag-changed"])
            try await Task.sleep(for: Self.silent)
            #expect(world.mutations().isEmpty)
            #expect(Self.told("daemon.degraded", world).count == 1)
            daemon.child.send(SIGTERM)
            #expect(await daemon.result(withinSeconds: 10).ending != nil)

            let again = try world.daemon()
            let refused = await again.result(withinSeconds: 30)
            #expect(refused.exitCode == 78, "another start would find the same: \(refused)")
            #expect(refused.errors.contains("put a backup "), "\(refused)")
            for suffix in ["", "-wal", "-shm"] { _ = unlink(world.folder.file("state.sqlite" + suffix)) }
            try FileManager.default.moveItem(atPath: backup, toPath: world.folder.file("state.sqlite"))
            let next = try await world.startedDaemon()
            #expect(try await World.eventually { !world.mutations().isEmpty }, "\(next.errors)")
            try await Self.expectEnd(of: next, world)
        }

        // MARK: At the start

        @Test(.enabled(if: SmallDisk.isPossible))
        func aDiskThatIsReadOnlyAtTheStartIsWaitedFor() async throws {
            let world = try await World.withEstate()
            let disk = try SmallDisk(kilobytes: 8192, at: world.folder.file("disk"))
            try world.configure(database: "disk/state.sqlite")
            #expect(try await world.runOnce().exitCode == 0)
            try disk.remount("ro")
            let daemon = try world.daemon()
            let arrivals = await world.receiver.arrivals(withinSeconds: 30) { $0.contains { $0.type == "daemon.degraded" } }
            #expect(arrivals.count { $0.type == "daemon.degraded" && $0.isValid } == 1, "\(daemon.errors)")
            try await Task.sleep(for: Self.silent)
            #expect(daemon.child.ending == nil)
            try disk.remount("rw")
            try await world.expectAnswers(daemon)
            #expect(Self.told("daemon.recovered", world).count == 1)
            #expect(Self.told("daemon.degraded", world).count == 1)
            try await Self.expectEnd(of: daemon, world)
        }

        @Test func aLockThatSomebodyHoldsAtTheStartIsWaitedForAndASinglePassSaysSo() async throws {
            let world = try await World.withEstate()
            #expect(try await world.runOnce().exitCode == 0)
            let holder = try await Self.holdLock(of: world)
            let once = try await world.runOnce()
            #expect(once.exitCode == 1 && once.errors.contains("is locked by another process"), "\(once)")
            let daemon = try world.daemon()
            #expect(try await World.eventually { !Self.told("daemon.degraded", world).isEmpty }, "\(daemon.errors)")
            holder.child.send(SIGKILL)
            try await world.expectAnswers(daemon)
            try await Self.expectEnd(of: daemon, world)
        }

        // MARK: From before

        @Test func anOlderDatabaseMakesEverythingAskUntilSomebodyResumes() async throws {
            let world = try await World.withEstate(ConfigurationText(limits: "{silenceMax: 24h, changesPerPassMax: 500, changesPercentMax: 100}"))
            #expect(try await world.runOnce().exitCode == 0)
            let backup = world.folder.file("backup.sqlite")
            #expect(try await world.control("backup", backup).exitCode == 0)
            try await world.aws.ask(["do": "change", "edit": "tag-changed"])
            #expect(try await world.passesUntilClean().last == 0)
            let count = world.mutations().count
            #expect(count > 0)
            try FileManager.default.removeItem(atPath: world.folder.file("state.sqlite"))
            try FileManager.default.moveItem(atPath: backup, toPath: world.folder.file("state.sqlite"))

            try await world.aws.ask(["do": "change", "edit": "attached-added"])
            let daemon = try await world.startedDaemon()
            let asks = try await World.eventually { try await world.drifts().contains { $0.state == "awaitingApproval" } }
            #expect(asks, "\(daemon.errors)")
            #expect(world.mutations().count == count)
            let asking = try await world.status()["asking"]?.arrayValue?.first?["reason"]?.stringValue ?? ""
            #expect(asking.contains("the database is older than the head of the journal"))
            #expect(try await world.control("resume", "--account", "prod").exitCode == 0)
            #expect(try await World.eventually { world.mutations().count > count }, "\(daemon.errors)")
            #expect(try await world.journal().contains { $0["kind"] == "database.older" })
            try await Self.expectEnd(of: daemon, world)
        }

        @Test(.enabled(if: TestLength.isLong))
        func whatIsOlderThanTheJournalIsKeptLeavesItAndTheRestVerifies() async throws {
            let world = try await World.withEstate(ConfigurationText(more: "retention: {journal: 30s}\n"))
            #expect(try await world.runOnce().exitCode == 0)
            let head = try await world.status()["journal"]?["head"]?.stringValue ?? ""
            let daemon = try await world.startedDaemon()
            let isArchived = try await World.eventually(withinSeconds: 120) {
                try FileManager.default.contentsOfDirectory(atPath: world.folder.path).contains { $0.hasPrefix("state.sqlite.journal-1-") }
            }
            #expect(isArchived, "\(daemon.errors)")
            #expect(try await world.control("journal", "verify").exitCode == 0)
            let behind = try await world.control("journal", "verify", "--expect-head", head)
            #expect(behind.exitCode == 3 && behind.output.contains("which are archived"), "\(behind)")
            let last = try await world.status()["journal"]?["head"]?.stringValue ?? ""
            #expect(try await world.control("journal", "verify", "--expect-head", last).exitCode == 0)
            #expect(try await world.control("journal", "export").errors.contains("the journal starts at entry"))
            try await Self.expectEnd(of: daemon, world)
        }

        // MARK: What is expected

        /// The daemon says what is wrong and corrects nothing; when it is mended, it says so once and goes on.
        private static func expectTrouble(_ words: String, _ daemon: RunningProgram, _ world: World, mend: () async throws -> Void) async throws {
            let before = try await world.aws.export()
            try await Self.expectDegraded(words, daemon, world)
            try await world.aws.ask(["do": "change", "edit": "attached-added"])
            try await Task.sleep(for: Self.silent)
            #expect(world.mutations().isEmpty, "nothing is sent that cannot be recorded")
            #expect(daemon.child.ending == nil, "\(daemon.errors)")
            #expect(try await world.control("status").exitCode == 3)
            #expect(Self.told("daemon.recovered", world).isEmpty)

            try await mend()
            #expect(try await World.eventually { try await world.status()["daemon"]?["state"] == "running" }, "\(daemon.errors)")
            #expect(try await World.eventually { try await world.aws.export() == before }, "\(daemon.errors)")
            let arrivals = await world.receiver.arrivals(withinSeconds: 60) { $0.contains { $0.type == "correction.settled" } }
            let expected: Set = ["daemon.degraded", "daemon.recovered", "drift.detected", "correction.applied", "correction.settled"]
            #expect(Set(arrivals.map(\.type)) == expected)
            #expect(Self.told("daemon.degraded", world).count == 1)
            #expect(Self.told("daemon.recovered", world).count == 1)
            #expect(world.mutations().count == 1)
        }

        private static func expectDegraded(_ words: String, _ daemon: RunningProgram, _ world: World) async throws {
            let isDegraded = try await World.eventually { try await world.status()["daemon"]?["state"] == "degraded" }
            #expect(isDegraded, "\(daemon.errors)")
            let reason = try await world.status()["daemon"]?["reason"]?.stringValue ?? ""
            #expect(reason.contains(words), "\(reason)")
            let arrivals = await world.receiver.arrivals(withinSeconds: 20) { $0.contains { $0.type == "daemon.degraded" } }
            let told = arrivals.filter { $0.type == "daemon.degraded" }
            #expect(told.count == 1 && told.allSatisfy(\.isValid))
            #expect(told.first?.changes.first?["reason"]?.stringValue?.contains(words) == true, "\(told)")
        }

        private static func expectEnd(of daemon: RunningProgram, _ world: World) async throws {
            let verified = try await world.control("journal", "verify", "--socket", world.folder.file("control.sock"))
            #expect(verified.exitCode == 0, "\(verified)")
            daemon.child.send(SIGTERM)
            let result = await daemon.result(withinSeconds: 10)
            #expect(result.exitCode == 0, "\(result)")
            await world.end()
        }

        private static func told(_ type: String, _ world: World) -> [WebhookReceiver.Arrival] { world.notices().filter { $0.type == type } }

        // MARK: Troubles

        private static func limitFiles(of daemon: RunningProgram, to limit: String) async throws {
            let result = try await ProgramRunner(environment: [:])
                .run("/usr/bin/prlimit", ["--pid", "\(daemon.child.pid)", "--fsize=\(limit):unlimited"])
            #expect(result.exitCode == 0, "\(result)")
        }

        /// Another process with the write lock, until it is killed.
        private static func holdLock(of world: World) async throws -> RunningProgram {
            let script = """
                import sqlite3, sys, time
                connection = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
                connection.execute("BEGIN EXCLUSIVE")
                print("held", flush=True)
                time.sleep(600)
                """
            let python = try await PythonEnvironment.executable()
            let holder = try world.runner.start("/usr/bin/env", [python, "-c", script, world.folder.file("state.sqlite")])
            #expect(try await World.eventually { holder.output == "held\n" }, "\(holder.errors)")
            return holder
        }

        /// Garbage from there to the end, in place.
        private static func overwrite(_ path: String, from start: Int) throws {
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            let size = Int(try file.seekToEnd())
            guard size > start else { return }
            try file.seek(toOffset: UInt64(start))
            try file.write(contentsOf: Data(repeating: 0xA5, count: size - start))
            try file.close()
        }
    }
}

extension World {
    /// The same, with the database somewhere else in the world's folder.
    fileprivate func configure(database: String) throws {
        let yaml = ConfigurationText().yaml(in: self.folder, endpoint: self.aws.endpoint, receiver: self.receiver)
        try self.folder.write(
            yaml.replacing(self.folder.file("state.sqlite"), with: self.folder.file(database)), to: "reconciled.yaml")
    }
}
