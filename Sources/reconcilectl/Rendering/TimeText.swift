import Foundation

extension Screen {
    /// Local time with its age: `14:03:12 (2m ago)`; with the day where that is not today.
    func moment(_ date: Date) -> String {
        "\(self.clock(date)) (\(self.distance(date)))"
    }

    /// `2m ago`, or `in 2m`.
    func distance(_ date: Date) -> String {
        let age = self.now.timeIntervalSince(date)
        return age < 0 ? "in \(Self.age(-age))" : "\(Self.age(age)) ago"
    }

    func clock(_ date: Date) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = self.timeZone
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
        let time = [parts.hour, parts.minute, parts.second].map(Self.twoDigits).joined(separator: ":")
        if calendar.isDate(date, inSameDayAs: self.now) { return time }
        return "\(parts.year ?? 0)-\(Self.twoDigits(parts.month))-\(Self.twoDigits(parts.day)) \(time)"
    }

    private static func twoDigits(_ number: Int?) -> String {
        let text = "\(number ?? 0)"
        return text.count < 2 ? "0" + text : text
    }

    /// The largest whole unit: `12s`, `6m`, `5h`, `3d`.
    static func age(_ seconds: Double) -> String {
        let whole = Self.whole(seconds)
        return switch whole {
        case ..<60: "\(whole)s"
        case ..<3600: "\(whole / 60)m"
        case ..<86_400: "\(whole / 3600)h"
        default: "\(whole / 86_400)d"
        }
    }

    /// The two largest units: `6m 12s`, `1h 30m`, `10m`.
    static func duration(_ seconds: Double) -> String {
        let whole = Self.whole(seconds)
        let units = [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)]
        guard let first = units.firstIndex(where: { whole >= $0.1 }) else { return "0s" }
        let parts = units[first...].prefix(2).enumerated().map { place, unit in
            (place == 0 ? whole / unit.1 : whole % units[first].1 / unit.1, unit.0)
        }
        return parts.filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined(separator: " ")
    }

    private static func whole(_ seconds: Double) -> Int { Int(exactly: min(max(seconds, 0), 1e12).rounded(.down)) ?? 0 }
}
