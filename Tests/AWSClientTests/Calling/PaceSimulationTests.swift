import ReconcileTestKit
import Testing

@testable import AWSClient

/// The pace against servers that throttle above a rate, in virtual time.
@Suite struct PaceSimulationTests {
    @Test(arguments: [2.0, 3.7, 8, 9.5], [Server.Kind.bucket(burst: 1), .bucket(burst: 10), .window])
    func inASteadyStateAtMostOneCallInAHundredIsThrottled(limit: Double, kind: Server.Kind) {
        var world = World(rateMax: 10, server: Server(limit: limit, kind: kind), seed: 1)
        world.run(until: 300)
        world.forget()
        world.run(until: 1500)
        #expect(Double(world.throttled) <= 0.01 * Double(world.sent), "\(world.throttled) of \(world.sent) at \(limit) \(kind)")
        #expect(Double(world.sent - world.throttled) >= 1200 * limit * 0.5, "\(world.sent - world.throttled) of \(1200 * limit)")
    }

    @Test func fastServicesAreFollowedAsWell() {
        var world = World(rateMax: 100, server: Server(limit: 30, kind: .bucket(burst: 30)), seed: 2, latency: 0.5, workers: 60)
        world.run(until: 120)
        world.forget()
        world.run(until: 720)
        #expect(Double(world.throttled) <= 0.01 * Double(world.sent), "\(world.throttled) of \(world.sent)")
    }

    @Test func paceRecoversAfterTheLimitIsLifted() {
        var world = World(rateMax: 10, server: Server(limit: 2, kind: .bucket(burst: 1)), seed: 3)
        world.run(until: 600)
        #expect(world.queue.bucket.rate < 3)
        world.server.limit = 1000
        world.run(until: 1200)
        #expect(world.queue.bucket.rate == 10)
        world.forget()
        world.run(until: 1300)
        #expect(world.throttled == 0)
        #expect(world.sent >= 990)
    }

    @Test func limitThatFallsIsFollowedWithinSeconds() {
        var world = World(rateMax: 50, server: Server(limit: 1000, kind: .bucket(burst: 3)), seed: 4)
        world.run(until: 20)
        world.server.limit = 3
        world.run(until: 35)
        world.forget()
        world.run(until: 95)
        #expect(world.throttled <= 2, "\(world.throttled) of \(world.sent)")
    }

    /// Throttles what is above a rate.
    struct Server {
        enum Kind: Sendable, CustomStringConvertible {
            case bucket(burst: Double)
            /// So many in each second of the clock.
            case window

            var description: String {
                switch self {
                case .bucket(let burst): "bucket of \(burst)"
                case .window: "window"
                }
            }
        }

        var limit: Double
        let kind: Kind
        private var tokens = 0.0
        private var at = 0.0
        private var second = -1.0
        private var inSecond = 0.0

        init(limit: Double, kind: Kind) {
            self.limit = limit
            self.kind = kind
        }

        mutating func takes(at instant: Double) -> Bool {
            switch self.kind {
            case .bucket(let burst):
                self.tokens = min(self.tokens + (instant - self.at) * self.limit, burst)
                self.at = instant
                guard self.tokens >= 1 else { return false }
                self.tokens -= 1
                return true
            case .window:
                // A limit that is no whole number holds over ten seconds.
                let second = (instant / 10).rounded(.down)
                if second != self.second { (self.second, self.inSecond) = (second, 0) }
                self.inSecond += 1
                return self.inSecond <= self.limit * 10
            }
        }
    }

    /// Some who call one after the other without a pause.
    struct World {
        private enum Step {
            case ask(TurnQueue.Ticket)
            case arrive(sentAt: Double)
            case answer(sentAt: Double, isThrottled: Bool)
        }

        var server: Server
        private(set) var queue: TurnQueue
        private(set) var sent = 0
        private(set) var throttled = 0
        private var events: [(at: Double, step: Step)] = []
        private var dice: SeededDice
        private let latency: Double

        init(rateMax: Double, server: Server, seed: UInt64, latency: Double = 0.1, workers: Int = 8) {
            self.server = server
            self.queue = TurnQueue(bucket: TokenBucket(rateMax: rateMax, at: 0))
            self.dice = SeededDice(seed: seed)
            self.latency = latency
            for _ in 0..<workers { self.next(at: 0) }
        }

        mutating func forget() { (self.sent, self.throttled) = (0, 0) }

        mutating func run(until end: Double) {
            while let index = self.events.indices.min(by: { self.events[$0].at < self.events[$1].at }), self.events[index].at < end {
                let (now, step) = self.events.remove(at: index)
                self.take(step, at: now)
            }
        }

        private mutating func take(_ step: Step, at now: Double) {
            switch step {
            case .ask(let ticket):
                if let wait = self.queue.ask(ticket, at: now) {
                    self.events.append((now + wait, .ask(ticket)))
                } else {
                    self.sent += 1
                    self.events.append((now + self.latency / 2 * Double.random(in: 0.5...1.5, using: &self.dice), .arrive(sentAt: now)))
                }
            case .arrive(let sentAt):
                let isThrottled = !self.server.takes(at: now)
                self.events.append(
                    (now + self.latency / 2 * Double.random(in: 0.5...1.5, using: &self.dice), .answer(sentAt: sentAt, isThrottled: isThrottled)))
            case .answer(let sentAt, let isThrottled):
                if isThrottled {
                    self.throttled += 1
                    self.queue.throttled(sentAt: sentAt, at: now)
                } else {
                    self.queue.succeeded()
                }
                self.next(at: now)
            }
        }

        private mutating func next(at now: Double) {
            if let ticket = self.queue.enter(isWrite: false) { self.events.append((now, .ask(ticket))) }
        }
    }
}
