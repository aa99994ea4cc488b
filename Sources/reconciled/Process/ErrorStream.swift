import Glibc
import NIOConcurrencyHelpers

/// Standard error, shared by all threads; a reader that is slow, gone or asleep holds nobody up.
///
/// Where there is no room, what does not fit is dropped and counted, and the count is told before
/// the next line that does fit. Lines are never mixed, and one that was cut off is closed first.
final class ErrorStream: Sendable {
    private struct State {
        var linesLost = 0
        /// The last line ended in the middle.
        var isTorn = false
    }

    /// What a pipe with room takes in one piece. Unit: bytes.
    /// - SeeAlso: pipe(7), "PIPE_BUF".
    private static let pieceBytesMax = 4096

    private let descriptor: Int32
    private let isSocket: Bool
    private let state = NIOLockedValueBox(State())

    init(descriptor: Int32) {
        self.descriptor = descriptor
        var information = stat()
        self.isSocket = fstat(descriptor, &information) == 0 && information.st_mode & S_IFMT == S_IFSOCK
    }

    static let standard = ErrorStream(descriptor: STDERR_FILENO)

    /// Lines that nobody will read, since the last time that was told.
    var linesLost: Int { self.state.withLockedValue(\.linesLost) }

    /// - Parameters:
    ///   - line: without its line break.
    ///   - waitMilliseconds: how long each piece of it may wait for room.
    ///   - loss: puts into words that so many lines were lost before.
    func write(_ line: String, waitMilliseconds: Int32 = 0, loss: (Int) -> String = ErrorStream.loss) {
        self.state.withLockedValue { state in
            if state.linesLost > 0, self.put(loss(state.linesLost), &state, waitMilliseconds) { state.linesLost = 0 }
            if state.linesLost > 0 || !self.put(line, &state, waitMilliseconds) { state.linesLost += 1 }
        }
    }

    static func loss(_ count: Int) -> String { "\(count) lines are missing here: standard error took no more" }

    private func put(_ line: String, _ state: inout State, _ waitMilliseconds: Int32) -> Bool {
        var rest = Array(((state.isTorn ? "\n" : "") + line + "\n").utf8)[...]
        while !rest.isEmpty {
            let written = self.writePiece(rest.prefix(Self.pieceBytesMax), waitMilliseconds)
            guard written > 0 else { return false }
            rest = rest.dropFirst(written)
            state.isTorn = !rest.isEmpty
        }
        return true
    }

    /// - Returns: how many bytes went out; 0 where none can.
    private func writePiece(_ piece: ArraySlice<UInt8>, _ waitMilliseconds: Int32) -> Int {
        // A pipe that is said to have room takes a piece of this size without waiting.
        guard self.hasRoom(waitMilliseconds) else { return 0 }
        // A signal may come between; one that comes again and again is not worth the line.
        for _ in 0..<3 {
            let written = piece.withUnsafeBytes { bytes in
                self.isSocket
                    ? send(self.descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
                    : Glibc.write(self.descriptor, bytes.baseAddress, bytes.count)
            }
            if written >= 0 || errno != EINTR { return max(written, 0) }
        }
        return 0
    }

    private func hasRoom(_ waitMilliseconds: Int32) -> Bool {
        var poller = pollfd(fd: self.descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&poller, 1, waitMilliseconds) == 1 && poller.revents & Int16(POLLOUT) != 0
    }
}
