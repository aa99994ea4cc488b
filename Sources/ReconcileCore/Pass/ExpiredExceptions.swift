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
