import Foundation
import Glibc

/// Standard output and error as they are at this moment.
enum Terminal {
    /// - SeeAlso: no-color.org: any value that is not empty counts.
    static func screen(noColor: Bool, environment: [String: String]) -> Screen {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        let isPlain = noColor || environment["NO_COLOR"].map { !$0.isEmpty } == true || environment["TERM"] == "dumb"
        return Screen(width: isTerminal ? Self.columns() : nil, isColored: isTerminal && !isPlain, now: Date(), timeZone: .current)
    }

    static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

    private static func columns() -> Int? {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return max(40, Int(size.ws_col))
    }

    static func write(_ text: String) { Self.write(text, to: STDOUT_FILENO) }

    static func writeError(_ text: String) { Self.write(text, to: STDERR_FILENO) }

    /// All of it, at once or in pieces; a reader that has gone ends the writing.
    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
