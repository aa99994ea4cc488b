package import Foundation
package import IAMPolicy

/// Chains and assertions as all programs write them.
package enum ChainReport {
    /// The links of all chains but assertions, by blueprint, each chain in its order: `{"blueprint", "link", "state", "reason", "fix",
    /// "decidedBy", "until", "since"}`.
    package static func chains(_ records: [ChainRecord]) -> [JSONValue] {
        Self.sorted(records.filter { !$0.blueprint.kind.isAssertion }).map { record in
            .object(JSONObject([.init(name: "blueprint", value: .string(record.blueprint.description))] + Self.link(record).members))
        }
    }

    /// One element for each assertion: `{"name", "assertion", "state", "reason", "decidedBy", "since", "claims"}`.
    package static func assertions(_ records: [ChainRecord]) -> [JSONValue] {
        let byAssertion = Dictionary(grouping: records.filter { $0.blueprint.kind.isAssertion }, by: \.blueprint)
        return byAssertion.sorted { $0.key < $1.key }.compactMap { assertion, claims in
            let claims = Self.sorted(claims)
            guard let deciding = Self.deciding(claims) else { return nil }
            return [
                "name": .string(assertion.name), "assertion": .string(assertion.description),
                "state": .string(AssertionState(deciding.link.state).rawValue), "reason": .text(deciding.link.reason),
                "decidedBy": .text(deciding.link.decidedBy), "since": .time(Self.since(claims, deciding)),
                "claims": .array(claims.map { .object(Self.link($0)) })
            ]
        }
    }

    /// One link of `preflight`, and of whatever shows a single chain: `{"link", "state", "reason", "fix", "decidedBy", "until", "since"}`.
    package static func link(_ record: ChainRecord) -> JSONObject {
        var object = JSONObject([.init(name: "link", value: .string(record.link.name))])
        object["state"] = .string(record.link.state.rawValue)
        object["reason"] = .text(record.link.reason)
        object["fix"] = .text(record.link.fix)
        object["decidedBy"] = .text(record.link.decidedBy)
        object["until"] = .time(record.link.until)
        object["since"] = .time(record.since)
        return object
    }

    /// One element of a notice's `changes`: `{"blueprint", "link", "state", "reason", "fix", "decidedBy", "since"}`; of an assertion with
    /// `assertion` instead of `blueprint`.
    static func change(_ record: ChainRecord) -> JSONValue {
        let subject = record.blueprint.kind.isAssertion ? "assertion" : "blueprint"
        var object = JSONObject([.init(name: subject, value: .string(record.blueprint.description))] + Self.link(record).members)
        object["until"] = nil
        if record.blueprint.kind.isAssertion { object["state"] = .string(AssertionState(record.link.state).rawValue) }
        return .object(object)
    }

    /// What the journal keeps of a link.
    static func details(of link: ChainLink) -> JSONObject {
        ["link": .string(link.name), "reason": .text(link.reason), "decidedBy": .text(link.decidedBy)]
    }

    /// By blueprint, each chain in its order.
    package static func sorted(_ records: [ChainRecord]) -> [ChainRecord] {
        records.sorted { ($0.blueprint, $0.position, $0.link.name) < ($1.blueprint, $1.position, $1.link.name) }
    }

    /// The first of the worst: one claim that does not hold is enough.
    private static func deciding(_ claims: [ChainRecord]) -> ChainRecord? {
        let order: [ChainLink.State] = [.broken, .unknown, .propagating, .ok]
        return order.lazy.compactMap { state in claims.first { $0.link.state == state } }.first
    }

    /// Failed since the first claim failed, passed since the last one passed.
    private static func since(_ claims: [ChainRecord], _ deciding: ChainRecord) -> Date? {
        let dates = claims.filter { $0.link.state == deciding.link.state }.map(\.since)
        return deciding.link.state == .ok ? dates.max() : dates.min()
    }
}

/// How an assertion stands, in the words of `status`.
package enum AssertionState: String, Sendable, CaseIterable {
    case passed, failed, propagating, undetermined

    package init(_ state: ChainLink.State) {
        self =
            switch state {
            case .ok: .passed
            case .broken: .failed
            case .propagating: .propagating
            case .unknown: .undetermined
            }
    }
}

extension ChainRecord {
    /// What is known of the chains of the declared blueprints: one that was never judged says so, one that nobody declares any more is left out.
    package static func known(_ records: [ChainRecord], of desired: [DesiredResource], at now: Date) -> [ChainRecord] {
        let byBlueprint = Dictionary(grouping: records, by: \.blueprint)
        return desired.map(\.identity).filter(\.kind.isBlueprint).flatMap { blueprint in
            let link = ChainLink(ChainLink.wholeName, .unknown, reason: "not judged so far")
            return byBlueprint[blueprint] ?? [ChainRecord(blueprint: blueprint, link: link, since: now, position: 0)]
        }
    }
}

extension ChainLink {
    /// The name of the one link of a chain that is not judged link by link.
    package static let wholeName = "chain"
}
