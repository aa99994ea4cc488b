import Foundation

/// One line of the table.
struct BenchRow {
    let name: String
    /// In `unit`.
    let value: Double
    let unit: String
    /// What the project asks for, in the same unit.
    let asked: String
    /// The value over that of `baseline`, in the same run.
    let ratio: Double
    let baseline: String

    static let header = Self.line("what", "value", "", "asked for", "ratio", "to")

    var line: String {
        Self.line(self.name, Self.shown(self.value), self.unit, self.asked, Self.shown(self.ratio), self.baseline)
    }

    private static func shown(_ value: Double) -> String {
        value >= 1000 ? String(Int(value.rounded())) : String(format: value >= 10 ? "%.1f" : "%.3f", value)
    }

    private static func line(_ name: String, _ value: String, _ unit: String, _ asked: String, _ ratio: String, _ baseline: String) -> String {
        let figures = Self.leading(value, 10) + " " + Self.padded(unit, 12) + Self.padded(asked, 14) + Self.leading(ratio, 9)
        return Self.padded(name, 32) + figures + "  " + baseline
    }

    private static func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }
    private static func leading(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }
}

/// The time that this process has spent on its core, in seconds: what others do on the machine counts little.
enum BenchClock {
    static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// Seconds that one call of `body` takes, on average over at least `seconds`; the first call warms up and does not count.
    static func average(over seconds: Double, _ body: () -> Void) -> Double {
        body()
        let start = Self.now
        var rounds = 0
        repeat {
            body()
            rounds += 1
        } while Self.now - start < seconds
        return (Self.now - start) / Double(rounds)
    }
}
