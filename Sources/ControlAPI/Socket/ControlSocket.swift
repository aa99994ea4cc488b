import Glibc

/// The file of the control socket: checked before it is bound, given its mode afterwards.
struct ControlSocket: Equatable, Sendable {
    /// What `sockaddr_un.sun_path` holds beside its closing NUL. Unit: bytes.
    /// - SeeAlso: unix(7), "Address format".
    static let pathBytesMax = 107

    let path: String

    /// Makes sure that the path can be bound; removes the file that a dead daemon left behind.
    /// - Throws: `ControlAPIError` that says what is in the way.
    func prepare() throws(ControlAPIError) {
        guard !self.path.isEmpty, self.path.utf8.count <= Self.pathBytesMax else {
            throw ControlAPIError(
                code: .pathTooLong,
                message: "control.socket `\(self.path)` has \(self.path.utf8.count) bytes; a socket's path has 1 to \(Self.pathBytesMax)")
        }
        try self.checkDirectory()
        var information = stat()
        guard lstat(self.path, &information) == 0 else {
            if errno == ENOENT { return }
            throw self.systemFault("cannot be examined")
        }
        guard information.st_mode & S_IFMT == S_IFSOCK else {
            throw ControlAPIError(code: .notASocket, message: "\(self.path) is in the way: it is no socket; move it or change control.socket")
        }
        try self.checkNobodyAnswers()
        if unlink(self.path) != 0, errno != ENOENT { throw self.systemFault("is stale and cannot be removed") }
    }

    /// - Throws: `system` where the file is not ours.
    func setMode(_ mode: mode_t) throws(ControlAPIError) {
        if chmod(self.path, mode) != 0 { throw self.systemFault("cannot be given its mode") }
    }

    /// Takes the file away; none is fine.
    func remove() {
        unlink(self.path)
    }

    private var directory: String {
        guard let slash = self.path.lastIndex(of: "/") else { return "." }
        return slash == self.path.startIndex ? "/" : String(self.path[..<slash])
    }

    private func checkDirectory() throws(ControlAPIError) {
        var information = stat()
        guard stat(self.directory, &information) == 0, information.st_mode & S_IFMT == S_IFDIR else {
            throw ControlAPIError(
                code: .directoryMissing,
                message: "the directory \(self.directory) of control.socket does not exist; create it (under systemd: RuntimeDirectory=)")
        }
        guard access(self.directory, W_OK | X_OK) == 0 else {
            throw ControlAPIError(
                code: .directoryNotWritable,
                message: "the directory \(self.directory) of control.socket is not writable by \(SystemNames().nameOfUser(geteuid()) ?? "this user")")
        }
    }

    private func checkNobodyAnswers() throws(ControlAPIError) {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { throw self.systemFault("cannot be tried") }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: self.path.utf8.prefix(Self.pathBytesMax)) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        // A full backlog (EAGAIN) is somebody alive; so is one who may not be asked (EACCES).
        if result != 0, errno == ECONNREFUSED || errno == ENOENT { return }
        throw ControlAPIError(
            code: .inUse, message: "a running daemon holds \(self.path); stop it first, or give this one another control.socket")
    }

    private func systemFault(_ what: String) -> ControlAPIError {
        ControlAPIError(code: .system, message: "\(self.path) \(what): \(String(cString: strerror(errno)))")
    }
}
