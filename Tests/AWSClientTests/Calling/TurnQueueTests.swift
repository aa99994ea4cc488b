import Testing

@testable import AWSClient

@Suite struct TurnQueueTests {
    @Test func writesGoBeforeReadsThatCameEarlier() {
        var queue = Self.empty()
        let reads = Self.enter(&queue, 3, isWrite: false)
        let writes = Self.enter(&queue, 2, isWrite: true)
        #expect(Self.order(&queue, reads + writes, from: 0) == writes + reads)
    }

    @Test func readsAreNotStarvedByWrites() {
        var queue = Self.empty()
        let reads = Self.enter(&queue, 1, isWrite: false)
        let writes = Self.enter(&queue, 20, isWrite: true)
        let order = Self.order(&queue, reads + writes, from: 0)
        #expect(order.firstIndex(of: reads[0]) == 8)
        #expect(order.count == 21)
    }

    @Test func whoLeavesIsNotWaitedFor() {
        var queue = Self.empty()
        let write = Self.enter(&queue, 1, isWrite: true)[0]
        let read = Self.enter(&queue, 1, isWrite: false)[0]
        let before = queue.ask(read, at: 1)
        queue.leave(write)
        let after = queue.ask(read, at: 1)
        #expect(before != nil)
        #expect(after == nil)
        queue.leave(write)
        #expect(queue.waiting == 0)
    }

    @Test func queueIsBounded() {
        var queue = Self.empty()
        let half = TurnQueue.waitersMax / 2
        let tickets = Self.enter(&queue, half, isWrite: true) + Self.enter(&queue, half, isWrite: false)
        #expect(tickets.count == TurnQueue.waitersMax)
        #expect(Self.enter(&queue, 1, isWrite: true).isEmpty)
        #expect(Self.enter(&queue, 1, isWrite: false).isEmpty)
        queue.leave(tickets[0])
        #expect(Self.enter(&queue, 1, isWrite: false).count == 1)
    }

    @Test func waitIsAsLongAsThoseBeforeNeed() {
        var queue = Self.empty()
        var waits: [Double?] = []
        for ticket in Self.enter(&queue, 3, isWrite: false) { waits.append(queue.ask(ticket, at: 0)) }
        #expect(waits == [1, 2, 3])
    }

    /// One a second, and nothing saved up.
    private static func empty() -> TurnQueue {
        var bucket = TokenBucket(rateMax: 1, at: 0)
        _ = bucket.take(at: 0)
        return TurnQueue(bucket: bucket)
    }

    private static func enter(_ queue: inout TurnQueue, _ count: Int, isWrite: Bool) -> [TurnQueue.Ticket] {
        (0..<count).compactMap { _ in queue.enter(isWrite: isWrite) }
    }

    /// All ask every second, in the order given, until they have gone.
    private static func order(_ queue: inout TurnQueue, _ tickets: [TurnQueue.Ticket], from start: Double) -> [TurnQueue.Ticket] {
        var waiting = tickets
        var gone: [TurnQueue.Ticket] = []
        for second in 1...(tickets.count * 2) {
            for ticket in waiting where queue.ask(ticket, at: start + Double(second)) == nil { gone.append(ticket) }
            waiting.removeAll { gone.contains($0) }
        }
        return gone
    }
}
