import ArgumentParser
import Foundation
import ReconcileCore

/// When an exception ends, as operators write it: `2h`, `3d`, `2027-01-31`, `2027-01-31T18:00:00Z`.
enum EndTime: ExpressibleByArgument, Equatable {
    case after(TimeSpan)
    case at(Date)

    init?(argument: String) {
        if let span = TimeSpan(argument: argument) {
            self = .after(span)
        } else if let date = Self.endOfDay(argument) ?? Self.instant(argument) {
            self = .at(date)
        } else {
            return nil
        }
    }

    /// An hour 25 or a 30th of February is none, although Foundation counts on.
    private static func instant(_ text: String) -> Date? {
        let local = text.prefix(19)
        guard let date = RFC3339.date(text), let plain = RFC3339.date("\(local)Z"), RFC3339.string(plain).hasPrefix(local) else { return nil }
        return date
    }

    /// As in manifests: the day counts, in UTC.
    private static func endOfDay(_ text: String) -> Date? {
        guard text.utf8.count == 10, let day = RFC3339.date("\(text)T00:00:00Z"), RFC3339.string(day).hasPrefix(text) else { return nil }
        return day.addingTimeInterval(86_400)
    }

    /// The end as it is sent: RFC 3339 in UTC.
    /// - Throws: `refused` where it is not after `now`.
    func text(from now: Date) throws(VerbFailure) -> String {
        let end =
            switch self {
            case .after(let span): now.addingTimeInterval(Double(span.seconds))
            case .at(let date): date
            }
        guard end > now else { throw VerbFailure(.refused, "--until \(RFC3339.string(end)) is not in the future: nothing was sent") }
        return RFC3339.string(end)
    }
}
