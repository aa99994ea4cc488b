import Foundation
import Glibc

/// What a program inherits from whoever starts it, made what the daemon can rely on.
enum ProcessSurroundings {
    /// For every command; before anything is opened.
    static func settle() {
        StandardDescriptors.claim()
        // A reader that goes away is an error of the write that meets it.
        signal(SIGPIPE, SIG_IGN)
        // A file that may not grow is an error of the write as well.
        signal(SIGXFSZ, SIG_IGN)
    }

    /// For the daemon: a SIGHUP that comes while the database is being opened must not end it.
    static func outliveHangups() { signal(SIGHUP, SIG_IGN) }

    /// For `run`, which makes files that hold policies, and many connections.
    static func settleForRunning() {
        // Nothing for others, nothing writable for the group; a stricter mask stays, but the owner's bits are never masked.
        let inherited = umask(0o077)
        _ = umask((inherited | 0o027) & 0o077)
        Self.raiseDescriptorLimit()
    }

    /// What is too little for the daemon to start with, in words; `nil` where there is enough.
    ///
    /// Asked before anything is opened: the libraries below give up, and not in good order, where their first descriptors are refused.
    static var shortage: String? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
        let needed = Self.descriptorsMin + Self.descriptorsPerProcessor * ProcessInfo.processInfo.activeProcessorCount
        guard limit.rlim_cur < rlim_t(needed) else { return nil }
        return "this process may open \(limit.rlim_cur) files, and needs \(needed) to start: raise the limit (LimitNOFILE= of the unit, `ulimit -n`)"
    }

    /// Database, control socket, AWS and standard descriptors, with room for some connections.
    private static let descriptorsMin = 48
    /// An event loop runs on each processor. Unit: descriptors.
    private static let descriptorsPerProcessor = 3

    /// As many as may be had without asking; the soft limit is low for the sake of programs that use select(2).
    private static func raiseDescriptorLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
