import Dispatch
import Foundation
import Logging
import ReconcileCore
import ServiceLifecycle
import UnixSignals

/// What signals do: the first end drains, the second ends at once, SIGHUP reads everything again.
///
/// Reading is done beside the listening, so that no number of SIGHUPs keeps a SIGTERM waiting.
struct SignalHandling: Sendable {
    /// The process ends that long after the first request to end, whatever hangs. Unit: seconds.
    static let endSecondsMax = 9.5
    /// SIGHUPs that come in a row are answered by one reload in this time. Unit: seconds.
    static let reloadSecondsMin = 1.0

    /// How often a reload that came too early looks whether it may begin. Unit: seconds.
    private static let startWaitSeconds = 0.1

    let group: ServiceGroup
    let reloader: Reloader
    let health: DaemonHealth
    let supervisor: Supervisor
    let clock: any ReconcileClock
    let logger: Logger

    /// To be called early: until then a signal to end is answered by the system, at once.
    static func trap() async -> UnixSignalsSequence { await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup) }

    func run(_ signals: UnixSignalsSequence) async {
        // One that waits stands for all that come meanwhile.
        let (hangups, hangup) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.reload(at: hangups) }
            await self.listen(signals, hangup)
            hangup.finish()
            group.cancelAll()
        }
    }

    private func listen(_ signals: UnixSignalsSequence, _ hangup: AsyncStream<Void>.Continuation) async {
        var isStopping = false
        for await signal in signals {
            if signal == .sighup {
                if !isStopping { hangup.yield() }
            } else if isStopping {
                _exit(128 + signal.rawValue)
            } else {
                isStopping = true
                hangup.finish()
                self.limitTheEnd()
                self.supervisor.notifier.send(.stopping(status: "finishing what is being sent"))
                await self.group.triggerGracefulShutdown()
            }
        }
    }

    private func reload(at hangups: AsyncStream<Void>) async {
        for await _ in hangups {
            do {
                // READY ends a reload, and must not be said before there is a start to speak of.
                while await !self.health.isReady { try await self.clock.sleep(seconds: Self.startWaitSeconds) }
                _ = try? await self.reloader.reload()
                try await self.clock.sleep(seconds: Self.reloadSecondsMin)
            } catch {
                return
            }
        }
    }

    private func limitTheEnd() {
        let logger = self.logger
        // On a thread of its own: what hangs may be all that Swift's tasks run on.
        DispatchQueue(label: "end").asyncAfter(deadline: .now() + Self.endSecondsMax) {
            logger.error("something does not end; what was being sent is resolved by reading at the next start")
            _exit(1)
        }
    }
}
