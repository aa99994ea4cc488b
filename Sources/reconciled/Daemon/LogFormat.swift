import Foundation
import Logging
import ReconcileCore

/// Writes log lines to standard error: text for people, JSON for programs, with priorities under systemd.
///
/// Never waits: a line that finds no room is lost, and that is said as soon as there is room again.
struct StandardErrorLog: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    private let format: LogSettings.Format
    /// Whether lines begin with `<N>`, which journald takes for the priority.
    /// - SeeAlso: sd-daemon(3).
    private let showsPriority: Bool

    init(settings: LogSettings, environment: [String: String]) {
        self.logLevel = Logger.Level(rawValue: settings.level.rawValue) ?? .info
        self.format = settings.format
        self.showsPriority = environment["JOURNAL_STREAM"] != nil
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let line = self.line(event.level, "\(event.message)", self.metadata.merging(event.metadata ?? [:]) { _, new in new })
        ErrorStream.standard.write(line) { self.line(.warning, "log lines were lost: standard error took no more", ["lines": "\($0)"]) }
    }

    private func line(_ level: Logger.Level, _ message: String, _ values: Logger.Metadata) -> String {
        let priority = self.showsPriority ? "<\(Self.priority(level))>" : ""
        return switch self.format {
        case .text: priority + self.text(level, message, values)
        case .json: priority + self.json(level, message, values)
        }
    }

    private func text(_ level: Logger.Level, _ message: String, _ values: Logger.Metadata) -> String {
        let time = self.showsPriority ? "" : RFC3339.string(Date()) + " "
        let pairs = values.sorted { $0.key < $1.key }.map { " \($0.key)=\(Self.quoted("\($0.value)"))" }.joined()
        return "\(time)\(level.rawValue): \(message)\(pairs)"
    }

    private func json(_ level: Logger.Level, _ message: String, _ values: Logger.Metadata) -> String {
        LogLine(time: RFC3339.string(Date()), level: level.rawValue, message: message, values: values.mapValues { "\($0)" }).text
    }

    private static func quoted(_ text: String) -> String {
        let plain = text.replacing("\n", with: " ")
        return plain.contains(" ") || plain.isEmpty ? "\"\(plain)\"" : plain
    }

    private static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
