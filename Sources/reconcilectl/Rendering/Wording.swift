import Foundation
import ReconcileCore

/// Words and colours of states.
enum Wording {
    /// `awaitingApproval` as people write it: `awaiting approval`.
    static func spaced(_ name: String) -> String {
        name.reduce(into: "") { text, character in text += character.isUppercase ? " " + character.lowercased() : String(character) }
    }

    static func severity(_ name: String) -> Screen.Style {
        switch Severity(rawValue: name) {
        case .critical: .alarm
        case .high: .bad
        case .medium: .warning
        case .low: .faint
        case nil: .plain
        }
    }

    static func resourceState(_ name: String) -> Screen.Style {
        switch ObservedResource.State(rawValue: name) {
        case .inSync: .good
        case .drifted: .bad
        case .propagating: .notice
        case .undetermined: .unclear
        case .paused, .orphaned: .faint
        case nil: .plain
        }
    }

    /// The state of a blueprint: of its chain, of its claims, or none.
    static func chainState(_ name: String) -> Screen.Style {
        if let state = AssertionState(rawValue: name) {
            switch state {
            case .passed: return .good
            case .failed: return .bad
            case .propagating: return .notice
            case .undetermined: return .unclear
            }
        }
        return ChainLink.State(rawValue: name) == nil ? .faint : PreflightView.style(name)
    }

    static func driftState(_ name: String) -> Screen.Style {
        switch DriftState(rawValue: name) {
        case .open, .suspectedRevert: .warning
        case .awaitingApproval: .warning
        case .correcting, .propagating: .notice
        case .failed, .refused, .fighting: .bad
        case .unknown: .unclear
        case .ignored, .paused: .faint
        case nil: .plain
        }
    }

    static func correctionState(_ name: String) -> Screen.Style {
        switch CorrectionState(rawValue: name) {
        case .settled: .good
        case .planned, .queued, .intended, .applied, .readable: .notice
        case .awaitingApproval: .warning
        case .failed, .refused: .bad
        case .unknown: .unclear
        case .superseded: .faint
        case nil: .plain
        }
    }

    /// What an operator types to let a correction be sent.
    static func approval(of id: String) -> String { "reconcilectl approve \(id)" }

    /// `2030-03-17 18:00:00 (in 2h)`, or that only a person ends it.
    static func end(_ date: Date?, on screen: Screen) -> String { date.map { "until \(screen.moment($0))" } ?? "until it is resumed" }

    /// `1 drift`, `2 drifts`.
    static func count(_ number: Int, _ noun: String, plural: String? = nil) -> String {
        "\(number) \(number == 1 ? noun : plural ?? noun + "s")"
    }
}
