package import IAMPolicy

/// What a look at one resource gave.
package enum ResourceReading: Equatable, Sendable {
    case present(LiveResource)
    /// Proved by a successful read of what would hold it.
    case absent
    case unreadable(ReadGap)
}

/// A resource as AWS has it.
package struct LiveResource: Equatable, Sendable {
    package var arn: String
    /// IAM's unique id (`AROA…`, `ANPA…`) or the key id.
    package var uniqueID: String?
    /// Each aspect that is there. One that is missing here is absent, unless its base or itself stands in `gaps`.
    package var aspects: [AspectName: JSONValue]
    /// What could not be read, by base (`tags`) or by aspect (`inlinePolicies[load]`).
    package var gaps: [String: ReadGap]
    /// What a correction needs to know beside the aspects, such as the versions of a managed policy.
    package var facts: JSONObject

    package init(
        arn: String, uniqueID: String?, aspects: [AspectName: JSONValue] = [:], gaps: [String: ReadGap] = [:],
        facts: JSONObject = JSONObject()
    ) {
        self.arn = arn
        self.uniqueID = uniqueID
        self.aspects = aspects
        self.gaps = gaps
        self.facts = facts
    }

    package func gap(for aspect: AspectName) -> ReadGap? { self.gaps[aspect.description] ?? self.gaps[aspect.base] }
}

/// Why something could not be read. It is neither "gone" nor "as declared".
package struct ReadGap: Hashable, Sendable, Error {
    package enum Code: String, Sendable, CaseIterable {
        /// AWS refused: a permission is missing.
        case denied
        /// No usable credentials.
        case unauthenticated
        /// The credentials belong to another account than the configuration says.
        case wrongAccount
        case throttled
        /// No connection, TLS failure, time-out.
        case unreachable
        /// An answer that is not what AWS sends.
        case malformedAnswer
        /// A listing that broke off before its end.
        case truncated
        /// AWS answered with an error of another kind.
        case failed
        /// What the manifest points at cannot be told, such as an alias that names nothing.
        case unresolved
    }

    package let code: Code
    /// For people: what, where, what to do.
    package let message: String

    package init(code: Code, message: String) {
        self.code = code
        self.message = message
    }

    /// Whether the same read may succeed a moment later without anybody doing anything.
    ///
    /// Such a gap makes the whole snapshot partial; a denial concerns only what it denies.
    package var isTransient: Bool {
        switch self.code {
        case .throttled, .unreachable, .malformedAnswer, .truncated, .failed: true
        case .denied, .unauthenticated, .wrongAccount, .unresolved: false
        }
    }
}
