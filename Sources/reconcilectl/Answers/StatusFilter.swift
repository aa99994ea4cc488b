import IAMPolicy

/// A status with only what belongs to one account; counts stay those of all.
enum StatusFilter {
    static func keep(account: String, in status: JSONValue) -> JSONValue {
        guard case .object(var object) = status else { return status }
        object["accounts"] = Self.elements(object["accounts"]) { $0["name"]?.stringValue == account }
        for name in ["undetermined", "drifts", "propagation", "asking"] {
            object[name] = Self.elements(object[name]) { $0["resource"]?.stringValue?.hasPrefix(account + "/") == true }
        }
        object["exceptions"] = Self.elements(object["exceptions"]) { $0["account"]?.stringValue == account }
        object["chains"] = Self.elements(object["chains"]) { $0["blueprint"]?.stringValue?.hasPrefix(account + "/") == true }
        object["assertions"] = Self.elements(object["assertions"]) { $0["assertion"]?.stringValue?.hasPrefix(account + "/") == true }
        return .object(object)
    }

    private static func elements(_ value: JSONValue?, where keeps: (JSONValue) -> Bool) -> JSONValue {
        .array((value?.arrayValue ?? []).filter(keeps))
    }
}
