import Foundation
import ReconcileCore
import Testing

@testable import reconcilectl

@Suite struct EndTimeTests {
    @Test(arguments: [
        ("2h", "2030-03-17T19:46:40.000Z"), ("3d", "2030-03-20T17:46:40.000Z"), ("2030-03-17", "2030-03-18T00:00:00.000Z"),
        ("2031-01-31", "2031-02-01T00:00:00.000Z"), ("2030-03-17T18:00:00Z", "2030-03-17T18:00:00.000Z"),
        ("2030-03-17T20:00:00+02:00", "2030-03-17T18:00:00.000Z"), ("2030-03-17T18:00:00.250Z", "2030-03-17T18:00:00.250Z")
    ])
    func `an end is sent as RFC 3339 in UTC, a day until it is over`(text: String, sent: String) throws {
        #expect(try #require(EndTime(argument: text)).text(from: Samples.moment) == sent)
    }

    @Test(arguments: [
        "", "soon", "2030-02-30", "2030-3-1", "30-03-17", "2030-03-17 18:00", "2030-03-17T25:00:00Z", "2030-02-30T00:00:00Z",
        "-2h"
    ])
    func `what is no end is refused`(text: String) {
        #expect(EndTime(argument: text) == nil)
    }

    @Test(arguments: ["0s", "2030-03-16", "2030-03-17T17:46:40Z"])
    func `an end that has passed is refused before anything is sent`(text: String) throws {
        let end = try #require(EndTime(argument: text))
        #expect(throws: VerbFailure.self) { try end.text(from: Samples.moment) }
    }
}
