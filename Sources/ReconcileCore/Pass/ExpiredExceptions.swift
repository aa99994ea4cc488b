import Foundation
import IAMPolicy

/// Exceptions whose time has run out: from then on what they covered counts again, and the journal says since when.
struct ExpiredExceptions {
    private let ended: [OperatorException]
    private let now: Date

    init(_ exceptions: [OperatorException], at now: Date) {
        self.now = now
        self.ended = exceptions.filter { $0.endedAt == nil && !$0.holds(at: now) }.map { exception in
            var ended = exception
            ended.endedAt = exception.until
            return ended
        }
    }

    func add(to commit: inout Commit) {
        commit.exceptions += self.ended
        commit.journal += self.ended.map(self.entry)
    }

    private func entry(_ exception: OperatorException) -> JournalDraft {
        var details: JSONObject = [
            "exception": .string(exception.id), "exceptionKind": .string(exception.kind.rawValue), "account": .string(exception.account),
            "reason": .string(exception.reason), "owner": .string(exception.owner), "because": "its time had run out"
        ]
        if let aspect = exception.aspect { details["aspect"] = .string(aspect) }
        if let until = exception.until { details["until"] = .string(RFC3339.string(until)) }
        return JournalDraft(.exceptionEnded, at: self.now, resource: exception.resource, details: details)
    }
}

extension PassInput {
    /// Why an aspect counts again that did not: the exception that has run out last, with its owner; `nil` where a person ended it.
    func endedException(of aspect: AspectName, _ resource: DesiredResource) -> String? {
        let now = self.now.wall
        let begun = self.exceptions.filter { $0.endedAt == nil && !$0.holds(at: now) }.filter { exception in
            exception.pauses(resource.identity, at: .distantPast) || exception.ignores(aspect, of: resource.identity, at: .distantPast)
        }.map { (word: $0.kind.rawValue, owner: Optional($0.owner), reason: $0.reason, until: $0.until) }
        let declared = resource.settings.ignoreRules.filter { $0.covers(aspect, at: .distantPast) && !$0.covers(aspect, at: now) }
            .map { (word: "declared ignore", owner: $0.owner, reason: $0.reason, until: $0.until) }
        guard let last = (begun + declared).max(by: { ($0.until ?? .distantPast) < ($1.until ?? .distantPast) }) else { return nil }
        let owner = last.owner.map { " of \($0)" } ?? ""
        let end = last.until.map { " ended at \(RFC3339.string($0))" } ?? " has ended"
        return "the \(last.word)\(owner) (\(last.reason))\(end): the drift counts again"
    }
}
