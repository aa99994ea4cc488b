import Glibc

/// Runs a program to its end, within bounds of time and output; no shell, no input, its errors unread.
///
/// It runs in a process group of its own, which is killed where a bound is crossed.
struct BoundedProcess: Sendable {
    enum Fault: Error, Hashable, Sendable {
        /// - Parameter reason: the system's words.
        case notStarted(reason: String)
        case tookTooLong, wroteTooMuch, cancelled
        case exited(status: Int32)
        case killed(signal: Int32)
    }

    let words: [String]
    let environment: [String: String]
    let secondsMax: Double
    let outputBytesMax: Int

    /// What the program wrote to its standard output before it ended with status 0.
    func run() async throws(Fault) -> [UInt8] {
        let (pid, output) = try self.start()
        var running = Running(pid: pid, output: output, bytesMax: self.outputBytesMax)
        defer { running.end() }
        let deadline = ContinuousClock.now + .seconds(self.secondsMax)
        var pause = 2
        // Ends with the program, its output's bound or its time.
        while true {
            guard running.readWhatIsThere() else { throw .wroteTooMuch }
            if let status = running.statusIfEnded() {
                guard running.readWhatIsThere() else { throw .wroteTooMuch }
                if status & 0x7F != 0 { throw .killed(signal: status & 0x7F) }
                let code = (status >> 8) & 0xFF
                guard code == 0 else { throw .exited(status: code) }
                return running.bytes
            }
            guard ContinuousClock.now < deadline else { throw .tookTooLong }
            do { try await Task.sleep(for: .milliseconds(pause)) } catch { throw .cancelled }
            pause = min(pause * 2, 50)
        }
    }

    private func start() throws(Fault) -> (pid_t, Int32) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Self.notStarted(errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        defer { close(ends[1]) }
        do throws(Fault) {
            return (try self.spawn(output: ends[1]), ends[0])
        } catch {
            close(ends[0])
            throw error
        }
    }

    private func spawn(output: Int32) throws(Fault) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        // What it says about its troubles may hold a secret.
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
        let words = self.words.map { strdup($0) } + [nil]
        let variables = self.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var pid: pid_t = 0
        let failure = posix_spawnp(&pid, self.words.first ?? "", &actions, &attributes, words, variables)
        guard failure == 0 else { throw Self.notStarted(failure) }
        return pid
    }

    private static func notStarted(_ number: Int32) -> Fault { .notStarted(reason: String(cString: strerror(number))) }
}

extension BoundedProcess {
    private struct Running {
        let pid: pid_t
        let output: Int32
        let bytesMax: Int
        var bytes: [UInt8] = []
        private var hasEnded = false

        init(pid: pid_t, output: Int32, bytesMax: Int) {
            self.pid = pid
            self.output = output
            self.bytesMax = bytesMax
        }

        /// False if that is more than is taken.
        mutating func readWhatIsThere() -> Bool {
            var part = [UInt8](repeating: 0, count: 4096)
            while self.bytes.count <= self.bytesMax {
                let count = read(self.output, &part, part.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return true }
                self.bytes.append(contentsOf: part.prefix(count))
            }
            return false
        }

        /// Reaps the program where it has ended, after what is left of its group.
        mutating func statusIfEnded() -> Int32? {
            var information = siginfo_t()
            guard waitid(P_PID, id_t(self.pid), &information, WEXITED | WNOHANG | WNOWAIT) == 0, information.si_signo == SIGCHLD else {
                return nil
            }
            return self.reap()
        }

        /// Kills what is left of the group, reaps the program, and closes its output.
        mutating func end() {
            if !self.hasEnded { _ = self.reap() }
            close(self.output)
        }

        /// The group is killed first: once the program is reaped, its number may be another's.
        private mutating func reap() -> Int32 {
            kill(-self.pid, SIGKILL)
            var status: Int32 = 0
            while waitpid(self.pid, &status, 0) < 0, errno == EINTR {}
            self.hasEnded = true
            return status
        }
    }
}
