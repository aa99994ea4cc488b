/// Who may send next to one service in one region: those that change something first, each kind in the order of its coming.
///
/// Decides only; its owner lets the callers sleep. All instants are monotonic seconds.
package struct TurnQueue: Sendable {
    /// One who waits.
    package struct Ticket: Hashable, Sendable {
        fileprivate let number: Int
        fileprivate let isWrite: Bool
    }

    /// More are turned away.
    package static let waitersMax = 1000
    /// After so many writes in a row one waiting read goes.
    private static let writesInARowMax = 8

    package private(set) var bucket: TokenBucket
    private var writes: [Ticket] = []
    private var reads: [Ticket] = []
    private var writesInARow = 0
    private var lastNumber = 0

    package init(bucket: TokenBucket) { self.bucket = bucket }

    package var waiting: Int { self.writes.count + self.reads.count }

    /// Joins the queue; `nil` if it is full.
    package mutating func enter(isWrite: Bool) -> Ticket? {
        guard self.waiting < Self.waitersMax else { return nil }
        self.lastNumber += 1
        let ticket = Ticket(number: self.lastNumber, isWrite: isWrite)
        if isWrite { self.writes.append(ticket) } else { self.reads.append(ticket) }
        return ticket
    }

    /// - Returns: after how many seconds (above 0) to ask again; `nil` if it is this one's turn, who then has left the queue.
    package mutating func ask(_ ticket: Ticket, at instant: Double) -> Double? {
        if let wait = self.bucket.take(ahead: self.ahead(of: ticket), at: instant) { return wait }
        self.leave(ticket)
        if !ticket.isWrite { self.writesInARow = 0 } else if !self.reads.isEmpty { self.writesInARow += 1 }
        return nil
    }

    /// Gives the place up; harmless for one who has left.
    package mutating func leave(_ ticket: Ticket) {
        if ticket.isWrite { self.writes.removeAll { $0 == ticket } } else { self.reads.removeAll { $0 == ticket } }
    }

    package mutating func throttled(sentAt: Double, at instant: Double) { self.bucket.throttled(sentAt: sentAt, at: instant) }

    package mutating func succeeded() { self.bucket.succeeded() }

    private func ahead(of ticket: Ticket) -> Int {
        let isReadsTurn = self.writesInARow >= Self.writesInARowMax && !self.reads.isEmpty
        if ticket.isWrite { return (self.writes.firstIndex(of: ticket) ?? 0) + (isReadsTurn ? 1 : 0) }
        let before = self.reads.firstIndex(of: ticket) ?? 0
        return isReadsTurn && before == 0 ? 0 : before + self.writes.count
    }
}
