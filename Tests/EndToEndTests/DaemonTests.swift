import Glibc
import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    @Suite struct DaemonTests {
        /// Waits until the daemon says that it has looked at the account.
        private static func started(_ world: World) async throws -> RunningProgram {
            let daemon = try world.daemon()
            let isUp = try await Self.eventually {
                // While the database is being made there is nothing to read yet.
                let status = try? await world.status()
                return status?["daemon"]?["state"] == "running" && status?["accounts"]?.arrayValue?.first?["lastSnapshot"]?["outcome"] == "complete"
            }
            #expect(isUp, "\(daemon.errors)")
            return daemon
        }

        private static func eventually(_ holds: () async throws -> Bool) async throws -> Bool {
            for _ in 0..<150 {
                if try await holds() { return true }
                try await Task.sleep(for: .milliseconds(200))
            }
            return false
        }

        @Test func aSignalToEndEndsItInGoodOrder() async throws {
            let world = try await World.withEstate()
            let daemon = try await Self.started(world)
            #expect(try await world.status()["daemon"]?["state"] == "running")
            #expect(try await world.status()["daemon"]?["pid"]?.intValue == Int(daemon.child.pid))
            #expect(try await world.control("status").exitCode == 0)
            daemon.child.send(SIGTERM)
            #expect(await daemon.result(withinSeconds: 10).exitCode == 0)
            #expect(try await world.status()["daemon"]?["state"] == "stopped")
            #expect(try await world.control("status").exitCode == 3)
            await world.end()
        }

        @Test func whatNeverRanSaysSo() async throws {
            let world = try await World()
            #expect(try await world.status()["daemon"]?["state"] == "neverRun")
            #expect(try await world.control("status").exitCode == 3)
            await world.end()
        }

        @Test func aPassBesideARunningDaemonIsRefused() async throws {
            let world = try await World.withEstate()
            let daemon = try await Self.started(world)
            let second = try await world.runOnce(withinSeconds: 30)
            #expect(second.exitCode == 1, "\(second)")
            #expect(second.errors.contains("already running, pid \(daemon.child.pid): use `reconcilectl sync --wait`"))
            #expect(daemon.child.ending == nil)
            daemon.child.send(SIGTERM)
            #expect(await daemon.result(withinSeconds: 10).exitCode == 0)
            await world.end()
        }

        @Test func anEditIsPutBackWithoutBeingAskedFor() async throws {
            let world = try await World.withEstate()
            let daemon = try await Self.started(world)
            let before = try await world.aws.export()
            try await world.aws.ask(["do": "change", "edit": "attached-added"])
            let arrivals = await world.receiver.arrivals(withinSeconds: 60) { $0.contains { $0.type == "correction.settled" } }
            #expect(arrivals.map(\.type).sorted() == ["correction.applied", "correction.settled", "drift.detected"])
            #expect(try await world.aws.export() == before)
            #expect(try await world.control("status", "--settled").exitCode == 0)
            daemon.child.send(SIGTERM)
            #expect(await daemon.result(withinSeconds: 10).exitCode == 0)
            await world.end()
        }

        @Test func aKilledDaemonGoesOnWhereItWas() async throws {
            let world = try await World.withEstate(ConfigurationText(window: "4s"))
            let daemon = try await Self.started(world)
            try await world.aws.ask(["do": "change", "edit": "tag-changed"])
            let told = await world.receiver.arrivals(withinSeconds: 60) { $0.contains { $0.type == "correction.applied" } }
            daemon.child.send(SIGKILL)
            #expect(await daemon.result(withinSeconds: 5).ending == .signalled(SIGKILL))
            let next = try await Self.started(world)
            let arrivals = await world.receiver.arrivals(withinSeconds: 60) { $0.contains { $0.type == "correction.settled" } }
            #expect(Set(arrivals.map(\.id)).isSuperset(of: told.map(\.id)))
            // At least once: what is told again after the kill bears the same id.
            #expect(Dictionary(grouping: arrivals, by: \.type).allSatisfy { Set($0.value.map(\.id)).count == 1 })
            #expect(world.mutations().count == 1)
            #expect(try await world.control("journal", "verify").exitCode == 0)
            next.child.send(SIGTERM)
            #expect(await next.result(withinSeconds: 10).exitCode == 0)
            await world.end()
        }

        @Test func aBadConfigurationAtReloadKeepsTheOldOne() async throws {
            let world = try await World.withEstate()
            let daemon = try await Self.started(world)
            try world.configure(ConfigurationText(more: "webhoks: []\n"))
            daemon.child.send(SIGHUP)
            #expect(try await Self.eventually { daemon.errors.contains("webhoks") }, "\(daemon.errors)")
            #expect(daemon.child.ending == nil)
            let edited = world.aws.calls().count
            try await world.aws.ask(["do": "change", "edit": "tag-removed"])
            #expect(try await Self.eventually { !world.mutations(from: edited).isEmpty })
            daemon.child.send(SIGTERM)
            #expect(await daemon.result(withinSeconds: 10).exitCode == 0)
            await world.end()
        }

        @Test func aManifestThatArrivesIsTakenOverAtReload() async throws {
            let world = try await World.withEstate(creates: false)
            let daemon = try world.daemon()
            #expect(try await Self.eventually { try await world.aws.export(prefix: "graph-role")["roles"]?.objectValue?.count == 4 })
            try world.folder.write(
                """
                apiVersion: reconciled/v1
                kind: ManagedPolicy
                metadata: {name: late, account: prod}
                spec: {document: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "s3:GetObject", Resource: "*"}]}}

                """, to: "desired.d/late.yaml")
            daemon.child.send(SIGHUP)
            #expect(try await Self.eventually { try await world.aws.export(prefix: "late")["policies"]?.objectValue?.count == 1 })
            daemon.child.send(SIGTERM)
            #expect(await daemon.result(withinSeconds: 10).exitCode == 0)
            await world.end()
        }

        @Test func aReceiverThatFailsIsToldAgainWithTheSameIdAndBody() async throws {
            let world = try await World.withEstate()
            try await world.receiver.setAnswers([503, 302], location: world.receiver.url + "/elsewhere")
            let daemon = try await Self.started(world)
            try await world.aws.ask(["do": "change", "edit": "tag-added"])
            let arrivals = await world.receiver.arrivals(withinSeconds: 120) { arrivals in
                Set(arrivals.filter { $0.answered == 200 }.map(\.type)).isSuperset(of: ["drift.detected", "correction.applied"])
            }
            for (id, attempts) in Dictionary(grouping: arrivals, by: \.id) {
                #expect(Set(attempts.map(\.raw)).count == 1, "\(id)")
                #expect(attempts.filter { $0.answered == 200 }.count == 1, "\(id)")
            }
            #expect(arrivals.contains { $0.answered == 503 })
            #expect(arrivals.allSatisfy { $0.isValid && !$0.path.contains("elsewhere") })
            daemon.child.send(SIGTERM)
            #expect(await daemon.result(withinSeconds: 10).exitCode == 0)
            await world.end()
        }
    }
}
