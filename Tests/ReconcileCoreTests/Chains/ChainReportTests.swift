import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@Suite struct ChainReportTests {
    private static let start = Date(timeIntervalSince1970: 1_900_000_000)

    private static func record(
        _ blueprint: ResourceIdentity, _ link: ChainLink, position: Int = 0, after seconds: Double = 0
    ) -> ChainRecord {
        ChainRecord(blueprint: blueprint, link: link, since: Self.start.addingTimeInterval(seconds), position: position)
    }

    private static func time(_ seconds: Double) -> JSONValue { .string(RFC3339.string(Self.start.addingTimeInterval(seconds))) }

    @Test func `status tells chains link by link, and assertions apart from them`() {
        let records = [
            Self.record(ChainLedgerTests.assertion, ChainLink("can[0]", .ok)),
            Self.record(ChainLedgerTests.chain, ChainLink("keyPolicy", .broken, reason: "denied", fix: "allow it"), position: 1),
            Self.record(ChainLedgerTests.chain, ChainLink("trustPolicy", .ok))
        ]
        #expect(
            ChainReport.chains(records) == [
                [
                    "blueprint": "prod/NeptuneBulkLoad/nightly", "link": "trustPolicy", "state": "ok", "reason": .null, "fix": .null,
                    "decidedBy": .null, "until": .null, "since": Self.time(0)
                ],
                [
                    "blueprint": "prod/NeptuneBulkLoad/nightly", "link": "keyPolicy", "state": "broken", "reason": "denied", "fix": "allow it",
                    "decidedBy": .null, "until": .null, "since": Self.time(0)
                ]
            ])
        #expect(ChainReport.assertions(records).map { $0["name"] } == ["readers"])
    }

    @Test(
        arguments: [
            ([.ok, .ok], "passed", 60), ([.ok, .broken], "failed", 60), ([.broken, .broken], "failed", 0), ([.broken, .unknown], "failed", 0),
            ([.propagating, .unknown], "undetermined", 60), ([.ok, .propagating], "propagating", 60)
        ] as [([ChainLink.State], JSONValue, Double)])
    func `an assertion stands as its worst claim`(states: [ChainLink.State], state: JSONValue, since: Double) {
        let claims = states.enumerated().map { number, state in
            Self.record(
                ChainLedgerTests.assertion, ChainLink("can[\(number)]", state, reason: "because \(number)"), position: number,
                after: Double(number) * 60)
        }
        let told = ChainReport.assertions(claims)
        #expect(told.count == 1 && told[0]["state"] == state && told[0]["since"] == Self.time(since))
        #expect(told[0]["assertion"] == "prod/AccessAssertion/readers" && told[0]["claims"]?.arrayValue?.count == 2)
    }

    @Test func `a blueprint that was never judged is unknown, and one that is gone is not told`() {
        let declared = DesiredResource(identity: ChainLedgerTests.chain, spec: JSONObject(), source: .api)
        let stale = Self.record(ChainLedgerTests.assertion, ChainLink("can[0]", .broken))
        let known = ChainRecord.known([stale], of: [declared, Fixtures.fullRole()], at: Self.start)
        #expect(known.map(\.blueprint) == [ChainLedgerTests.chain] && known.map(\.link.state) == [.unknown])
    }

    @Test(
        arguments: [
            ([.ok, .ok], .fine, nil, true), ([.ok, .broken], .differs, "b", false), ([.unknown, .ok], .undetermined, "a", false),
            ([.unknown, .broken], .differs, "b", false), ([.propagating, .ok], .undetermined, "a", false), ([], .undetermined, nil, false)
        ] as [([ChainLink.State], ReconcileCore.ExitStatus, String?, Bool)])
    func `preflight names the link to look at first, and the command only where all are whole`(
        states: [ChainLink.State], exit: ReconcileCore.ExitStatus, first: String?, tellsCommand: Bool
    ) {
        let records = zip(states, ["a", "b"]).enumerated().map { position, link in
            Self.record(ChainLedgerTests.chain, ChainLink(link.1, link.0), position: position)
        }
        let json = PreflightReport(blueprint: ChainLedgerTests.chain, records: records, command: "aws x", judgedAt: Self.start, isLive: true).json
        #expect(PreflightReport.exit(of: json) == exit)
        #expect(json["firstLink"]?.stringValue == first)
        #expect(json["command"]?.stringValue == (tellsCommand ? "aws x" : nil))
    }

    @Test func `preflight is of blueprints only`() throws {
        let identities = [ChainLedgerTests.chain, Fixtures.fullRole().identity]
        let found = try PreflightReport.blueprint(ResourceSelector(kind: "neptunebulkload", name: "nightly", account: nil), among: identities)
        #expect(found == ChainLedgerTests.chain)
        let role = try ResourceSelector(kind: "Role", name: "export", account: nil)
        #expect(throws: ControlError.self) { try PreflightReport.blueprint(role, among: identities) }
        let other = try ResourceSelector(kind: "NeptuneBulkLoad", name: "weekly", account: nil)
        let error = #expect(throws: ControlError.self) { try PreflightReport.blueprint(other, among: identities) }
        #expect(error?.code == .notFound)
    }
}
