import Glibc

/// The three descriptors that every program takes for granted.
enum StandardDescriptors {
    /// Opens `/dev/null` for each of them that whoever started the program left closed.
    ///
    /// Otherwise the first files to be opened would get these numbers, and a line of the log would go into the database.
    /// Ends the program where that cannot be done.
    static func claim() {
        for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) == -1 && errno == EBADF {
            // The lowest free number is given out, and those below are taken.
            if open("/dev/null", O_RDWR) != number { _exit(Self.systemFailure) }
        }
    }

    /// sysexits.h, `EX_OSERR`.
    private static let systemFailure: Int32 = 71
}
