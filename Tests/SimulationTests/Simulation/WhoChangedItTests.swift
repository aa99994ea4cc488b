import AWSClient
import Foundation
import IAMPolicy
import Logging
import ReconcileCore
import ReconcileEngine
import ReconcileTestKit
import SimulatedAWS
import Store
import Testing

/// From somebody's edit over the wire to the author's name, with CloudTrail lagging behind.
@Suite struct WhoChangedItTests {
    private struct Scene {
        let lab = Lab()
        let cloud: AWSCloud
        let store: SQLiteStore
        let context: EngineContext
        let configuration: Configuration
        private let folder: URL

        init() async throws {
            let clock = EngineClock(clock: self.lab.clock)
            try SmallAccount.build(self.lab)
            self.lab.clock.advance(by: 100_000)
            self.cloud = AWSCloud(clock: clock) { [lab] _ in lab.caller }
            self.folder = FileManager.default.temporaryDirectory.appendingPathComponent("who-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
            self.store = try SQLiteStore.open(path: self.folder.appendingPathComponent("state.sqlite").path)
            self.context = EngineContext(
                store: self.store, reader: self.cloud, writer: self.cloud, clock: clock,
                logger: Logger(label: "who", factory: { _ in SwiftLogNoOpLogHandler() }), resourcesAtOnceMax: 1)
            self.configuration = Configuration(
                accounts: [Fixtures.account()], propagation: PropagationSettings(defaultSeconds: 60), limits: Limits(silenceMaxSeconds: 0))
            let role = Fixtures.resource(.role, "export", ["tags": ["owner": "graph & <co>"]])
            _ = try await self.store.applyDesired(DesiredChange(upserts: [role], at: clock.now().wall, actor: "tests"))
        }

        func pass() async throws {
            _ = try await PassRunner(context: self.context, configuration: self.configuration).run(self.configuration.accounts[0])
        }

        var search: AuthorSearch {
            AuthorSearch(history: self.cloud, engine: Engine(context: self.context, configuration: self.configuration), context: self.context)
        }

        func remove() { try? FileManager.default.removeItem(at: self.folder) }
    }

    @Test func theEditorIsNamedAndNotTheDaemonThatPutItBack() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        try await scene.pass()
        scene.lab.clock.advance(by: 300)
        scene.lab.world.trouble.eventsDelaySeconds = 300
        try scene.lab.edit("iam", "TagRole", ["RoleName": "export", "Tags": [["Key": "owner", "Value": "mallory"]]])
        try await scene.pass()
        #expect(scene.lab.world.calls.contains { $0.isMutating }, "it was put back at once")
        var book = AuthorSearchBook()
        var told: Set<String> = []
        book.note(try await scene.store.drifts(of: nil, includingEnded: false), at: scene.context.clock.now())
        var known: [ChangeOrigin?] = []
        for wait in AuthorSearchBook.waits {
            scene.lab.clock.advance(by: wait)
            try await scene.search.round(&book, scene.configuration, told: &told)
            known.append(try await scene.store.drifts(of: nil, includingEnded: true).first?.changedBy)
        }
        #expect(known.prefix { $0 == nil }.count == 4, "nothing before CloudTrail tells of it")
        #expect(known.last??.author?.principal == "arn:aws:iam::\(Lab.account):user/mallory")
        #expect(known.last??.author?.eventName == "TagRole")
    }
}
