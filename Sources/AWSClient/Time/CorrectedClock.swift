package import FoundationEssentials
import NIOConcurrencyHelpers

/// A clock whose wall time is set right by what AWS's answers say, so that signatures are taken and the end of
/// credentials is known on a machine whose own clock is wrong.
package final class CorrectedClock: AWSClock {
    private let base: any AWSClock
    private let skew = NIOLockedValueBox(ClockSkew())

    package init(_ base: any AWSClock) { self.base = base }

    package var now: Date { self.skew.withLockedValue { $0.corrected(self.base.now) } }
    package var monotonicSeconds: Double { self.base.monotonicSeconds }

    package func sleep(seconds: Double) async throws { try await self.base.sleep(seconds: seconds) }

    /// Takes note of a refusal; true if the time has been set right, so that signing anew may help.
    package func learn(from code: String, serverDate: String?) -> Bool {
        self.skew.withLockedValue { $0.learn(from: code, serverDate: serverDate, now: self.base.now) }
    }

    /// Takes note of an answer that judged no signature: a metadata service's.
    package func observe(serverDate: String?) {
        _ = self.skew.withLockedValue { $0.observe(serverDate: serverDate, now: self.base.now) }
    }
}
