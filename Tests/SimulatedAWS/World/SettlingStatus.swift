/// The status of something that takes a while to become what it was told to be.
struct SettlingStatus: Equatable, Sendable {
    /// Shown until then: `STOPPING`.
    let underway: String
    let settled: String
    /// In seconds since 1970.
    let settlesAt: Int

    /// How long it takes, in seconds.
    static let seconds = 30

    init(_ settled: String) {
        self.underway = settled
        self.settled = settled
        self.settlesAt = 0
    }

    init(_ settled: String, by underway: String, since call: ServiceCall) {
        self.underway = underway
        self.settled = settled
        self.settlesAt = call.seconds + Self.seconds
    }

    func name(at call: ServiceCall) -> String { call.seconds >= self.settlesAt ? self.settled : self.underway }
}
