/// Decides which refusals are told, so that who knocks all the time does not fill the log.
struct RefusalLog: Equatable, Sendable {
    /// Why a connection was closed.
    enum Reason: String, Hashable, Sendable {
        case outsider
        case tooManyConnections
    }

    private struct Key: Hashable, Sendable {
        let uid: UInt32
        let reason: Reason
    }

    private struct Told: Equatable, Sendable {
        let at: Int64
        var silentSince = 0
    }

    /// A user's refusals for one reason are told once in this time. Unit: seconds.
    static let secondsBetween: Int64 = 60
    /// So many users are kept apart; with more of them nothing is told until one's time is over.
    static let usersMax = 64

    private var told: [Key: Told] = [:]

    /// - Parameter now: seconds on a clock that only goes forward.
    /// - Returns: how many like it were passed over since the last that was told; `nil`: pass this one over.
    mutating func tells(uid: UInt32, _ reason: Reason, now: Int64) -> Int? {
        let key = Key(uid: uid, reason: reason)
        if let last = self.told[key], now - last.at < Self.secondsBetween {
            self.told[key]?.silentSince += 1
            return nil
        }
        if self.told[key] == nil, self.told.count >= Self.usersMax {
            self.told = self.told.filter { now - $0.value.at < Self.secondsBetween }
            guard self.told.count < Self.usersMax else { return nil }
        }
        return self.told.updateValue(Told(at: now), forKey: key)?.silentSince ?? 0
    }
}
