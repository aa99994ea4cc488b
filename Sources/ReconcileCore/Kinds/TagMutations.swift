import IAMPolicy

/// The two calls that every taggable kind of IAM shares in shape.
enum TagMutations {
    /// One call for all that is missing or changed, one for all that is too much.
    static func drafts(
        of drifts: [AspectDrift], tag: (JSONObject, [AspectWrite]) -> Mutation, untag: (JSONObject, [AspectWrite]) -> Mutation,
        subject: JSONObject
    ) -> [CorrectionDraft] {
        let set = drifts.filter { $0.desired != nil }
        let removed = drifts.filter { $0.desired == nil }
        var drafts: [CorrectionDraft] = []
        if !set.isEmpty {
            var parameters = subject
            parameters["Tags"] = Self.list(set.map { ($0.aspect.member ?? "", $0.desired?.stringValue ?? "") })
            drafts.append(Self.draft(tag(parameters, set.map(AspectWrite.init)), "sets \(Self.names(set))"))
        }
        if !removed.isEmpty {
            var parameters = subject
            parameters["TagKeys"] = .array(removed.map { .string($0.aspect.member ?? "") })
            drafts.append(Self.draft(untag(parameters, removed.map(AspectWrite.init)), "removes \(Self.names(removed))"))
        }
        return drafts
    }

    static func list(_ tags: [(String, String)]) -> JSONValue {
        .array(tags.map { ["Key": .string($0.0), "Value": .string($0.1)] })
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
