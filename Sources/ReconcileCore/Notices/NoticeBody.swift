import Crypto
package import Foundation
package import IAMPolicy

/// What a notice says, as the JSON text that is signed and delivered.
///
/// The members come in the order of the manual:
/// `{"type", "timestamp", "data": {"account", "pass", "journalHead", "summary", "changes"}}`.
package struct NoticeBody: Equatable, Sendable {
    package let text: String
    /// One sentence for people.
    package let summary: String

    /// - Parameters:
    ///   - account: The alias; empty for what concerns the daemon.
    ///   - journalHead: Hash of the last journal entry, hexadecimal: lets a receiver prove later that the journal was cut.
    ///   - changes: In the order in which they happened.
    package init(event: NoticeEvent, account: String, passID: Int, journalHead: String, changes: [JSONValue], at date: Date) {
        self.summary = NoticeSummary.text(event: event, account: account, changes: changes)
        self.text = JSONWriter.compact([
            "type": .string(event.rawValue),
            "timestamp": .string(RFC3339.string(date)),
            "data": [
                "account": .string(account),
                "pass": JSONValue(passID),
                "journalHead": .string(journalHead),
                "summary": .string(self.summary),
                "changes": .array(changes)
            ]
        ])
    }

    /// The id under which a receiver knows repetitions of one notice: the same for the same facts, whenever it is computed.
    /// - Parameters:
    ///   - ordinal: Which notice of that event, account and pass it is, from 1.
    ///   - origin: Which database it comes from; without it two daemons would give one id to different notices.
    /// - SeeAlso: Standard Webhooks, "Webhook metadata".
    package static func identifier(event: NoticeEvent, account: String, passID: Int, ordinal: Int, origin: String) -> String {
        let facts: JSONValue = [
            .string(origin), .string(event.rawValue), .string(account), JSONValue(passID), JSONValue(ordinal)
        ]
        let digest = SHA256.hash(data: Data(JSONWriter.compact(facts).utf8))
        let hexadecimal = digest.prefix(12).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }
        return "msg_" + hexadecimal.joined()
    }
}

/// The sentence of a notice: "2 drifts detected in prod: Role/load trustPolicy modified, …".
private enum NoticeSummary {
    /// Changes that are named; the others are counted.
    private static let namedMax = 3

    static func text(event: NoticeEvent, account: String, changes: [JSONValue]) -> String {
        let place = account.isEmpty ? "" : " in \(account)"
        let opening: String
        switch event {
        case .driftDetected: opening = Self.counted(changes, "drift", "detected") + place
        case .driftUpdated: opening = Self.counted(changes, "drift", "updated") + place
        case .driftResolved: opening = Self.counted(changes, "drift", "resolved without us") + place
        case .driftFighting: opening = Self.counted(changes, "drift", "that somebody else brings back again and again") + place
        case .correctionAwaitingApproval: opening = Self.counted(changes, "correction", "awaiting approval") + place
        case .correctionApplied: opening = Self.counted(changes, "correction", "applied") + place
        case .correctionSettled: opening = Self.counted(changes, "correction", "settled") + place
        case .correctionFailed: opening = Self.counted(changes, "correction", "failed") + place
        case .correctionRefused: opening = Self.counted(changes, "correction", "refused") + place
        case .accountUnreadable: opening = "account \(account) cannot be read"
        case .accountReadable: opening = "account \(account) can be read again"
        case .assertionFailed: opening = Self.counted(changes, "assertion", "failed") + place
        case .assertionPassed: opening = Self.counted(changes, "assertion", "passed again") + place
        case .chainBroken: opening = Self.counted(changes, "chain", "broken") + place
        case .chainMended: opening = Self.counted(changes, "chain", "mended") + place
        case .daemonDegraded: opening = "the daemon is degraded"
        case .daemonRecovered: opening = "the daemon has recovered"
        }
        let named = changes.compactMap { Self.name($0, account: account) }
        guard !named.isEmpty else { return opening }
        let rest = named.count - Self.namedMax
        return opening + ": " + named.prefix(Self.namedMax).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }

    private static func counted(_ changes: [JSONValue], _ noun: String, _ words: String) -> String {
        changes.count == 1 ? "1 \(noun) \(words)" : "\(changes.count) \(noun)s \(words)"
    }

    /// `Role/load inlinePolicies[load] modified`, `NeptuneBulkLoad/nightly keyPolicy`, or the reason where there is neither.
    private static func name(_ change: JSONValue, account: String) -> String? {
        let subjects = ["resource", "blueprint", "assertion"]
        guard let subject = subjects.lazy.compactMap({ change[$0]?.stringValue }).first else { return change["reason"]?.stringValue }
        let short = subject.hasPrefix(account + "/") ? String(subject.dropFirst(account.count + 1)) : subject
        return ([short] + ["aspect", "kind", "link"].compactMap { change[$0]?.stringValue }).joined(separator: " ")
    }
}
