package import Foundation
package import IAMPolicy

/// One account as `status` shows it.
package struct AccountReport: Equatable, Sendable {
    package var name: String
    /// Twelve digits; `nil` where neither the configuration nor an ARN tells it.
    package var accountID: String?
    /// The last finished look at the whole account.
    package var lastPass: PassRecord?
    /// Why nothing of it can be read at the moment.
    package var unreadable: ReadGap?
    package var unreadableSince: Date?
    /// Whether the last look is so old that it says little.
    package var isStale: Bool
    /// The pause of the whole account, where one holds.
    package var pause: OperatorException?
    /// Whether everything asks because nobody has looked for too long.
    package var isSilenceLatched: Bool

    package init(
        name: String, accountID: String? = nil, lastPass: PassRecord? = nil, unreadable: ReadGap? = nil, unreadableSince: Date? = nil,
        isStale: Bool = false, pause: OperatorException? = nil, isSilenceLatched: Bool = false
    ) {
        self.name = name
        self.accountID = accountID
        self.lastPass = lastPass
        self.unreadable = unreadable
        self.unreadableSince = unreadableSince
        self.isStale = isStale
        self.pause = pause
        self.isSilenceLatched = isSilenceLatched
    }

    package var json: JSONValue {
        [
            "name": .string(self.name), "accountID": .text(self.accountID), "paused": self.pausedJSON,
            "lastSnapshot": self.lastPass.map(Self.snapshot) ?? .null, "unreadable": self.unreadableJSON, "stale": .bool(self.isStale),
            "silenceLatched": .bool(self.isSilenceLatched)
        ]
    }

    private var pausedJSON: JSONValue {
        guard let pause else { return .null }
        return ["reason": .string(pause.reason), "by": .string(pause.owner), "until": .time(pause.until)]
    }

    private var unreadableJSON: JSONValue {
        guard let unreadable else { return .null }
        return [
            "code": .string(unreadable.code.rawValue), "message": .string(unreadable.message), "since": .time(self.unreadableSince)
        ]
    }

    private static func snapshot(_ pass: PassRecord) -> JSONValue {
        [
            "id": JSONValue(pass.id), "startedAt": .time(pass.startedAt), "finishedAt": .time(pass.finishedAt),
            "outcome": .text(pass.outcome?.rawValue), "requests": JSONValue(pass.requests)
        ]
    }

    /// Beyond three intervals a pass has been missed for more than jitter and slowness; never below a minute.
    package static func isStale(_ pass: PassRecord?, intervalSeconds: Double, now: Instant) -> Bool {
        guard let finishedAt = pass?.finishedAt else { return false }
        return now.wall.timeIntervalSince(finishedAt) > max(3 * intervalSeconds, 60)
    }

    /// The twelve digits of an ARN's account field.
    /// - SeeAlso: AWS General Reference, "Amazon Resource Names (ARNs)".
    package static func accountID(ofARN arn: String) -> String? {
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 6, parts[0] == "arn", parts[4].count == 12, parts[4].allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        return String(parts[4])
    }
}
