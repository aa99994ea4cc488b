import Foundation
import ReconcileCore

extension ConfigurationReading {
    private static let webhookKeys = ["name", "url", "format", "secretFile", "events", "allowPrivateAddresses"]

    mutating func webhooks(_ top: MapReader) -> [WebhookSettings] {
        var webhooks: [WebhookSettings] = []
        var linesByName: [String: Int] = [:]
        for element in top.list("webhooks") ?? [] {
            guard let reader = MapReader(element.node, path: element.path, keys: Self.webhookKeys, faults: self.faults),
                let webhook = self.webhook(reader)
            else { continue }
            if let line = linesByName[webhook.name] {
                reader.fault("name", "`\(webhook.name)` is the name of two webhooks; the other is in line \(line)")
                continue
            }
            linesByName[webhook.name] = reader.place("name").line
            webhooks.append(webhook)
        }
        return webhooks
    }

    private mutating func webhook(_ reader: MapReader) -> WebhookSettings? {
        let (name, url) = (reader.requiredText("name"), reader.requiredText("url"))
        if let url, !NetworkNames.isHTTPURL(url) { reader.fault("url", "must be an http or https URL, found `\(SourceNode.shortened(url))`") }
        let format = reader.word("format", WebhookSettings.Format.self) ?? .standard
        let secretFile = self.filePath(reader, "secretFile")
        let events = self.eventPatterns(reader)
        let allowsPrivate = reader.boolean("allowPrivateAddresses") ?? false
        guard let name, let url else { return nil }
        return WebhookSettings(
            name: name, url: url, format: format, secretFile: secretFile, events: events ?? ["*"], allowsPrivateAddresses: allowsPrivate)
    }

    private func eventPatterns(_ reader: MapReader) -> [String]? {
        guard let elements = reader.list("events") else { return nil }
        if elements.isEmpty { reader.fault("events", "must hold at least one pattern; leave it out for all events") }
        let events = NoticeEvent.allCases.map(\.rawValue)
        let groups = Set(events.compactMap { $0.split(separator: ".").first.map { "\($0).*" } })
        let known = ["*"] + events + groups.sorted()
        return elements.compactMap { element in
            let text = MapReader.text(of: element.node) { self.faults.add(element.node.place, "\(element.path) \($0)") }
            guard let text, !known.contains(text) else { return text }
            self.faults.add(
                element.node.place, "\(element.path): no event matches `\(text)`", suggestion: Suggestion.nearest(to: text, among: known))
            return nil
        }
    }
}
