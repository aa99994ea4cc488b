import Foundation
package import Glibc

/// What a process holds at one moment.
package struct ProcessSample: Sendable, CustomStringConvertible {
    package let residentBytes: Int
    package let descriptors: Int

    /// - Returns: `nil` where there is no such process.
    package init?(pid: pid_t) {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd"),
            let pages = TemporaryFolder.text(at: "/proc/\(pid)/statm").split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { return nil }
        self.residentBytes = pages * sysconf(Int32(_SC_PAGESIZE))
        self.descriptors = names.count
    }

    package var description: String { "\(self.residentBytes >> 20) MiB, \(self.descriptors) descriptors" }
}
