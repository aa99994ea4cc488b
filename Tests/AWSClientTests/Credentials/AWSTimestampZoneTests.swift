import Foundation
import Testing

@testable import AWSClient

@Suite struct AWSTimestampZoneTests {
    @Test(arguments: [
        ("2027-01-15T08:00:00Z", 1_800_000_000.0), ("2027-01-15T08:00:00UTC", 1_800_000_000), ("2027-01-15T10:00:00+02:00", 1_800_000_000),
        ("2027-01-15T02:30:00-05:30", 1_800_000_000), ("2027-01-15T08:00:00.500+00:00", 1_800_000_000.5)
    ])
    func zoneCounts(text: String, seconds: Double) {
        #expect(AWSTimestamp.parseWithOffset(text) == Date(timeIntervalSince1970: seconds))
    }

    @Test(arguments: [
        "", "+00:00", "2027-01-15T08:00:00", "2027-01-15T08:00:00+2:00", "2027-01-15T08:00:00+0200", "2027-01-15T08:00:00+24:00",
        "2027-01-15T08:00:00+00:60", "2027-01-15T08:00:00ü00:00", "2027-01-15T08:00:00+é0:00", "UTC", "2027-01-15"
    ])
    func anythingElseIsNoDate(text: String) { #expect(AWSTimestamp.parseWithOffset(text) == nil) }
}
