import Foundation
import IAMPolicy

/// What was found of a link, before it is known whether a change is still on its way.
package enum ChainFinding: Equatable, Sendable {
    case ok(String? = nil, decidedBy: String? = nil)
    case broken(String, fix: String, decidedBy: String? = nil)
    /// AWS itself says that it is on its way.
    case pending(String)
    case unknown(String)

    /// All judgements together: what fails comes before what is open.
    /// - Parameters:
    ///   - note: said where everything holds.
    ///   - fix: what mends these failures.
    package static func of(
        _ judgements: [AccessJudgement], note: String? = nil, fix: ([AccessJudgement.Failure]) -> String
    ) -> ChainFinding {
        var failures: [AccessJudgement.Failure] = []
        var open: [String] = []
        var allowing: [String] = []
        for judgement in judgements {
            switch judgement {
            case .holds(let statements): allowing += statements
            case .fails(let failure): failures.append(failure)
            case .open(let reason): open.append(reason)
            }
        }
        if let first = failures.first {
            let more = failures.count > 1 ? " (and \(failures.count - 1) more)" : ""
            return .broken(first.reason + more, fix: fix(failures), decidedBy: first.decidedBy)
        }
        if !open.isEmpty { return .unknown(Self.joined(open)) }
        return .ok(note, decidedBy: allowing.isEmpty ? nil : Self.joined(allowing, by: ", "))
    }

    /// Each once, in their order.
    private static func joined(_ texts: [String], by separator: String = "; ") -> String {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }.joined(separator: separator)
    }
}

/// What a link looks at: an aspect, or all of a resource.
package struct ChainAspect: Hashable, Sendable {
    package let identity: ResourceIdentity
    /// `nil`: any.
    package let base: String?

    package init(_ identity: ResourceIdentity, _ base: String?) {
        self.identity = identity
        self.base = base
    }
}

extension ChainView {
    /// A link as it stands, with regard to what was written a moment ago.
    ///
    /// What is broken only because AWS still shows what was there before is on its way; what somebody else has broken since is not.
    package func link(_ name: String, _ finding: ChainFinding, watching aspects: [ChainAspect] = []) -> ChainLink {
        let open = self.windows.filter { window in
            !window.isClosed && aspects.contains { $0.identity == window.resource && ($0.base.map { $0 == window.aspect.base } ?? true) }
        }
        let until = open.map(\.closesAt).max()
        switch finding {
        case .ok(let reason, let decidedBy):
            guard let until else { return ChainLink(name, .ok, reason: reason, decidedBy: decidedBy) }
            return ChainLink(
                name, .propagating, reason: "it is as it should be, and AWS may not have taken it in everywhere yet", until: until,
                decidedBy: decidedBy)
        case .broken(let reason, let fix, let decidedBy):
            guard let until, open.contains(where: self.showsWhatWasBefore) else {
                return ChainLink(name, .broken, reason: reason, fix: fix, decidedBy: decidedBy)
            }
            return ChainLink(name, .propagating, reason: "what mends it was sent, and AWS does not show it yet: \(reason)", until: until)
        case .pending(let reason): return ChainLink(name, .propagating, reason: reason, until: until)
        case .unknown(let reason): return ChainLink(name, .unknown, reason: reason)
        }
    }

    private func showsWhatWasBefore(_ window: PropagationWindow) -> Bool {
        guard let reading = self.reading(window.resource) else { return true }
        switch reading {
        case .present(let live):
            let shown = live.aspects[window.aspect]
            return shown == window.write.preImage && shown != window.write.value
        case .absent: return window.write.preImage == nil
        case .unreadable: return false
        }
    }
}

// MARK: - What mends a failure, in words

extension AccessPart {
    /// The part at which the first Allow is missing.
    package static func lacking(_ failures: [AccessJudgement.Failure]) -> AccessPart {
        switch failures.lazy.flatMap(\.missing).first {
        case .boundary?, .session?: .boundary
        case .scp?, .rcp?: .controlPolicies
        case .resource?, .endpoint?: .resource
        case .identity?, nil: .identity
        }
    }

    /// - Parameters:
    ///   - holder: who makes the requests, for people.
    ///   - place: the policy of the resource, for people.
    package func fix(_ failures: [AccessJudgement.Failure], holder: String, place: String) -> String {
        let denying = failures.compactMap(\.decidedBy)
        if !denying.isEmpty { return "take away, or narrow, \(Set(denying).sorted().joined(separator: ", "))" }
        let statements = Self.statements(failures, principal: self == .resource ? holder : nil).joined(separator: " ")
        switch self {
        case .identity: return "\(holder) needs in a policy of its own: \(statements)"
        case .boundary: return "the permissions boundary of \(holder) has to hold: \(statements)"
        case .controlPolicies:
            let levels = Set(failures.flatMap(\.missing).map(\.description)).sorted().joined(separator: ", ")
            let actions = Set(failures.map(\.request.action)).sorted().joined(separator: ", ")
            return "a control policy at \(levels.isEmpty ? "each level" : levels) has to allow \(actions)"
        case .resource: return "\(place) needs: \(statements)"
        }
    }

    /// One statement for each resource, as JSON.
    private static func statements(_ failures: [AccessJudgement.Failure], principal: String?) -> [String] {
        let byResource = Dictionary(grouping: failures, by: \.request.resource)
        return byResource.sorted { $0.key < $1.key }.map { resource, failures in
            var statement: JSONObject = ["Effect": "Allow"]
            if let principal {
                let isService = RequestPrincipal(principal).map { if case .service = $0 { true } else { false } } ?? false
                statement["Principal"] = [isService ? "Service" : "AWS": .string(principal)]
            }
            let isTrust = resource.contains(":role/") && failures.allSatisfy { $0.request.action.lowercased().hasPrefix("sts:") }
            let isKey = principal != nil && failures.allSatisfy { $0.request.action.lowercased().hasPrefix("kms:") }
            let actions = Set(failures.map(\.request.action)).sorted()
            statement["Action"] = actions.count == 1 ? .string(actions[0]) : .array(actions.map(JSONValue.string))
            if !isTrust { statement["Resource"] = .string(isKey ? "*" : resource) }
            return JSONWriter.compact(.object(statement))
        }
    }
}
