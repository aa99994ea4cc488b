import Foundation
import Testing

@testable import AWSClient

@Suite struct CredentialProcessTests {
    private let folder: ScratchFolder

    init() throws { self.folder = try ScratchFolder() }

    @Test(arguments: [
        ("a b  c", ["a", "b", "c"]), (#"a "b c" d"#, ["a", "b c", "d"]), (#"'a "x"' b"#, [#"a "x""#, "b"]), (#"a\ b c"#, ["a b", "c"]),
        (#"a "b\"c\\d\e""#, ["a", #"b"c\d\e"#]), (#"a '' """#, ["a", "", ""]),
        ("a$HOME `x` ; rm -rf | y", ["a$HOME", "`x`", ";", "rm", "-rf", "|", "y"]),
        (#"a'b'"c""#, ["abc"]), ("\t a \t", ["a"]), (#"'it'\''s'"#, ["it's"]), ("", [])
    ])
    func commandLineIsCutAsAShellWouldWithoutExpandingAnything(text: String, words: [String]) {
        #expect(CommandLine.words(of: text) == words)
    }

    @Test(arguments: ["a 'b", "a \"b", "a \\", "\"a\\"])
    func openQuoteIsRefused(text: String) { #expect(CommandLine.words(of: text) == nil) }

    @Test func programsAnswerIsTaken() async throws {
        let credentials = try await self.run(
            #"echo '{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": "2099-01-01T02:00:00+02:00"}'"#)
        #expect(
            credentials
                == AWSCredentials(
                    accessKeyID: "A", secretAccessKey: "s", sessionToken: "t", expiresAt: Date(timeIntervalSince1970: 4_070_908_800)))
    }

    @Test func longLivedKeysHaveNeitherTokenNorEnd() async throws {
        let credentials = try await self.run(#"echo '{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "s"}'"#)
        #expect(credentials == AWSCredentials(accessKeyID: "A", secretAccessKey: "s"))
    }

    @Test func argumentsReachTheProgramAsWritten() async throws {
        let credentials = try await self.run(
            #"printf '{"Version":1,"AccessKeyId":"%s","SecretAccessKey":"%s"}' "$1" "$GREETING""#, arguments: #" "a$b;c""#)
        #expect(credentials.accessKeyID == "a$b;c")
        #expect(credentials.secretAccessKey == "hello")
    }

    @Test(arguments: [
        ("echo hush >&2; exit 3", "status 3"), ("echo hush", "no JSON"), ("echo '{\"Version\": 2}'", "Version 1"),
        ("echo '{\"Version\": 1}'", "no AccessKeyId"), ("kill -9 $$", "signal 9"),
        (#"echo '{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "hush", "Expiration": "2020-01-01T00:00:00Z"}'"#, "expired"),
        (#"echo '{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "hush", "Expiration": 5}'"#, "RFC 3339"),
        ("head -c 200000 /dev/zero", "65536 bytes"), ("sleep 60 & exit 0", "no JSON")
    ])
    func uselessProgramSaysWhyAndShowsNothingOfItsOutput(script: String, word: String) async {
        let error = await #expect(throws: AWSError.self) { try await self.run(script) }
        #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("hush") == false)
        #expect(error?.message.contains("config:7") == true)
    }

    @Test func programThatDoesNotEndIsKilledWithItsChildren() async throws {
        let file = "\(self.folder.path)/child"
        let error = await #expect(throws: AWSError.self) {
            try await self.run("sleep 900 & echo $! > \(file); wait", secondsMax: 3)
        }
        #expect(error?.message.contains("killed") == true)
        let child = try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .newlines)
        // It is gone, or dead and not yet reaped; on a busy machine a signal takes its time.
        var state: Substring? = "R"
        for _ in 1...600 where state != nil && state != "Z" {
            state = (try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8))?.split(separator: " ").dropFirst(2).first
            if state != nil && state != "Z" { try await Task.sleep(for: .milliseconds(50)) }
        }
        #expect(state == nil || state == "Z", "\(state ?? "")")
    }

    @Test func missingProgramSaysSo() async {
        let process = CredentialProcess(words: [SecretText("/nonexistent/helper"), SecretText("--password=hush")], place: "config:7")
        let error = await #expect(throws: AWSError.self) {
            try await ProcessCredentials(process: process, environment: AWSEnvironment([:]), clock: VirtualClock()).load()
        }
        #expect(error?.message.contains("No such file") == true)
        #expect(error?.message.contains("hush") == false)
    }

    @discardableResult
    private func run(_ script: String, arguments: String = "", secondsMax: Double = 600) async throws -> AWSCredentials {
        let path = try self.folder.write("#!/bin/sh\n\(script)\n", to: "helper-\(UUID().uuidString)", mode: 0o700)
        let environment = AWSEnvironment(["PATH": "/usr/bin:/bin", "GREETING": "hello"])
        let process = try CredentialProcess.of("/bin/sh '\(path)'\(arguments)", place: "config:7")
        return try await ProcessCredentials(process: process, environment: environment, clock: VirtualClock(), secondsMax: secondsMax).load()
    }
}
