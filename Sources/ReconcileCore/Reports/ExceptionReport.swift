package import Foundation
package import IAMPolicy

/// What operators have taken out of the daemon's hands, as all programs write it.
package enum ExceptionReport {
    /// Those that hold at `date`, by account, resource and aspect.
    package static func holding(_ exceptions: [OperatorException], at date: Date) -> [OperatorException] {
        exceptions.filter { $0.holds(at: date) }.sorted { Self.order($0) < Self.order($1) }
    }

    private static func order(_ exception: OperatorException) -> (String, String, String, Date, String) {
        (exception.account, exception.resource?.key ?? "", exception.aspect ?? "", exception.createdAt, exception.id)
    }

    /// `{"id", "kind", "account", "resource", "aspect", "reason", "by", "since", "until"}`.
    package static func json(_ exception: OperatorException) -> JSONValue {
        [
            "id": .string(exception.id), "kind": .string(exception.kind.rawValue), "account": .string(exception.account),
            "resource": .text(exception.resource?.description), "aspect": .text(exception.aspect), "reason": .string(exception.reason),
            "by": .string(exception.owner), "since": .time(exception.createdAt), "until": .time(exception.until)
        ]
    }

    /// The pause of a whole account; of several the one that holds longest.
    package static func pause(ofAccount name: String, among exceptions: [OperatorException], at date: Date) -> OperatorException? {
        Self.holding(exceptions, at: date).filter { $0.kind == .pause && $0.resource == nil && $0.account == name }
            .max { ($0.until ?? .distantFuture) < ($1.until ?? .distantFuture) }
    }
}
