package import Foundation
package import HTTPTransport
package import ReconcileCore

/// A notice that cannot go through the outbox, because the outbox is what failed: sent once, from
/// memory, to each webhook that wants it. Best effort: what does not arrive is not tried again.
package struct UrgentNotice: Sendable {
    package let event: NoticeEvent
    package let reason: String
    package let at: Date

    package init(event: NoticeEvent, reason: String, at: Date) {
        self.event = event
        self.reason = reason
        self.at = at
    }

    /// - Parameter generator: Where the notice's id comes from: there is no database to draw it from.
    /// - Returns: The names of the webhooks that took it.
    package func send(
        to webhooks: [WebhookSettings], transport: any HTTPTransporting, version: String, using generator: inout some RandomNumberGenerator
    ) async -> [String] {
        let notice = self.notice(id: "msg_" + Self.digits(using: &generator))
        return await withTaskGroup(of: String?.self) { group in
            for webhook in webhooks where webhook.wants(self.event) {
                group.addTask { await self.deliver(notice, to: webhook, transport: transport, version: version) ? webhook.name : nil }
            }
            return await group.reduce(into: []) { names, name in
                if let name { names.append(name) }
            }
        }
    }

    private func notice(id: String) -> Notice {
        let body = NoticeBody(
            event: self.event, account: "", passID: 0, journalHead: JournalChain.genesisHash, changes: [["reason": .string(self.reason)]],
            at: self.at)
        return Notice(id: id, event: self.event, account: "", passID: 0, createdAt: self.at, body: body.text)
    }

    private func deliver(
        _ notice: Notice, to webhook: WebhookSettings, transport: any HTTPTransporting, version: String
    ) async -> Bool {
        do {
            let secrets = try webhook.secretFile.map { try WebhookSecretFile(path: $0).read() } ?? []
            let payload = try WebhookPayload(notice, format: webhook.format)
            let request = WebhookRequest(
                notice, payload: payload, webhook: webhook, secrets: secrets, at: self.at, userAgent: "reconciled/\(version)")
            return (200...299).contains(try await transport.send(request.request).status)
        } catch {
            return false
        }
    }

    private static func digits(using generator: inout some RandomNumberGenerator) -> String {
        let characters = Array("0123456789abcdef")
        return String((0..<24).map { _ in characters[Int.random(in: 0..<characters.count, using: &generator)] })
    }
}
