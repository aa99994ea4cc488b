import Foundation
import IAMPolicy

/// Asks again and again until the answer is the one hoped for or the time is up.
struct Polling {
    let timeout: TimeSpan

    /// The first wait and the longest. Unit: seconds.
    private static let waits = (first: 0.1, longest: 2.0)

    /// - Returns: the answer that is `isDone`; `nil` when the time is up.
    func until(
        _ isDone: (JSONValue) -> Bool, progress: ProgressLine, ask: () async throws -> JSONValue
    ) async throws -> JSONValue? {
        let clock = ContinuousClock()
        let start = clock.now
        let end = start.advanced(by: .seconds(self.timeout.seconds))
        var wait = Self.waits.first
        while true {
            let answer = try await ask()
            if isDone(answer) { return answer }
            guard clock.now < end else { return nil }
            progress.show(elapsed: clock.now - start, state: answer["state"]?.stringValue)
            try await clock.sleep(until: min(clock.now.advanced(by: .seconds(wait)), end))
            wait = min(wait * 1.5, Self.waits.longest)
        }
    }
}

/// A line on standard error that tells how long a wait has lasted; only where a person looks.
struct ProgressLine {
    let what: String

    func show(elapsed: Duration, state: String?) {
        guard Terminal.showsProgress else { return }
        let state = state.map { " (\(VisibleText.line($0)))" } ?? ""
        Terminal.writeError("\r\u{1B}[K\(self.what)\(state) … \(Screen.duration(Double(elapsed.components.seconds)))")
    }

    func clear() {
        if Terminal.showsProgress { Terminal.writeError("\r\u{1B}[K") }
    }
}
