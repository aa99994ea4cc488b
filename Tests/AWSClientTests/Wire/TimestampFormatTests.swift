import IAMPolicy
import Testing

@testable import AWSClient

@Suite struct TimestampFormatTests {
    @Test(arguments: [
        (0, 0, "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT", "0"),
        (1_795_286_287, 250_000, "2026-11-21T18:38:07.250000Z", "Sat, 21 Nov 2026 18:38:07 GMT", "1795286287.25"),
        (951_782_400, 1, "2000-02-29T00:00:00.000001Z", "Tue, 29 Feb 2000 00:00:00 GMT", "951782400.000001"),
        (-1, 0, "1969-12-31T23:59:59Z", "Wed, 31 Dec 1969 23:59:59 GMT", "-1"),
        (-1, 500_000, "1969-12-31T23:59:59.500000Z", "Wed, 31 Dec 1969 23:59:59 GMT", "-0.5"),
        (-62_135_596_800, 0, "0001-01-01T00:00:00Z", "Mon, 01 Jan 0001 00:00:00 GMT", "-62135596800"),
        (253_402_300_799, 0, "9999-12-31T23:59:59Z", "Fri, 31 Dec 9999 23:59:59 GMT", "253402300799")
    ])
    func instantHasThreeSpellings(seconds: Int, microseconds: Int, iso8601: String, rfc822: String, unix: String) throws {
        let instant = try #require(WireInstant(seconds: seconds, microseconds: microseconds))
        #expect(instant.text(.iso8601) == iso8601)
        #expect(instant.text(.rfc822) == rfc822)
        #expect(instant.text(.unixTimestamp) == unix)
        #expect(WireInstant(text: iso8601) == instant)
        #expect(WireInstant(text: unix) == instant)
        #expect(WireInstant(text: rfc822) == WireInstant(seconds: seconds))
    }

    @Test(arguments: [
        ("2026-11-21t18:38:07z", 1_795_286_287), ("2026-11-21T19:38:07+01:00", 1_795_286_287), ("2026-11-21T13:08:07-05:30", 1_795_286_287),
        ("2026-11-21 18:38:07Z", 1_795_286_287),
        ("1.795286287E9", 1_795_286_287), ("2016-12-31T23:59:60Z", 1_483_228_800)
    ])
    func otherSpellingsAreUnderstood(text: String, seconds: Int) { #expect(WireInstant(text: text) == WireInstant(seconds: seconds)) }

    @Test(arguments: [
        "", "now", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-11-21", "2026-11-21T24:00:00Z", "2026-11-21T18:38Z", "2026-11-21T18:38:07.Z",
        "2026-11-21T18:38:07+24:00",
        "2026-11-21T18:38:07+1", "Sat, 21 Now 2026 18:38:07 GMT", "Sat, 21 Nov 2026 18:38:07 CET", "1e400", "nan", "1e13", "253402300800",
        "99999999999999999999", "-62135596801", "+1-1-1T1:1:1Z"
    ])
    func whatIsNoInstantIsRefused(text: String) { #expect(WireInstant(text: text) == nil) }

    @Test(arguments: [
        ("iso8601", TimestampFormat.iso8601), ("date-time", .iso8601), ("rfc822", .rfc822), ("http-date", .rfc822), ("unixTimestamp", .unixTimestamp),
        ("epoch-seconds", .unixTimestamp)
    ])
    func modelsNameFormats(name: String, format: TimestampFormat) { #expect(TimestampFormat(modelName: name) == format) }
}
