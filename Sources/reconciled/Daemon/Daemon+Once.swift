import Foundation
import Logging
import ReconcileCore
import ReconcileEngine

extension Daemon {
    /// How long `run --once` waits for its notices to be delivered, in seconds.
    private static let deliverySecondsMax = 10.0

    /// Applies the folder, makes one full pass over all accounts, and delivers what there is to tell.
    /// - Returns: the exit code.
    func runOnce() async -> Int32 {
        do {
            let result = try await self.keeper.takeFolder(self.configuration)
            for note in result.notes { self.logger.info("note on a manifest", metadata: ["note": "\(note)"]) }
            try await self.begin()
            try await self.passes()
            await self.deliverBriefly()
            let code = try await self.judgement()
            try await self.end()
            return code
        } catch let error as ControlError {
            StandardError.write(([error.message] + error.faults.map(FaultLine.text)).joined(separator: "\n"))
            return 1
        } catch {
            StandardError.write("\(error)")
            return 1
        }
    }

    private func passes() async throws {
        let runner = PassRunner(context: self.context, configuration: self.configuration)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for account in self.configuration.accounts { group.addTask { _ = try await runner.run(account) } }
            try await group.waitForAll()
        }
    }

    private func judgement() async throws -> Int32 {
        // This process is what looks after the accounts for the moment.
        let report = try await StatusReport.gather(
            from: self.store, daemon: DaemonReport(state: .running), configured: self.configuration.accounts,
            intervalSeconds: self.configuration.schedule.intervalSeconds, now: self.clock.now())
        return StatusJudgement.exit(of: report.json, settled: true).rawValue
    }

    private func deliverBriefly() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await self.deliveries.run() }
            group.addTask { await self.waitForDeliveries() }
            await group.next()
            await self.deliveries.stop()
            await group.waitForAll()
        }
    }

    private func waitForDeliveries() async {
        let started = self.clock.now()
        while self.clock.now().seconds(since: started) < Self.deliverySecondsMax {
            let due = await self.hasFreshDelivery()
            guard due else { return }
            try? await self.clock.sleep(seconds: 0.05)
        }
    }

    /// Whether something waits that has not been tried yet; what failed once is the next run's.
    private func hasFreshDelivery() async -> Bool {
        for webhook in self.configuration.webhooks {
            let due = try? await self.store.dueDeliveries(webhook: webhook.name, at: self.clock.now().wall, countMax: 1)
            if let due, !due.isEmpty { return true }
        }
        return false
    }
}
