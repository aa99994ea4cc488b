package import Glibc
import NIOConcurrencyHelpers

/// Two connected descriptors that no other child inherits, not even one that is started at the same moment.
struct Channel {
    let ours: Int32
    let theirs: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        // A socket pair, because Glibc's module does not show `pipe2`.
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw TestKitError(.notStarted, "socketpair failed: errno \(errno)")
        }
        (self.ours, self.theirs) = (ends[0], ends[1])
    }
}

/// A process that a test started. Its standard input is a channel that closes when the test process ends,
/// however it ends.
package final class ChildProcess: Sendable {
    package enum Ending: Equatable, Sendable {
        case exited(Int32)
        case signalled(Int32)
    }

    private struct State {
        var ending: Ending?
        /// The writing end of the child's standard input; -1 once closed.
        var input: Int32
    }

    package let pid: pid_t
    private let state: NIOLockedValueBox<State>

    /// - Parameters:
    ///   - output, errors: descriptors that the child writes to; they stay the caller's.
    /// - Throws: `TestKitError` of code `notStarted`.
    package init(_ executable: String, _ arguments: [String], environment: [String: String], output: Int32, errors: Int32) throws {
        let input = try Channel()
        defer { close(input.theirs) }
        do {
            self.pid = try Self.spawn(executable, arguments, environment, descriptors: [input.theirs, output, errors])
        } catch {
            close(input.ours)
            throw error
        }
        self.state = NIOLockedValueBox(State(ending: nil, input: input.ours))
        Self.watch(self.pid, self.state)
    }

    deinit {
        self.send(SIGKILL)
        self.closeInput()
    }

    package var ending: Ending? { self.state.withLockedValue(\.ending) }

    /// - Returns: `false` where it has ended.
    @discardableResult
    package func send(_ signal: Int32) -> Bool {
        // Under the lock the pid is still this child's: it is reaped under the lock too.
        self.state.withLockedValue { $0.ending == nil && kill(self.pid, signal) == 0 }
    }

    package func closeInput() {
        self.state.withLockedValue { state in
            if state.input >= 0 { close(state.input) }
            state.input = -1
        }
    }

    /// - Returns: `false` where the child reads no more.
    package func write(_ text: String) -> Bool {
        let descriptor = self.state.withLockedValue(\.input)
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { return false }
            rest = rest.dropFirst(written)
        }
        return true
    }

    /// Waits for the end. - Returns: `nil` where it did not come in time.
    package func ending(withinSeconds seconds: Double) async -> Ending? {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < deadline {
            if let ending = self.ending { return ending }
            try? await Task.sleep(for: .milliseconds(10))
            if Task.isCancelled { return self.ending }
        }
        return self.ending
    }

    private static func spawn(
        _ executable: String, _ arguments: [String], _ environment: [String: String], descriptors: [Int32]
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, descriptor) in descriptors.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The test runner's own signal mask is not the child's business.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let words = ([executable] + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (words + variables).forEach { free($0) } }
        var pid: pid_t = 0
        let failure = posix_spawnp(&pid, executable, &actions, &attributes, words, variables)
        guard failure == 0 else { throw TestKitError(.notStarted, "\(executable): \(String(cString: strerror(failure)))") }
        return pid
    }

    private static func watch(_ pid: pid_t, _ state: NIOLockedValueBox<State>) {
        Threads.detach {
            var information = siginfo_t()
            while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
            state.withLockedValue { state in
                var status: Int32 = 0
                waitpid(pid, &status, 0)
                let signal = status & 0x7F
                state.ending = signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal)
            }
        }
    }
}
