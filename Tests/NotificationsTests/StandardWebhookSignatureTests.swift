import Testing

@testable import Notifications

/// Source of the first case: the reference libraries of the Standard Webhooks specification.
@Suite struct StandardWebhookSignatureTests {
    private static let published = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private static let publishedSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    @Test func signsThePublishedExample() throws {
        let secret = try #require(WebhookSecret(Self.published))
        let signature = StandardWebhookSignature(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: Array(#"{"test": 2432232314}"#.utf8), secrets: [secret])
        #expect(signature.headerValue == Self.publishedSignature)
    }

    @Test func signsOnceForEachSecretInTheirOrder() throws {
        // The second value was computed with Python's hmac module.
        let secrets = [try #require(WebhookSecret(Self.published)), try #require(WebhookSecret("whsec_c2VjcmV0LW51bWJlci10d28tMTIzNDU2Nzg="))]
        let signature = StandardWebhookSignature(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: Array(#"{"test": 2432232314}"#.utf8), secrets: secrets)
        #expect(signature.headerValue == Self.publishedSignature + " v1,1aYejbjTpAW5ho1F7Q1OI6kjW9XftUjB13+q8qtAT8E=")
    }

    @Test(arguments: [
        ("msg_2", 1_614_265_330, "{}"), ("msg_1", 1_614_265_331, "{}"), ("msg_1", 1_614_265_330, "{ }")
    ])
    func everyPartIsSigned(id: String, timestamp: Int, body: String) throws {
        let secret = try #require(WebhookSecret(Self.published))
        let other = StandardWebhookSignature(id: "msg_1", timestamp: 1_614_265_330, body: Array("{}".utf8), secrets: [secret])
        #expect(StandardWebhookSignature(id: id, timestamp: timestamp, body: Array(body.utf8), secrets: [secret]) != other)
    }
}

@Suite struct WebhookSecretTests {
    @Test(arguments: ["MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "whsec_*", "whsec_YWJj ZGVm", "WHSEC_YWJj", "", "whsec_Y"])
    func otherTextsAreNoSecrets(text: String) { #expect(WebhookSecret(text) == nil) }

    @Test func paddingMayBeLeftOut() throws {
        let signatures = try ["whsec_YWJjZA", "whsec_YWJjZA=="].map { text in
            StandardWebhookSignature(id: "a", timestamp: 1, body: [], secrets: [try #require(WebhookSecret(text))]).headerValue
        }
        #expect(signatures[0] == signatures[1])
    }

    @Test func neverShowsItself() throws {
        let secret = try #require(WebhookSecret("whsec_YWJjZA=="))
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), dumped] {
            #expect(!text.contains("YWJj") && !text.contains("abcd"))
            #expect(text.contains("redacted"))
        }
    }

    @Test(arguments: [(bytes: 23, short: true), (bytes: 24, short: false)])
    func keysBelowTheRecommendedLengthAreShort(bytes: Int, short: Bool) throws {
        let encoded = String(repeating: "A", count: bytes / 3 * 4) + ["", "AA", "AAA"][bytes % 3]
        #expect(try #require(WebhookSecret("whsec_" + encoded)).isShort == short)
    }
}

@Suite struct WebhookSecretFileTests {
    @Test(arguments: [
        (text: "whsec_YWJj", count: 1), (text: "whsec_YWJj\n", count: 1), (text: "\r\n  whsec_YWJj \r\n\nwhsec_ZGVm\n", count: 2),
        (text: Array(repeating: "whsec_YWJj", count: 8).joined(separator: "\n"), count: 8)
    ])
    func everyLineIsASecret(text: String, count: Int) throws {
        #expect(try WebhookSecretFile.secrets(in: text, path: "/s").count == count)
    }

    @Test(arguments: [
        (text: "", place: "/s:"), (text: "\n \n", place: "/s:"), (text: "whsec_YWJj\nYWJj", place: "/s:2:"),
        (text: Array(repeating: "whsec_YWJj", count: 9).joined(separator: "\n"), place: "/s:")
    ])
    func oneWrongLineMakesTheFileWrongAndIsNotShown(text: String, place: String) {
        let error = #expect(throws: NotificationError.self) { try WebhookSecretFile.secrets(in: text, path: "/s") }
        #expect(error?.code == .secretMalformed)
        #expect(error?.message.hasPrefix(place) == true)
        #expect(error?.message.contains("YWJj") == false)
    }

    @Test(arguments: ["/nonexistent/secret", "/", "/dev/zero"])
    func whatIsNoReadableFileIsSaid(path: String) {
        let error = #expect(throws: NotificationError.self) { try WebhookSecretFile(path: path).read() }
        #expect(error?.code == .secretUnreadable)
        #expect(error?.message.contains(path) == true)
    }
}
