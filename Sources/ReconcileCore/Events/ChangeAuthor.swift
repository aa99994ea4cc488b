package import Foundation
package import IAMPolicy

/// Who changed something in AWS, as CloudTrail tells it.
package struct ChangeAuthor: Hashable, Sendable {
    /// An ARN, or the service that acted by itself.
    package let principal: String
    package let time: Date
    /// An IP address, or the service that called; `nil` where the record does not tell.
    package let sourceAddress: String?
    package let userAgent: String?
    /// AWS's own name of the call: `PutRolePolicy`.
    package let eventName: String

    package init(principal: String, time: Date, sourceAddress: String?, userAgent: String?, eventName: String) {
        self.principal = principal
        self.time = time
        self.sourceAddress = sourceAddress
        self.userAgent = userAgent
        self.eventName = eventName
    }

    /// `{"principal", "time", "sourceAddress", "userAgent", "eventName"}`.
    package var json: JSONValue {
        func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
        return [
            "principal": .string(self.principal), "time": .string(RFC3339.string(self.time)), "sourceAddress": text(self.sourceAddress),
            "userAgent": text(self.userAgent), "eventName": .string(self.eventName)
        ]
    }

    /// For people: who and by what call, and from where.
    package var summary: String {
        let place = self.sourceAddress.map { " from \($0)" } ?? ""
        return "\(self.principal) by \(self.eventName)\(place) at \(RFC3339.string(self.time))"
    }
}

/// What is known of who made a drift.
package enum ChangeOrigin: Hashable, Sendable {
    case author(ChangeAuthor)
    /// Looked for and not found; why, for people.
    case unknown(String)

    package var author: ChangeAuthor? { if case .author(let author) = self { author } else { nil } }

    /// The author, or the text `unknown`.
    package var json: JSONValue {
        switch self {
        case .author(let author): author.json
        case .unknown: "unknown"
        }
    }
}

/// When the change behind a drift was made, as far as the looks at it tell.
package struct ChangeSpan: Hashable, Sendable {
    /// The last look that showed another value; `nil` where there was none.
    package let after: Date?
    /// The first look that showed this one.
    package let by: Date

    package init(after: Date?, by: Date) {
        self.after = after
        self.by = by
    }
}

/// What was found out about one drift, on its way into the store.
package struct DriftOrigin: Hashable, Sendable {
    package let driftID: String
    /// Which value of the drift it is about: its `ChangeSpan.by`.
    package let seenAt: Date
    package let origin: ChangeOrigin

    package init(driftID: String, seenAt: Date, origin: ChangeOrigin) {
        self.driftID = driftID
        self.seenAt = seenAt
        self.origin = origin
    }
}
