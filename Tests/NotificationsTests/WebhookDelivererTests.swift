import Foundation
import HTTPTransport
import ReconcileCore
import Testing

@testable import Notifications

/// One deliverer with all that it needs, against a server on loopback.
private struct Bench {
    let store: OutboxDouble
    let clock: SteppingClock
    let deliverer: WebhookDeliverer

    init(_ webhooks: [WebhookSettings], store: OutboxDouble, clock: SteppingClock = SteppingClock()) throws {
        self.store = store
        self.clock = clock
        self.deliverer = WebhookDeliverer(
            webhooks: webhooks, store: store, transport: try CurlTransport(), clock: clock, version: "1.2.3")
    }

    /// Runs the deliverer while `body` looks on, then stops it and waits for its end.
    func run(_ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.deliverer.run() }
            try await body()
            self.deliverer.stop()
            try await group.waitForAll()
        }
    }
}

extension WebhookSettings {
    fileprivate static func local(
        _ receiver: HookReceiver, name: String = "ops", format: Format = .standard, secretFile: String? = nil, allowsPrivateAddresses: Bool = true
    ) -> WebhookSettings {
        WebhookSettings(name: name, url: receiver.url, format: format, secretFile: secretFile, allowsPrivateAddresses: allowsPrivateAddresses)
    }
}

private func temporaryPath() -> String { FileManager.default.temporaryDirectory.appending(path: "hook-\(UUID().uuidString)").path }

