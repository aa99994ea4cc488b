import Foundation
import IAMPolicy
import ReconcileCore

/// The `reconcile` part of a manifest as it is stored.
enum SettingsJSON {
    /// - Throws: `unusableValue` for a duration that is no number.
    static func json(_ settings: ReconcileSettings) throws(StoreError) -> JSONValue {
        var object = JSONObject()
        object["mode"] = settings.mode.map { .string($0.rawValue) }
        object["ownership"] = .string(settings.ownership.rawValue)
        object["deletion"] = .string(settings.deletion.rawValue)
        if settings.isToBeDeleted { object["isToBeDeleted"] = true }
        if let seconds = settings.propagationSeconds {
            guard seconds.isFinite else {
                throw StoreError(code: .unusableValue, message: "a propagation time of \(seconds) seconds cannot be stored")
            }
            object["propagationSeconds"] = .number(String(seconds))
        }
        object["ignore"] = .array(settings.ignoreRules.map { Self.json($0) })
        return .object(object)
    }

    /// - Returns: `nil` where the value is not what `json` writes.
    static func settings(_ json: JSONValue) -> ReconcileSettings? {
        guard let ownership = json["ownership"]?.stringValue.flatMap({ Ownership(rawValue: $0) }),
            let deletion = json["deletion"]?.stringValue.flatMap({ DeletionPolicy(rawValue: $0) }),
            let rules = json["ignore"]?.arrayValue
        else { return nil }
        var settings = ReconcileSettings(ownership: ownership, deletion: deletion)
        settings.isToBeDeleted = json["isToBeDeleted"]?.boolValue ?? false
        if let mode = json["mode"] {
            guard let known = mode.stringValue.flatMap({ ReconcileMode(rawValue: $0) }) else { return nil }
            settings.mode = known
        }
        if let seconds = json["propagationSeconds"] {
            guard case .number(let text) = seconds, let number = Double(text) else { return nil }
            settings.propagationSeconds = number
        }
        for rule in rules {
            guard let read = Self.rule(rule) else { return nil }
            settings.ignoreRules.append(read)
        }
        return settings
    }

    private static func json(_ rule: IgnoreRule) -> JSONValue {
        var object = JSONObject([
            .init(name: "aspect", value: .string(rule.aspect)), .init(name: "reason", value: .string(rule.reason))
        ])
        object["owner"] = rule.owner.map { .string($0) }
        object["until"] = rule.until.map { .string(StoredTime.text($0)) }
        return .object(object)
    }

    private static func rule(_ json: JSONValue) -> IgnoreRule? {
        guard let aspect = json["aspect"]?.stringValue, let reason = json["reason"]?.stringValue else { return nil }
        var until: Date?
        if let text = json["until"] {
            guard let date = text.stringValue.flatMap({ RFC3339.date($0) }) else { return nil }
            until = date
        }
        return IgnoreRule(aspect: aspect, reason: reason, owner: json["owner"]?.stringValue, until: until)
    }
}
