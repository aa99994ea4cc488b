import Foundation
import Testing

@testable import reconcilectl

@Suite struct LineInputTests {
    /// All lines of a file with that content.
    private static func lines(_ content: [UInt8], lineBytesMax: Int = 100) throws -> [LineInput.Line] {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("lines-\(UUID().uuidString)")
        try Data(content).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        let handle = try FileHandle(forReadingFrom: url)
        defer { try? handle.close() }
        var input = LineInput(descriptor: handle.fileDescriptor, lineBytesMax: lineBytesMax)
        var lines: [LineInput.Line] = []
        while let line = input.next() { lines.append(line) }
        #expect(!input.hasFailed)
        return lines
    }

    @Test(arguments: [
        ("", []), ("a", ["a"]), ("a\n", ["a"]), ("a\n\nb", ["a", "", "b"]), ("\n", [""]), ("a\r\n", ["a\r"])
    ])
    func `lines end at line breaks and at the end`(content: String, lines: [String]) throws {
        #expect(try Self.lines(Array(content.utf8)) == lines.map { .complete(Array($0.utf8)) })
    }

    @Test func `a line beyond the bound is passed over, those around it are not`() throws {
        let long = Array(repeating: UInt8(ascii: "x"), count: 200_000)
        let lines = try Self.lines(Array("a\n".utf8) + long + Array("\nb".utf8), lineBytesMax: 100_000)
        #expect(lines == [.complete([97]), .tooLong, .complete([98])])
        #expect(try Self.lines([97, 97, 97, 10], lineBytesMax: 3) == [.complete([97, 97, 97])])
        #expect(try Self.lines([97, 97, 97, 97, 10], lineBytesMax: 3) == [.tooLong])
    }

    @Test func `lines longer than the buffer are whole`() throws {
        let long = Array(repeating: UInt8(ascii: "x"), count: 200_000)
        #expect(try Self.lines(long + [10] + long, lineBytesMax: 200_000) == [.complete(long), .complete(long)])
    }
}