@Suite(.timeLimit(.minutes(10))) struct WebhookDelivererTests {
    @Test func sendsTheStoredBodySignedWithEachSecret() async throws {
        let path = temporaryPath()
        try Data("whsec_YWJj\nwhsec_ZGVm\n".utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let receiver = try HookReceiver { _, _ in .status(204) }
        let bench = try Bench([.local(receiver, secretFile: path)], store: OutboxDouble([.forTests()]))
        try await bench.run {
            let request = try #require(await receiver.next(1).first)
            let update = try #require(await bench.store.nextUpdates(1).first)
            #expect(update.state == .delivered && update.attempts == 1)
            #expect(request.body == Notice.forTests().body)
            #expect(request.id == Notice.forTests().id)
            #expect(request.headers["content-type"] == "application/json")
            #expect(request.headers["user-agent"] == "reconciled/1.2.3")
            #expect(request.headers["webhook-timestamp"] == "1800000000")
            let secrets = ["whsec_YWJj", "whsec_ZGVm"].compactMap { WebhookSecret($0) }
            let expected = StandardWebhookSignature(
                id: Notice.forTests().id, timestamp: 1_800_000_000, body: Array(Notice.forTests().body.utf8), secrets: secrets)
            #expect(request.headers["webhook-signature"] == expected.headerValue)
        }
    }

    @Test func repeatsWithTheSameIdAndBodyUntilItIsTaken() async throws {
        let receiver = try HookReceiver { number, _ in .status(number < 3 ? 500 : 200) }
        let bench = try Bench([.local(receiver)], store: OutboxDouble([.forTests()]))
        try await bench.run {
            let requests = await receiver.next(3)
            let updates = await bench.store.nextUpdates(3)
            #expect(Set(requests.map(\.body)) == [Notice.forTests().body])
            #expect(Set(requests.map(\.id)) == [Notice.forTests().id])
            let timestamps = requests.compactMap { $0.headers["webhook-timestamp"].flatMap { Int($0) } }
            #expect(timestamps.count == 3 && timestamps[1] - timestamps[0] >= 5 && timestamps[2] - timestamps[1] >= 30)
            #expect(updates.map(\.state) == [.pending, .pending, .delivered])
            #expect(updates.map(\.attempts) == [1, 2, 3])
            #expect(updates[0].lastError == "127.0.0.1 answered 500")
        }
    }

    @Test func keepsTheOrderWhileTheReceiverIsDown() async throws {
        let receiver = try HookReceiver { number, _ in .status(number == 1 ? 503 : 200) }
        let bench = try Bench([.local(receiver)], store: OutboxDouble([.forTests(2), .forTests(1), .forTests(3)]))
        try await bench.run {
            let ids = await receiver.next(4).compactMap { $0.id?.last }
            #expect(ids == ["1", "1", "2", "3"])
        }
    }

    @Test func aNoticeThatTheReceiverDislikesHoldsUpNoOther() async throws {
        let receiver = try HookReceiver { _, request in .status(request.id?.last == "1" ? 400 : 200) }
        let bench = try Bench([.local(receiver)], store: OutboxDouble([.forTests(1), .forTests(2)]))
        try await bench.run {
            let ids = await receiver.next(3).compactMap { $0.id?.last }
            #expect(ids == ["1", "2", "1"])
        }
    }

    @Test func aSilentReceiverDelaysNoOtherWebhook() async throws {
        let silent = try HookReceiver { _, _ in .silence }
        let receiver = try HookReceiver { _, _ in .status(200) }
        let bench = try Bench(
            [.local(silent, name: "silent"), .local(receiver)],
            store: OutboxDouble([.forTests(1, webhook: "silent"), .forTests(1), .forTests(2)]))
        try await bench.run {
            #expect(await silent.next(1).count == 1)
            #expect(await bench.store.nextUpdates(2).map(\.webhook) == ["ops", "ops"])
        }
        #expect(await bench.store.deliveryCounts() == [.pending: 1, .delivered: 2])
    }

    @Test func wakesForWhatIsPutIntoTheOutbox() async throws {
        let receiver = try HookReceiver { _, _ in .status(200) }
        let bench = try Bench([.local(receiver)], store: OutboxDouble([.forTests(1)]))
        try await bench.run {
            #expect(await bench.store.nextUpdates(1).count == 1)
            await bench.store.add(.forTests(2))
            bench.deliverer.wake()
            #expect(await bench.store.nextUpdates(1).map(\.notice.id) == [Notice.forTests(2).id])
        }
    }

    @Test func aRedirectIsAFailureAndIsNotFollowed() async throws {
        let target = try HookReceiver { _, _ in .status(200) }
        let location = "location: \(target.url)"
        let receiver = try HookReceiver { number, _ in number == 1 ? .status(302, headers: [location]) : .status(200) }
        let bench = try Bench([.local(receiver)], store: OutboxDouble([.forTests()]))
        try await bench.run {
            let updates = await bench.store.nextUpdates(2)
            #expect(updates.first?.lastError?.contains("302; redirects are not followed") == true)
            #expect(updates.last?.state == .delivered)
            #expect(await receiver.next(2).count == 2)
        }
    }

    @Test func goneMakesADeadLetterAtOnce() async throws {
        let receiver = try HookReceiver { _, _ in .status(410) }
        let bench = try Bench([.local(receiver)], store: OutboxDouble([.forTests()]))
        try await bench.run {
            #expect(await bench.store.nextUpdates(1).map(\.state) == [.deadLettered])
        }
    }

    @Test func loopbackIsRefusedUnlessItIsAllowed() async throws {
        let receiver = try HookReceiver { _, _ in .status(200) }
        let settings = [WebhookSettings.local(receiver, allowsPrivateAddresses: false)]
        let bench = try Bench(settings, store: OutboxDouble([.forTests()]), clock: SteppingClock(jumpSecondsMax: 0))
        try await bench.run {
            let update = try #require(await bench.store.nextUpdates(1).first)
            #expect(update.state == .pending && update.attempts == 1)
            #expect(update.lastError?.contains("127.0.0.1") == true)
        }
        // The only request that the receiver ever sees is the one of a bench that may reach it.
        let allowed = try Bench([.local(receiver)], store: OutboxDouble([.forTests(2)]))
        try await allowed.run {
            #expect(await receiver.next(1).first?.id == Notice.forTests(2).id)
        }
    }

    @Test func withoutItsSecretNothingIsSentUntilTheFileIsThere() async throws {
        let path = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let receiver = try HookReceiver { _, _ in .status(200) }
        let bench = try Bench(
            [.local(receiver, secretFile: path)], store: OutboxDouble([.forTests()]), clock: SteppingClock(jumpSecondsMax: 0))
        try await bench.run {
            let held = try #require(await bench.store.nextUpdates(1).first)
            #expect(held.state == .pending && held.attempts == 0 && held.lastError?.contains(path) == true)
            try Data("whsec_YWJj".utf8).write(to: URL(filePath: path))
            bench.clock.advance(seconds: 31)
            bench.deliverer.wake()
            #expect(await bench.store.nextUpdates(1).map(\.state) == [.delivered])
            #expect(await receiver.next(1).first?.headers["webhook-signature"]?.hasPrefix("v1,") == true)
        }
    }

    @Test func whatCannotBeNotedAsDeliveredIsSentAgainWithTheSameId() async throws {
        let receiver = try HookReceiver { _, _ in .status(200) }
        let bench = try Bench([.local(receiver)], store: OutboxDouble([.forTests()], updateFailures: 1))
        try await bench.run {
            #expect(await receiver.next(2).map(\.id) == [Notice.forTests().id, Notice.forTests().id])
            #expect(await bench.store.nextUpdates(1).map(\.state) == [.delivered])
        }
    }

    @Test func anUnsupportedFormatIsADeadLetterWithItsReason() async throws {
        let receiver = try HookReceiver { _, _ in .status(200) }
        let bench = try Bench([.local(receiver, format: .pagerduty)], store: OutboxDouble([.forTests()]))
        try await bench.run {
            let update = try #require(await bench.store.nextUpdates(1).first)
            #expect(update.state == .deadLettered && update.lastError?.contains("not supported by this version") == true)
        }
    }
}

/// Stopping and starting.
@Suite(.timeLimit(.minutes(10))) struct WebhookDelivererLifeTests {
    @Test func whatIsUnderWayAtTheStopIsFinished() async throws {
        let (gate, opener) = AsyncStream<Never>.makeStream()
        let receiver = try HookReceiver { _, _ in
            // Holds the answer on the server's own thread until the stop has been asked for.
            let answered = DispatchSemaphore(value: 0)
            Task {
                for await _ in gate {}
                answered.signal()
            }
            answered.wait()
            return .status(200)
        }
        let bench = try Bench(
            [.local(receiver)], store: OutboxDouble([.forTests(1), .forTests(2)]), clock: SteppingClock(jumpSecondsMax: 0))
        try await bench.run {
            #expect(await receiver.next(1).count == 1)
            bench.deliverer.stop()
            opener.finish()
        }
        #expect(await bench.store.deliveries.map(\.state) == [.delivered, .pending])
    }

    @Test func whatTakesLongerThanTheDrainStaysInTheOutbox() async throws {
        let receiver = try HookReceiver { _, _ in .silence }
        let bench = try Bench([.local(receiver)], store: OutboxDouble([.forTests()]))
        try await bench.run { #expect(await receiver.next(1).count == 1) }
        #expect(await bench.store.deliveries == [.forTests()])
    }

    @Test func theNextStartGoesOnWhereTheLastOneEnded() async throws {
        let receiver = try HookReceiver { number, _ in .status(number == 1 ? 500 : 200) }
        let store = OutboxDouble([.forTests()])
        let clock = SteppingClock(jumpSecondsMax: 0)
        let first = try Bench([.local(receiver)], store: store, clock: clock)
        try await first.run { #expect(await store.nextUpdates(1).map(\.attempts) == [1]) }
        clock.advance(seconds: 7)
        let second = try Bench([.local(receiver)], store: store, clock: clock)
        try await second.run {
            let update = try #require(await store.nextUpdates(1).first)
            #expect(update.state == .delivered && update.attempts == 2)
        }
        #expect(await receiver.next(2).map(\.id) == [Notice.forTests().id, Notice.forTests().id])
    }

    @Test func withoutWebhooksItRunsUntilItIsStopped() async throws {
        let bench = try Bench([], store: OutboxDouble([]))
        try await bench.run {}
        #expect(await bench.store.deliveries.isEmpty)
    }

    @Test func cancellationEndsIt() async throws {
        let bench = try Bench([], store: OutboxDouble([]))
        let task = Task { try await bench.deliverer.run() }
        task.cancel()
        try await task.value
    }
}
