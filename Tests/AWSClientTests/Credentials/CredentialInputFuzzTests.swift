import ReconcileTestKit
import Testing

@testable import AWSClient

/// What people and programs write may be anything: nothing traps, and nothing takes for ever.
@Suite struct CredentialInputFuzzTests {
    private static let pieces = [
        "[", "]", "profile ", "default", "=", "\n", "\r\n", " ", "\t", "#", ";", "\"", "'", "\\", "a", "role_arn", "s3", "é", "\u{0}", "\u{FEFF}",
        "{", "}", ":", "-", "+", "Z", "T", "2027", "01", "http://", "https://", "127.0.0.1", "[::1]", "@", "/", "?", "."
    ]

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func randomTextIsReadOrRefused(seed: UInt64) {
        var dice = SeededDice(seed: seed)
        var read = 0
        for _ in 0..<1000 {
            let text = (0..<Int.random(in: 0...30, using: &dice)).map { _ in Self.pieces.randomElement(using: &dice) ?? "" }.joined()
            if (try? SharedConfigFile(parsing: text)) != nil { read += 1 }
            _ = CommandLine.words(of: text)
            _ = AWSTimestamp.parseWithOffset(text)
            _ = try? ContainerEndpoint.of(AWSEnvironment(["AWS_CONTAINER_CREDENTIALS_FULL_URI": text]))
            _ = try? InstanceMetadataEndpoint.of(AWSEnvironment(["AWS_EC2_METADATA_SERVICE_ENDPOINT": text]))
            _ = try? CredentialsDocument(what: "x", tokenName: "Token").credentials(in: Array(text.utf8))
        }
        #expect(read > 0 && read < 1000)
    }

    @Test func longCommandLineTakesLinearTime() {
        let word = String(repeating: "x", count: 300_000)
        #expect(CommandLine.words(of: "\(word) '\(word)'") == [word, word])
    }
}
