import Foundation
import Glibc
import Testing

@testable import ControlAPI

@Suite struct ProcessFilesTests {
    @Test(arguments: [
        (text: "1000", uid: UInt32(1_000) as UInt32?), (text: "0\n", uid: 0), (text: "4294967294", uid: 4_294_967_294),
        (text: "4294967295", uid: nil), (text: "4294967296", uid: nil), (text: "-1", uid: nil), (text: "", uid: nil), (text: "x", uid: nil)
    ])
    func theLoginUIDIsANumberOrNone(text: String, uid: UInt32?) {
        #expect(ProcessFiles.loginUID(in: text) == uid)
    }

    @Test(arguments: [
        (text: "7 (a) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4711 20 21\n", ticks: UInt64(4_711) as UInt64?),
        (text: "7 (a) ) 9 (b) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4711", ticks: 4_711),
        (text: "7 (a) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18", ticks: nil), (text: "7 (a", ticks: nil), (text: "", ticks: nil),
        (text: "7 (a) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 x", ticks: nil), (text: "7 (a)", ticks: nil)
    ])
    func theStartIsTheTwentySecondField(text: String, ticks: UInt64?) {
        #expect(ProcessFiles.startTicks(in: text) == ticks)
    }

    @Test func thisProcessStartedBeforeNow() throws {
        let files = ProcessFiles()
        let started = try #require(files.startTicks(of: getpid()))
        #expect(started > 0 && started <= files.ticksNow())
    }

    @Test func filesOfAProcessAreRead() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try FileManager.default.createDirectory(atPath: folder.path + "/12", withIntermediateDirectories: false)
        try Data("1000".utf8).write(to: URL(filePath: folder.path + "/12/loginuid"))
        let files = ProcessFiles(root: folder.path)
        #expect(files.loginUID(of: 12) == 1_000)
        #expect(files.loginUID(of: 13) == nil)
        #expect(files.startTicks(of: 12) == nil)
    }
}
