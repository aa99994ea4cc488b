import IAMPolicy
import ReconcileCore
import Testing

@testable import Notifications

@Suite struct WebhookPayloadTests {
    @Test func standardSendsTheStoredBytes() throws {
        let notice = Notice.forTests()
        let payload = try WebhookPayload(notice, format: .standard)
        #expect(payload.body == Array(notice.body.utf8))
        #expect(payload.contentType == "application/json")
    }

    @Test func cloudeventsWrapsTheDataInAnEnvelope() throws {
        let payload = try WebhookPayload(.forTests(), format: .cloudevents)
        let event = try JSONReader.parse(payload.body)
        #expect(payload.contentType.hasPrefix("application/cloudevents+json"))
        #expect(
            event == [
                "specversion": "1.0", "id": "msg_000000000000000000000001", "source": "/reconciled/prod", "type": "drift.detected",
                "time": "2027-01-15T08:00:00.000Z", "datacontenttype": "application/json",
                "data": ["summary": "1 <drift> & more", "pass": 1]
            ])
    }

    @Test func slackGetsTheSummaryWithItsControlCharactersEscaped() throws {
        let payload = try WebhookPayload(.forTests(), format: .slack)
        #expect(try JSONReader.parse(payload.body) == ["text": "drift.detected · prod · 1 &lt;drift&gt; &amp; more"])
    }

    @Test func slackShowsTheFirstThreeWitnesses() throws {
        func change(_ name: String, _ direction: String, _ witness: JSONValue) -> JSONValue {
            ["resource": .string("prod/Role/\(name)"), "direction": .string(direction), "witness": witness]
        }
        func witness(_ principal: JSONValue) -> JSONValue { ["principal": principal, "action": "s3:GetObject", "resource": "*", "context": [:]] }
        let changes = [
            change("a", "widens", witness("x")), change("b", "neutral", .null), change("c", "narrows", witness("x")),
            change("d", "widens", witness("*")), change("e", "widens", witness("x"))
        ]
        let made = Notice.forTests()
        let body = JSONWriter.compact(["data": ["summary": "s", "changes": .array(changes)]])
        let notice = Notice(id: made.id, event: made.event, account: "prod", passID: 1, createdAt: made.createdAt, body: body)
        let text = try JSONReader.parse(try WebhookPayload(notice, format: .slack).body)["text"]?.stringValue
        #expect(
            text == """
                drift.detected · prod · s
                prod/Role/a: e.g. x may s3:GetObject on *
                prod/Role/c: e.g. x may no longer s3:GetObject on *
                prod/Role/d: e.g. anybody may s3:GetObject on *
                """)
    }

    @Test func pagerdutySaysThatItIsNotSupported() {
        let error = #expect(throws: NotificationError.self) { try WebhookPayload(.forTests(), format: .pagerduty) }
        #expect(error?.code == .formatUnsupported)
        #expect(error?.message.contains("not supported by this version") == true)
    }

    @Test(arguments: [WebhookSettings.Format.cloudevents, .slack])
    func aBodyThatIsNoJSONIsSaid(format: WebhookSettings.Format) {
        let made = Notice.forTests()
        let notice = Notice(id: made.id, event: made.event, account: "", passID: 1, createdAt: made.createdAt, body: "{")
        let error = #expect(throws: NotificationError.self) { try WebhookPayload(notice, format: format) }
        #expect(error?.code == .bodyMalformed)
    }
}
