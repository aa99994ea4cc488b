import Glibc

/// What the kernel's files tell about a process; reading them does not wait for a disk.
struct ProcessFiles: Sendable {
    /// Longer than any of the files that are read here. Unit: bytes.
    private static let bytesMax = 4_096

    /// Where the files are.
    var root = "/proc"

    /// - Returns: `nil` where nobody logged in, or it cannot be read.
    func loginUID(of pid: Int32) -> UInt32? { self.read("\(pid)/loginuid").flatMap(Self.loginUID) }

    /// When the process started: clock ticks since the boot.
    func startTicks(of pid: Int32) -> UInt64? { self.read("\(pid)/stat").flatMap(Self.startTicks) }

    /// The present on the scale of `startTicks`.
    func ticksNow() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        let ticksPerSecond = UInt64(max(sysconf(Int32(_SC_CLK_TCK)), 1))
        return UInt64(max(time.tv_sec, 0)) * ticksPerSecond + UInt64(max(time.tv_nsec, 0)) * ticksPerSecond / 1_000_000_000
    }

    /// - SeeAlso: proc_pid_loginuid(5): 4294967295 stands for none.
    static func loginUID(in text: String) -> UInt32? {
        guard let uid = UInt32(text.hasSuffix("\n") ? text.dropLast() : text[...]), uid != .max else { return nil }
        return uid
    }

    /// - SeeAlso: proc_pid_stat(5): the 22nd field; the second, the program's name, may hold spaces and parentheses.
    static func startTicks(in text: String) -> UInt64? {
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.count > 19 ? UInt64(fields[19]) : nil
    }

    private func read(_ path: String) -> String? {
        let descriptor = open("\(self.root)/\(path)", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: Self.bytesMax)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return nil }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
