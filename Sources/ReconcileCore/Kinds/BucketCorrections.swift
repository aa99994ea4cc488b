import IAMPolicy

extension BucketKind {
    package func creation(of target: CorrectionTarget) -> Creation {
        .impossible("buckets are never created: their names belong to whoever takes them first, anywhere")
    }

    package func corrections(of drifts: [AspectDrift], target: CorrectionTarget) -> [CorrectionDraft] {
        let calls = BucketCalls(target: target)
        let tags = drifts.filter { $0.aspect.base == "tags" }
        let members = PolicyFormCorrections("bucketPolicy", of: drifts, target: target)
        return drifts.compactMap(calls.draft) + members.drafts(calls.policy) + (tags.isEmpty ? [] : [calls.tags(tags)])
    }
}

/// The calls that bring one bucket back.
private struct BucketCalls {
    let target: CorrectionTarget

    private func mutation(_ operation: String, _ parameters: JSONObject = JSONObject(), writes: [AspectWrite]) -> Mutation {
        let identity = self.target.resource.identity
        let bucket: JSONObject = ["Bucket": .string(identity.name)]
        return Mutation(service: "s3", region: identity.region, operation: operation, parameters: bucket.adding(parameters), writes: writes)
    }

    /// - Returns: `nil` for tags and for members of a policy, which share one call.
    func draft(_ drift: AspectDrift) -> CorrectionDraft? {
        switch (drift.aspect.base, drift.desired) {
        case ("bucketPolicy", let document) where drift.aspect.member == nil:
            CorrectionDraft(
                aspects: [drift.aspect], stage: document == nil ? .revoke : .grant,
                mutations: [self.policy(document, writes: [AspectWrite(drift)])],
                reason: document == nil ? "DeleteBucketPolicy removes the bucket policy" : "PutBucketPolicy restores the bucket policy")
        case ("defaultEncryption", let desired?): self.encryption(drift, desired)
        case ("publicAccessBlock", let desired?): self.accessBlock(drift, desired)
        default: nil
        }
    }

    /// - Parameter document: `nil`: none at all.
    func policy(_ document: JSONValue?, writes: [AspectWrite]) -> Mutation {
        guard let document else { return self.mutation("DeleteBucketPolicy", writes: writes) }
        return self.mutation("PutBucketPolicy", ["Policy": .string(JSONWriter.compact(document))], writes: writes)
    }

    private func draft(
        _ drift: AspectDrift, _ operation: String, _ parameters: JSONObject = JSONObject(), stage: CorrectionStage
    ) -> CorrectionDraft {
        CorrectionDraft(
            aspects: [drift.aspect], stage: stage, mutations: [self.mutation(operation, parameters, writes: [AspectWrite(drift)])],
            reason: "\(operation) brings back \(drift.aspect)")
    }

    /// After what grants: a key whose policy is put back in the same pass has to let its users in first.
    private func encryption(_ drift: AspectDrift, _ desired: JSONValue) -> CorrectionDraft {
        if self.declaresNone("defaultEncryption", desired) { return self.draft(drift, "DeleteBucketEncryption", stage: .revoke) }
        let configuration = BucketEncryption.parameters(
            desired, live: drift.live, blocked: self.target.live?.facts[BucketEncryption.blockedFact])
        return self.draft(drift, "PutBucketEncryption", ["ServerSideEncryptionConfiguration": configuration], stage: .revoke)
    }

    /// Whether it is declared to be absent, and that is what is to be written: a rollback writes something else.
    private func declaresNone(_ base: String, _ desired: JSONValue) -> Bool {
        self.target.resource.spec[base]?.isNull == true && self.target.desired.values[AspectName(base)] == .some(.some(desired))
    }

    /// What blocks comes before any policy that it would limit; what is to be opened is opened before the policy that needs it.
    private func accessBlock(_ drift: AspectDrift, _ desired: JSONValue) -> CorrectionDraft {
        if self.declaresNone("publicAccessBlock", desired) { return self.draft(drift, "DeletePublicAccessBlock", stage: .grant) }
        let blocks = BucketAccessBlock.names.contains { desired[$0] == true && drift.live?[$0] != true }
        let configuration = BucketAccessBlock.parameters(desired, live: drift.live)
        return self.draft(
            drift, "PutPublicAccessBlock", ["PublicAccessBlockConfiguration": configuration], stage: blocks ? .restrict : .grant)
    }

    /// One call replaces all tags: those that did not drift are written as they are, AWS's own included.
    func tags(_ drifts: [AspectDrift]) -> CorrectionDraft {
        var tags: [String: String] = [:]
        for (aspect, value) in self.target.live?.aspects ?? [:] where aspect.base == "tags" {
            if let name = aspect.member { tags[name] = value.stringValue ?? "" }
        }
        for drift in drifts { tags[drift.aspect.member ?? ""] = drift.desired?.stringValue }
        let writes = drifts.map(AspectWrite.init)
        let list = TagMutations().list(tags.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        let mutation =
            tags.isEmpty
            ? self.mutation("DeleteBucketTagging", writes: writes)
            : self.mutation("PutBucketTagging", ["Tagging": ["TagSet": list]], writes: writes)
        return CorrectionDraft(
            aspects: drifts.map(\.aspect), stage: .describe, mutations: [mutation],
            reason: "\(mutation.operation) restores \(drifts.map(\.aspect.description).joined(separator: ", "))")
    }
}
