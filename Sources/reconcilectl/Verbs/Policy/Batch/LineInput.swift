import Glibc

/// Lines from a descriptor, one at a time, in bounded memory.
struct LineInput {
    enum Line: Equatable {
        /// Without its line break.
        case complete([UInt8])
        /// Read past, not kept.
        case tooLong
    }

    /// Longest line that is kept. Unit: bytes.
    static let lineBytesMax = 8 << 20

    private let descriptor: Int32
    private let lineBytesMax: Int
    private var buffer: [UInt8]
    private var range = 0..<0
    /// Whether reading ended with an error instead of the end.
    private(set) var hasFailed = false

    init(descriptor: Int32, lineBytesMax: Int = Self.lineBytesMax) {
        self.descriptor = descriptor
        self.lineBytesMax = lineBytesMax
        self.buffer = Array(repeating: 0, count: 1 << 16)
    }

    static func standard() -> LineInput { LineInput(descriptor: STDIN_FILENO) }

    /// - Returns: `nil` at the end; a last line without a line break counts.
    mutating func next() -> Line? {
        var line: [UInt8] = []
        var isTooLong = false
        var hasAny = false
        while true {
            if self.range.isEmpty, !self.fill() { break }
            hasAny = true
            let part = self.buffer[self.range]
            let end = part.firstIndex(of: UInt8(ascii: "\n"))
            let text = part[..<(end ?? part.endIndex)]
            if line.count + text.count > self.lineBytesMax {
                isTooLong = true
                line = []
            } else if !isTooLong {
                line += text
            }
            self.range = (end.map { $0 + 1 } ?? part.endIndex)..<part.endIndex
            if end != nil { break }
        }
        guard hasAny else { return nil }
        return isTooLong ? .tooLong : .complete(line)
    }

    private mutating func fill() -> Bool {
        while true {
            let count = self.buffer.withUnsafeMutableBytes { read(self.descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            if count < 0 { self.hasFailed = true }
            self.range = 0..<max(0, count)
            return count > 0
        }
    }
}
