import Foundation
import Testing

@testable import AWSClient

@Suite struct SigningTimestampTests {
    @Test(arguments: [
        (0.0, "19700101T000000Z"), (951_782_399, "20000228T235959Z"), (951_782_400, "20000229T000000Z"), (951_868_800, "20000301T000000Z"),
        (1_709_164_800.999, "20240229T000000Z"), (4_107_542_399, "21000228T235959Z"), (4_107_542_400, "21000301T000000Z"),
        (253_402_300_799, "99991231T235959Z"), (253_402_300_800, "99991231T235959Z"), (-1, "19700101T000000Z"),
        (.infinity, "99991231T235959Z"), (.nan, "19700101T000000Z")
    ])
    func instantIsWrittenInUTC(seconds: Double, text: String) {
        let timestamp = SigningTimestamp(Date(timeIntervalSince1970: seconds))
        #expect(timestamp.text == text)
        #expect(timestamp.day == String(text.prefix(8)))
    }

    @Test(arguments: [
        ("Sat, 21 Nov 2026 18:38:07 GMT", 1_795_286_287.0), ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Tue, 29 Feb 2000 23:59:60 GMT", 951_868_800)
    ])
    func httpDateIsRead(text: String, seconds: Double) {
        #expect(HTTPDate.parse(text) == Date(timeIntervalSince1970: seconds))
    }

    @Test(arguments: [
        "", "Saturday, 21-Nov-26 18:38:07 GMT", "Sat, 21 Nov 2026 18:38 GMT", "Sat, 30 Feb 2026 00:00:00 GMT", "Sat, 21 Nov 2026 24:00:00 GMT",
        "Sat, 21 Nov 99999 00:00:00 GMT", "Sat, 21 Nov 2026 -1:00:00 GMT", "Sat, 21 Nov 2026 18:38:07 CET"
    ])
    func whatIsNoHTTPDateIsNotRead(text: String) { #expect(HTTPDate.parse(text) == nil) }

    @Test(arguments: [("2026-11-21T18:38:07Z", 1_795_286_287.0), ("2026-11-21T18:38:07.500Z", 1_795_286_287.5)])
    func awsTimestampIsRead(text: String, seconds: Double) {
        #expect(AWSTimestamp.parse(text) == Date(timeIntervalSince1970: seconds))
    }

    @Test(arguments: [
        "", "Z", "2026-11-21", "2026-11-21T18:38:07", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-21T18:38:07.Z",
        "2026-11-21T18:38:07.1e9Z", "2026-11-21T18:60:00Z", "99999999999999999999-01-01T00:00:00Z"
    ])
    func whatIsNoAWSTimestampIsNotRead(text: String) { #expect(AWSTimestamp.parse(text) == nil) }
}
