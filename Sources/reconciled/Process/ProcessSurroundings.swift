import Glibc

/// What a program inherits from whoever starts it, made what the daemon can rely on.
enum ProcessSurroundings {
    /// For every command; before anything is opened.
    static func settle() {
        StandardDescriptors.claim()
        // A reader that goes away is an error of the write that meets it.
        signal(SIGPIPE, SIG_IGN)
    }

    /// For `run`, which makes files that hold policies, and many connections.
    static func settleForRunning() {
        // Nothing for others, nothing writable for the group; a stricter mask stays, but the owner's bits are never masked.
        let inherited = umask(0o077)
        _ = umask((inherited | 0o027) & 0o077)
        Self.raiseDescriptorLimit()
    }

    /// As many as may be had without asking; the soft limit is low for the sake of programs that use select(2).
    private static func raiseDescriptorLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
