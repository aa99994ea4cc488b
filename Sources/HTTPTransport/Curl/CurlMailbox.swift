import CCurl
import NIOConcurrencyHelpers

/// What callers on any thread hand to the loop's thread, and the only state that both touch.
final class CurlMailbox: Sendable {
    typealias Outcome = Result<HTTPResponse, HTTPTransportError>
    typealias Completion = CheckedContinuation<Outcome, Never>

    /// Counts up from 0; never used twice.
    typealias TransferID = UInt64

    enum Command: Sendable {
        case start(TransferID, HTTPRequest, Completion)
        case cancel(TransferID)
    }

    /// What the loop has to do next.
    enum Delivery: Sendable {
        case commands([Command])
        /// Fail these and everything else, close, and call `closed()`.
        case stop(unstarted: [Command])
    }

    private struct State: Sendable {
        var commands: [Command] = []
        var nextID: TransferID = 0
        /// Reserved and without an outcome.
        var open: Set<TransferID> = []
        /// Cancelled between reservation and start.
        var cancelledEarly: Set<TransferID> = []
        var stopping = false
        var isClosed = false
        var stopWaiters: [CheckedContinuation<Void, Never>] = []
    }

    let multi: CurlMultiHandle
    private let transfersMax: Int
    private let state = NIOLockedValueBox(State())

    init(multi: CurlMultiHandle, transfersMax: Int) {
        self.multi = multi
        self.transfersMax = transfersMax
    }

    func reserve() throws(HTTPTransportError) -> TransferID {
        let reserved: Result<TransferID, HTTPTransportError> = self.state.withLockedValue { state in
            if state.stopping { return .failure(.shutDown(requestMayHaveBeenSent: false)) }
            if state.open.count >= self.transfersMax { return .failure(.overloaded(transfersMax: self.transfersMax)) }
            let id = state.nextID
            state.nextID += 1
            state.open.insert(id)
            return .success(id)
        }
        return try reserved.get()
    }

    func start(_ id: TransferID, request: HTTPRequest, completion: Completion) {
        let refusal: HTTPTransportError? = self.state.withLockedValue { state in
            if state.stopping {
                state.open.remove(id)
                return .shutDown(requestMayHaveBeenSent: false)
            }
            if state.cancelledEarly.remove(id) != nil {
                state.open.remove(id)
                return .cancelled(requestMayHaveBeenSent: false)
            }
            state.commands.append(.start(id, request, completion))
            self.multi.wakeUp()
            return nil
        }
        if let refusal { completion.resume(returning: .failure(refusal)) }
    }

    /// Legal at any time: a transfer that is over is left alone.
    func cancel(_ id: TransferID) {
        self.state.withLockedValue { state in
            guard state.open.contains(id), !state.stopping else { return }
            state.commands.append(.cancel(id))
            // Should the start come later, it must not begin; should it lie in `commands` already, the loop
            // meets the cancellation after it, and `finished` clears the mark.
            state.cancelledEarly.insert(id)
            self.multi.wakeUp()
        }
    }

    func stop(waiter: CheckedContinuation<Void, Never>?) {
        let isClosed = self.state.withLockedValue { state in
            guard !state.isClosed else { return true }
            if let waiter { state.stopWaiters.append(waiter) }
            if !state.stopping {
                state.stopping = true
                self.multi.wakeUp()
            }
            return false
        }
        if isClosed { waiter?.resume() }
    }
}

// What the loop's thread calls.
extension CurlMailbox {
    func collect() -> Delivery {
        self.state.withLockedValue { state in
            let commands = state.commands
            state.commands = []
            return state.stopping ? .stop(unstarted: commands) : .commands(commands)
        }
    }

    func finished(_ id: TransferID) {
        self.state.withLockedValue { state in
            state.open.remove(id)
            state.cancelledEarly.remove(id)
        }
    }

    /// The loop cannot go on; makes the next delivery `stop`.
    func fail() {
        self.state.withLockedValue { $0.stopping = true }
    }

    /// Runs `release` while nobody can wake the handle up, then lets those go who wait for the end.
    func closed(releasing release: () -> Void) {
        let waiters = self.state.withLockedValue { state in
            release()
            state.isClosed = true
            state.open = []
            state.cancelledEarly = []
            let waiters = state.stopWaiters
            state.stopWaiters = []
            return waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
