package import FoundationEssentials

/// How far AWS's clock is from ours, learned where it refuses a signature for its date.
package struct ClockSkew: Hashable, Sendable {
    /// What is added to our time before signing.
    package private(set) var seconds = 0.0

    /// AWS takes signatures that are up to five minutes off; a smaller difference is not the reason of a refusal.
    private static let toleratedSeconds = 240.0
    private static let codes: Set<String> = [
        "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture", "InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure"
    ]

    package init() {}

    /// Takes note of a refusal; true if the time has been set right, so that signing anew may help.
    package mutating func learn(from code: String, serverDate: String?, now: Date) -> Bool {
        Self.codes.contains(code) && self.observe(serverDate: serverDate, now: now)
    }

    /// Takes note of an answer's date; true if ours was far from it.
    @discardableResult
    package mutating func observe(serverDate: String?, now: Date) -> Bool {
        guard let server = serverDate.flatMap(HTTPDate.parse) else { return false }
        let difference = server.timeIntervalSince(now)
        guard abs(difference - self.seconds) > Self.toleratedSeconds else { return false }
        self.seconds = difference
        return true
    }

    package func corrected(_ date: Date) -> Date { date.addingTimeInterval(self.seconds) }
}
