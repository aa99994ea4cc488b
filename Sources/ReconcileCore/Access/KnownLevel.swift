import IAMPolicy

/// The policies of one level of a request, as far as they have been read.
struct KnownLevel {
    /// What is not known at this level.
    struct Gap: Hashable {
        let reason: String
        /// Whether it may hold a Deny that overrides what is known to be allowed.
        let mayDeny: Bool
    }

    private(set) var documents: [PolicyDocument] = []
    /// Where each of `documents` stands, such as `prod/Role/load inlinePolicies[load]`.
    private(set) var sources: [String] = []
    private(set) var gaps: [Gap] = []

    mutating func add(_ value: JSONValue, from source: String) {
        if let document = PolicyDocument.read(value) {
            self.documents.append(document)
            self.sources.append(source)
        } else {
            self.lack("\(source) cannot be read as a policy", mayDeny: true)
        }
    }

    mutating func lack(_ reason: String, mayDeny: Bool = false) { self.gaps.append(Gap(reason: reason, mayDeny: mayDeny)) }

    /// The level, if everything that is not known helps the request.
    func atBest(_ everything: PolicyDocument) -> [PolicyDocument] { self.documents + (self.gaps.isEmpty ? [] : [everything]) }

    /// The level, if everything that is not known hinders it.
    func atWorst(_ nothing: PolicyDocument) -> [PolicyDocument] {
        self.documents + (self.gaps.contains(where: \.mayDeny) ? [nothing] : [])
    }
}
