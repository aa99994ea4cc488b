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
