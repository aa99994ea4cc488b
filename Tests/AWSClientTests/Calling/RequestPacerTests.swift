import Testing

@testable import AWSClient

@Suite struct RequestPacerTests {
    private let iam = RequestPacer.Lane(service: "IAM", region: "us-east-1")

    @Test func requestsWaitForTheirRate() async throws {
        let clock = VirtualClock()
        let pacer = RequestPacer(rateMax: 10, clock: clock)
        for _ in 0..<30 { try await pacer.waitForTurn(in: self.iam, isWrite: false) }
        #expect(clock.monotonicSeconds > 1.99 && clock.monotonicSeconds < 2.2)
    }

    @Test func lanesDoNotShareTheirRate() async throws {
        let clock = VirtualClock()
        let pacer = RequestPacer(rateMax: 5, clock: clock)
        for region in 0..<4 {
            for _ in 0..<5 { try await pacer.waitForTurn(in: RequestPacer.Lane(service: "KMS", region: "\(region)"), isWrite: true) }
        }
        #expect(clock.slept.isEmpty)
    }

    @Test func throttledLaneSlowsDownAlone() async throws {
        let pacer = RequestPacer(rateMax: 10, clock: VirtualClock())
        pacer.throttled(self.iam, sentAt: 0)
        #expect(pacer.rate(of: self.iam) == 7)
        #expect(pacer.rate(of: RequestPacer.Lane(service: "KMS", region: "us-east-1")) == 10)
    }

    @Test func writeGoesBeforeReadsThatWaitAlready() async throws {
        let gate = GatedClock()
        let pacer = RequestPacer(rateMax: 1, clock: gate)
        try await pacer.waitForTurn(in: self.iam, isWrite: false)
        let order = OrderLog()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in ["read1", "read2"] {
                group.addTask {
                    try await pacer.waitForTurn(in: self.iam, isWrite: false)
                    await order.append(name)
                }
            }
            await gate.untilSleepers(2)
            group.addTask {
                try await pacer.waitForTurn(in: self.iam, isWrite: true)
                await order.append("write")
            }
            await gate.untilSleepers(3)
            while await order.names.count < 3 {
                await gate.advanceToNextWake()
                await Task.yield()
            }
            try await group.waitForAll()
        }
        #expect(await order.names.first == "write")
    }

    @Test func cancelledWaiterLeavesTheQueue() async throws {
        let clock = VirtualClock()
        let pacer = RequestPacer(rateMax: 1, clock: clock)
        try await pacer.waitForTurn(in: self.iam, isWrite: false)
        let cancelled = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await pacer.waitForTurn(in: self.iam, isWrite: true)
        }
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        #expect(pacer.waiting(in: self.iam) == 0)
        // A write that still counted as waiting would keep this read for ever.
        try await pacer.waitForTurn(in: self.iam, isWrite: false)
    }

    @Test func moreThanABoundedNumberAreTurnedAway() async throws {
        let gate = GatedClock()
        let pacer = RequestPacer(rateMax: 1, clock: gate)
        try await pacer.waitForTurn(in: self.iam, isWrite: false)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<TurnQueue.waitersMax { group.addTask { try? await pacer.waitForTurn(in: self.iam, isWrite: false) } }
            await gate.untilSleepers(TurnQueue.waitersMax)
            await #expect(throws: RequestPacer.Overcrowded.self) { try await pacer.waitForTurn(in: self.iam, isWrite: true) }
            group.cancelAll()
            await gate.wakeAllWithCancellation()
        }
        #expect(pacer.waiting(in: self.iam) == 0)
    }

    actor OrderLog {
        var names: [String] = []
        func append(_ name: String) { self.names.append(name) }
    }
}
