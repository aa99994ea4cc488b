import Logging
import ReconcileCore
import ReconcileEngine
import ServiceLifecycle

/// Names accounts on which no work goes on, though it goes on for others; the watchdog is not fed then, and ends the daemon in the end.
struct HungAccountWatch: Service {
    /// Unit: seconds.
    static let intervalSeconds = 10.0

    let supervisor: Supervisor
    let engine: Engine
    let health: DaemonHealth
    let story: DaemonStory
    let statusLine: StatusLine

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var before: [String] = []
            // Ends with the process.
            while true {
                do { try await self.story.clock.sleep(seconds: Self.intervalSeconds) } catch { return }
                let hung = self.supervisor.hungAccounts
                // After a sleep of the whole machine everything seems to hang for a moment.
                await self.note(hung.filter(before.contains))
                before = hung
            }
        }
    }

    private func note(_ accounts: [String]) async {
        let reason = accounts.isEmpty ? nil : "the work on \(accounts.joined(separator: ", ")) has not gone on for minutes"
        guard await self.health.degrade(.hungAccount, reason) else { return }
        await self.statusLine.send(by: self.supervisor.notifier)
        let webhooks = await self.engine.currentConfiguration.webhooks
        if let reason {
            self.story.logger.error("an account hangs", metadata: ["accounts": "\(accounts.joined(separator: ","))"])
            await self.story.tell(.daemonDegraded, reason, webhooks)
        } else {
            self.story.logger.notice("the account that hung goes on")
            await self.story.tell(.daemonRecovered, "the work goes on with every account again", webhooks)
        }
    }
}
