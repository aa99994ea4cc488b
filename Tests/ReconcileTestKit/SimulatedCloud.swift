import NIOConcurrencyHelpers
package import ReconcileCore

/// An AWS in memory behind the cloud ports: it does what it is told as IAM and KMS do, shows it when
/// it is told to, and can be edited behind everybody's back.
package final class SimulatedCloud: CloudReader, CloudWriter {
    /// One moment of an account, and what brought it about.
    package struct Moment: Sendable {
        package let at: Instant
        /// `nil`: an edit from outside.
        package let mutation: Mutation?
        package let world: SimulatedAccount
    }

    /// What becomes of one call.
    package enum SendFault: Sendable {
        case refused(code: String)
        /// Refused because what it names is not visible yet.
        case unseen(code: String)
        case failed(code: String)
        /// No answer comes back.
        case unknown(takesEffect: Bool)
    }

    private struct SendInterceptor {
        let operation: String?
        let fault: SendFault
    }

    private struct ReadInterceptor {
        /// `nil`: the whole account.
        let resource: ResourceIdentity?
        /// A base or an aspect; `nil`: the whole resource.
        let part: String?
        let gap: ReadGap
        var timesLeft: Int
    }

    private struct State {
        var accounts: [String: SimulatedAccount]
        var history: [String: [Moment]] = [:]
        var staleSeconds = 0.0
        var nextStaleSeconds: [Double] = []
        var sends: [SendInterceptor] = []
        var reads: [ReadInterceptor] = []
        var accepted: [Mutation] = []
        var attempts = 0
        var requests = 0
        var callerARN: String?
        var onSend: (@Sendable (Mutation) async -> Void)?
    }

    private let clock: any ReconcileClock
    private let state: NIOLockedValueBox<State>

    /// - Parameter accounts: alias and twelve-digit id of each.
    package init(clock: any ReconcileClock, accounts: [String: String] = ["prod": Fixtures.accountID]) {
        self.clock = clock
        let worlds = accounts.mapValues { SimulatedAccount(accountID: $0) }
        self.state = NIOLockedValueBox(State(accounts: worlds))
        for name in worlds.keys.sorted() { self.edit(name) { _ in } }
    }

    // MARK: What tests do to it

    /// Changes an account as somebody else would, in one instant.
    package func edit(_ account: String = "prod", _ body: (inout SimulatedAccount) -> Void) {
        let now = self.clock.now()
        self.state.withLockedValue { state in
            guard var world = state.accounts[account] else { return }
            body(&world)
            state.accounts[account] = world
            state.history[account, default: []].append(Moment(at: now, mutation: nil, world: world))
        }
    }

    /// Reads from now on show what was so many seconds ago.
    package func showOnlyAfter(seconds: Double) { self.state.withLockedValue { $0.staleSeconds = seconds } }

    /// The next looks show what was so many seconds ago, one value for each look.
    package func showNextAfter(seconds: [Double]) { self.state.withLockedValue { $0.nextStaleSeconds += seconds } }

    /// The next call (of that operation) meets a fault.
    package func failNextSend(of operation: String? = nil, _ fault: SendFault) {
        self.state.withLockedValue { $0.sends.append(SendInterceptor(operation: operation, fault: fault)) }
    }

    /// The next looks at a resource, a part of it, or the account (both `nil`) find a gap.
    package func failReads(of resource: ResourceIdentity? = nil, part: String? = nil, _ code: ReadGap.Code, times: Int = 1) {
        let gap = ReadGap(code: code, message: "simulated: \(code.rawValue)")
        self.state.withLockedValue {
            $0.reads.append(ReadInterceptor(resource: resource, part: part, gap: gap, timesLeft: times))
        }
    }

    package func clearFaults() {
        self.state.withLockedValue { state in
            state.reads = []
            state.sends = []
            state.nextStaleSeconds = []
            state.staleSeconds = 0
        }
    }

    /// Whose credentials the daemon has from now on.
    package func actAs(callerARN: String?) { self.state.withLockedValue { $0.callerARN = callerARN } }

    /// Called before each call is carried out, with what is about to happen.
    package func onSend(_ body: @escaping @Sendable (Mutation) async -> Void) { self.state.withLockedValue { $0.onSend = body } }

    // MARK: What tests see

    package func world(_ account: String = "prod") -> SimulatedAccount {
        self.state.withLockedValue { $0.accounts[account] ?? SimulatedAccount(accountID: "") }
    }

    /// Every state that the account was in, oldest first.
    package func history(_ account: String = "prod") -> [Moment] { self.state.withLockedValue { $0.history[account] ?? [] } }

    /// The calls that took effect, oldest first.
    package var accepted: [Mutation] { self.state.withLockedValue { $0.accepted } }

    /// Calls that were sent, whatever became of them.
    package var attempts: Int { self.state.withLockedValue { $0.attempts } }
    package var requests: Int { self.state.withLockedValue { $0.requests } }

    // MARK: Ports

    package func snapshot(of account: AccountSettings, targets: [ReadTarget]) async -> Snapshot {
        let started = self.clock.now()
        return self.state.withLockedValue { state in
            state.requests += 1 + targets.count
            if let gap = Self.take(&state.reads, where: { $0.resource == nil }) {
                return Snapshot(account: account.name, startedAt: started, finishedAt: started, readings: [:], requests: 1, failure: gap)
            }
            let world = Self.visible(&state, account.name, at: started)
            guard let world, world.accountID == account.accountID else {
                let gap = ReadGap(code: .wrongAccount, message: "the credentials belong to another account than \(account.accountID)")
                return Snapshot(account: account.name, startedAt: started, finishedAt: started, readings: [:], requests: 1, failure: gap)
            }
            var readings: [ResourceIdentity: ResourceReading] = [:]
            for target in targets { readings[target.identity] = Self.reading(of: target, in: world, &state.reads) }
            return Snapshot(
                account: account.name, startedAt: started, finishedAt: started, readings: readings, requests: 1 + targets.count,
                callerARN: state.callerARN)
        }
    }

    package func names(of account: AccountSettings, pathPrefix: String) async -> Result<[(kind: ResourceKind, name: String)], ReadGap> {
        let now = self.clock.now()
        return self.state.withLockedValue { state in
            guard let world = Self.visible(&state, account.name, at: now) else {
                return .failure(ReadGap(code: .unreachable, message: "there is no account \(account.name)"))
            }
            return .success(world.names(below: pathPrefix))
        }
    }

    package func send(_ mutation: Mutation, account: AccountSettings) async -> MutationOutcome {
        if let onSend = self.state.withLockedValue({ $0.onSend }) { await onSend(mutation) }
        let now = self.clock.now()
        return self.state.withLockedValue { state in
            state.requests += 1
            state.attempts += 1
            let place = state.sends.firstIndex { $0.operation == nil || $0.operation == mutation.operation }
            switch place.map({ state.sends.remove(at: $0).fault }) {
            case .refused(let code): return .refused(MutationFailure(code: code, message: "simulated refusal", requestID: "req-\(state.requests)"))
            case .unseen(let code):
                return .refused(MutationFailure(code: code, message: "simulated", requestID: "req-\(state.requests)", namesUnseen: true))
            case .failed(let code): return .failed(MutationFailure(code: code, message: "simulated failure", requestID: "req-\(state.requests)"))
            case .unknown(let takesEffect):
                if takesEffect { _ = Self.carryOut(mutation, account.name, &state, at: now) }
                return .unknown(MutationFailure(code: "TimedOut", message: "no answer came"))
            case nil: return Self.carryOut(mutation, account.name, &state, at: now)
            }
        }
    }

    // MARK: Inside

    private static func carryOut(_ mutation: Mutation, _ account: String, _ state: inout State, at now: Instant) -> MutationOutcome {
        guard var world = state.accounts[account] else { return .refused(MutationFailure(code: "AccessDenied", message: "no such account")) }
        do {
            try world.execute(mutation)
        } catch let fault as SimulatedFault {
            return .refused(
                MutationFailure(code: fault.code, message: fault.message, requestID: "req-\(state.requests)", namesUnseen: fault.isMissing))
        } catch {
            return .refused(MutationFailure(code: "ValidationError", message: "\(error)"))
        }
        state.accounts[account] = world
        state.history[account, default: []].append(Moment(at: now, mutation: mutation, world: world))
        state.accepted.append(mutation)
        return .accepted(requestID: "req-\(state.requests)")
    }

    private static func visible(_ state: inout State, _ account: String, at now: Instant) -> SimulatedAccount? {
        let delay = state.nextStaleSeconds.isEmpty ? state.staleSeconds : state.nextStaleSeconds.removeFirst()
        guard delay > 0 else { return state.accounts[account] }
        let moments = state.history[account] ?? []
        // A restart takes longer than any delay of reads, whatever the wall clock says afterwards.
        return (moments.last { $0.at.bootID != now.bootID || now.seconds(since: $0.at) >= delay } ?? moments.first)?.world
    }

    private static func reading(
        of target: ReadTarget, in world: SimulatedAccount, _ faults: inout [ReadInterceptor]
    ) -> ResourceReading {
        if let gap = Self.take(&faults, where: { $0.resource == target.identity && $0.part == nil }) { return .unreadable(gap) }
        guard case .present(var live) = world.reading(of: target) else { return world.reading(of: target) }
        for index in faults.indices where faults[index].resource == target.identity && faults[index].timesLeft > 0 {
            guard let part = faults[index].part else { continue }
            faults[index].timesLeft -= 1
            live.gaps[part] = faults[index].gap
            live.aspects = live.aspects.filter { $0.key.base != part && $0.key.description != part }
        }
        faults.removeAll { $0.timesLeft <= 0 }
        return .present(live)
    }

    private static func take(_ faults: inout [ReadInterceptor], where matches: (ReadInterceptor) -> Bool) -> ReadGap? {
        guard let place = faults.firstIndex(where: matches) else { return nil }
        let gap = faults[place].gap
        faults[place].timesLeft -= 1
        if faults[place].timesLeft <= 0 { faults.remove(at: place) }
        return gap
    }
}
