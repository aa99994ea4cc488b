/// How urgent a drift is, by what it does and what it reaches.
///
/// Critical is what is proved to open the account, to hand out an administrator's power, to lock a
/// declared principal out or to switch a key off. What merely might do so, because its direction
/// cannot be told, is high.
package enum SeverityRule {
    package static func severity(of effect: AccessEffect) -> Severity {
        guard effect.reach.isEmpty else { return .critical }
        switch (effect.concern, effect.direction) {
        case (.description, _), (_, .neutral): return .low
        case (.effect, _): return .medium
        case (.access, .widens), (.access, .narrows), (.access, .both), (.access, .undetermined): return .high
        }
    }
}
