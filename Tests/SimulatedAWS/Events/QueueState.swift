/// The queues of one account and region, by name.
struct QueueState: Equatable, Sendable {
    struct Message: Equatable, Sendable {
        let id: String
        let body: String
        let sentAt: Int
        /// Seconds since 1970 from which it can be received again.
        var visibleAt: Double
        var receipt: String?
        var receives = 0
    }

    var queues: [String: [Message]] = [:]
}
