package import IAMPolicy

/// The one equality: detection, re-reading before a write, read-back and windows all ask here.
package enum AspectComparator {
    package enum Answer: Equatable, Sendable {
        case equal(spelledDifferently: Bool)
        case different([Difference])

        package var isEqual: Bool {
            switch self {
            case .equal: true
            case .different: false
            }
        }
    }

    /// Compares two values of one aspect; `nil` is absent.
    package static func compare(_ aspect: AspectName, of kind: ResourceKind, desired: JSONValue?, live: JSONValue?) -> Answer {
        switch (desired, live) {
        case (nil, nil):
            return .equal(spelledDifferently: false)
        case (let desired?, let live?):
            if desired == live { return .equal(spelledDifferently: false) }
            // Two spellings of one name.
            if Self.definition(of: aspect, in: kind)?.form == .set { return .equal(spelledDifferently: true) }
            if Self.definition(of: aspect, in: kind)?.form == .record { return RecordComparison.compare(desired: desired, live: live) }
            if aspect.isAccessItem { return .different(AccessItem.differences(desired: desired, live: live)) }
            guard let type = Self.policyType(of: aspect, in: kind) else {
                return .different([Difference(path: "", desired: desired, live: live)])
            }
            return Self.comparePolicies(desired: desired, live: live, type: type)
        case (_, _):
            return .different([Difference(path: "", desired: desired, live: live)])
        }
    }

    package static func areEqual(_ aspect: AspectName, of kind: ResourceKind, _ left: JSONValue?, _ right: JSONValue?) -> Bool {
        Self.compare(aspect, of: kind, desired: left, live: right).isEqual
    }

    private static func comparePolicies(desired: JSONValue, live: JSONValue, type: PolicyType) -> Answer {
        switch PolicyEquivalence.compare(desired: desired, live: live, type: type) {
        case .equal(let spelledDifferently):
            return .equal(spelledDifferently: spelledDifferently)
        case .different(let differences):
            return .different(
                differences.map { Difference(path: $0.path, desired: $0.desired, live: $0.live, reason: $0.reason) })
        }
    }

    /// The type of the documents that an aspect holds; `nil` where it holds none.
    package static func policyType(of aspect: AspectName, in kind: ResourceKind) -> PolicyType? {
        if aspect.isAccessItem { return nil }
        switch Self.definition(of: aspect, in: kind)?.form {
        case .policy(let type), .policies(let type): return type
        case .value, .set, .map, .record, nil: return nil
        }
    }

    private static func definition(of aspect: AspectName, in kind: ResourceKind) -> AspectDefinition? {
        KindRegistry.definition(of: kind)?.aspects.first { $0.base == aspect.base }
    }
}
