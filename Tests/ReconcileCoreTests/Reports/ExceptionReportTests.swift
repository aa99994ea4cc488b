import Foundation
import IAMPolicy
import Testing

@testable import ReconcileCore

@Suite struct ExceptionReportTests {
    private static func exception(
        _ id: String, _ kind: OperatorException.Kind = .pause, resource: ResourceIdentity? = nil, aspect: String? = nil, account: String = "prod",
        until: Double? = nil, isEnded: Bool = false
    ) -> OperatorException {
        OperatorException(
            id: id, kind: kind, account: account, resource: resource, aspect: aspect, reason: "migration", owner: "alice",
            createdAt: ReportSamples.moment.addingTimeInterval(-60), until: until.map(ReportSamples.moment.addingTimeInterval),
            endedAt: isEnded ? ReportSamples.moment : nil)
    }

    @Test func `an exception tells who, why and until when`() {
        let json = ExceptionReport.json(Self.exception("x-1", .ignore, resource: ReportSamples.role, aspect: "tags", until: 3600))
        let expected = """
            {"id":"x-1","kind":"ignore","account":"prod","resource":"prod/Role/neptune-export","aspect":"tags","reason":"migration",\
            "by":"alice","since":"2030-03-17T17:45:40.000Z","until":"2030-03-17T18:46:40.000Z"}
            """
        #expect(JSONWriter.compact(json) == expected)
    }

    @Test func `what has run out or was ended is not shown`() {
        var report = StatusReport(daemon: DaemonReport(state: .running), now: ReportSamples.instant())
        report.exceptions = [
            Self.exception("x-ended", isEnded: true), Self.exception("x-out", until: 0), Self.exception("x-last", until: 0.001),
            Self.exception("x-a", resource: ReportSamples.role)
        ]
        #expect(report.json["exceptions"]?.arrayValue?.compactMap { $0["id"]?.stringValue } == ["x-last", "x-a"])
    }

    @Test func `an account is paused by what holds longest, and by nothing of its resources`() {
        let all = [
            Self.exception("x-1", until: 60), Self.exception("x-2", until: 600), Self.exception("x-3", resource: ReportSamples.role),
            Self.exception("x-4", account: "test"), Self.exception("x-5", isEnded: true), Self.exception("x-6", .ignore, aspect: "tags")
        ]
        let pause = ExceptionReport.pause(ofAccount: "prod", among: all, at: ReportSamples.moment)
        #expect(pause?.id == "x-2")
        #expect(ExceptionReport.pause(ofAccount: "prod", among: all + [Self.exception("x-7")], at: ReportSamples.moment)?.id == "x-7")
        #expect(ExceptionReport.pause(ofAccount: "other", among: all, at: ReportSamples.moment) == nil)
        #expect(
            AccountReport(name: "prod", pause: pause).json["paused"]
                == ["reason": "migration", "by": "alice", "until": "2030-03-17T17:56:40.000Z"])
    }

    @Test func `a description has its exceptions`() {
        let json = ResourceDescription(
            resource: ReportSamples.desired(ReportSamples.role), observed: nil,
            exceptions: [Self.exception("x-1", resource: ReportSamples.role), Self.exception("x-2", until: -1)], now: ReportSamples.instant()
        ).json
        #expect(json["exceptions"]?.arrayValue?.map { $0["id"] } == ["x-1"])
    }
}
