import IAMPolicy

/// The two calls that every taggable kind has.
struct TagMutations {
    /// How the service names the two parts of a tag.
    let keyName: String
    let valueName: String

    init(keyName: String = "Key", valueName: String = "Value") {
        self.keyName = keyName
        self.valueName = valueName
    }

    /// One call for all that is missing or changed, one for all that is too much.
    /// - Parameter call: makes it from `Tag` or `Untag`, the parameters beside the resource's own name, and what it writes.
    func drafts(of drifts: [AspectDrift], _ call: (String, JSONObject, [AspectWrite]) -> Mutation) -> [CorrectionDraft] {
        let set = drifts.filter { $0.desired != nil }
        let removed = drifts.filter { $0.desired == nil }
        var drafts: [CorrectionDraft] = []
        if !set.isEmpty {
            let tags = self.list(set.map { ($0.aspect.member ?? "", $0.desired?.stringValue ?? "") })
            drafts.append(Self.draft(call("Tag", ["Tags": tags], set.map(AspectWrite.init)), "sets \(Self.names(set))"))
        }
        if !removed.isEmpty {
            let keys = JSONValue.array(removed.map { .string($0.aspect.member ?? "") })
            drafts.append(Self.draft(call("Untag", ["TagKeys": keys], removed.map(AspectWrite.init)), "removes \(Self.names(removed))"))
        }
        return drafts
    }

    func list(_ tags: [(String, String)]) -> JSONValue {
        .array(tags.map { [self.keyName: .string($0.0), self.valueName: .string($0.1)] })
    }

    private static func names(_ drifts: [AspectDrift]) -> String {
        drifts.map(\.aspect.description).joined(separator: ", ")
    }

    private static func draft(_ mutation: Mutation, _ reason: String) -> CorrectionDraft {
        CorrectionDraft(
            aspects: mutation.writes.map(\.aspect), stage: .describe, mutations: [mutation],
            reason: "\(mutation.operation) \(reason)")
    }
}

extension AspectWrite {
    /// The write that ends a drift.
    init(_ drift: AspectDrift) { self.init(drift.aspect, value: drift.desired, preImage: drift.live) }
}
