/// How much is going on at the socket, within bounds.
actor ControlLoad {
    private let connectionsPerUserMax: Int
    private let requestsMax: Int
    private(set) var connections: [UInt32: Int] = [:]
    private(set) var requests = 0

    init(connectionsPerUserMax: Int, requestsMax: Int) {
        self.connectionsPerUserMax = connectionsPerUserMax
        self.requestsMax = requestsMax
    }

    /// - Returns: whether the user may hold one more; then `disconnect` has to follow.
    func connect(_ uid: UInt32) -> Bool {
        let count = self.connections[uid, default: 0]
        guard count < self.connectionsPerUserMax else { return false }
        self.connections[uid] = count + 1
        return true
    }

    func disconnect(_ uid: UInt32) {
        guard let count = self.connections[uid] else { return }
        self.connections[uid] = count > 1 ? count - 1 : nil
    }

    /// - Returns: whether one more request may be under way; then `end` has to follow.
    func begin() -> Bool {
        guard self.requests < self.requestsMax else { return false }
        self.requests += 1
        return true
    }

    func end() { self.requests = max(self.requests - 1, 0) }
}
