/// When resources were last read: a pass that found nothing to note of one has read it all the same.
struct LastReads {
    private let finished: [String: PassRecord]

    /// - Parameter passes: the last finished pass over each whole account.
    init(_ passes: [PassRecord]) {
        self.finished = Dictionary(passes.map { ($0.account, $0) }, uniquingKeysWith: { $0.id > $1.id ? $0 : $1 })
    }

    func applied(to seen: ObservedResource) -> ObservedResource {
        guard
            seen.gap == nil, let readAt = seen.lastReadAt, let pass = self.finished[seen.identity.account],
            pass.outcome != .failed, let finishedAt = pass.finishedAt, finishedAt > readAt
        else { return seen }
        var seen = seen
        seen.lastReadAt = finishedAt
        return seen
    }
}
