import IAMPolicy
import ReconcileCore

/// A difference as it is stored: unlike what is shown to people, it tells an absent value from JSON's null.
enum DifferenceJSON {
    static func json(_ difference: Difference) -> JSONValue {
        var object = JSONObject([.init(name: "path", value: .string(difference.path))])
        object["desired"] = difference.desired
        object["live"] = difference.live
        object["reason"] = difference.reason.map { .string($0) }
        return .object(object)
    }

    /// - Returns: `nil` where the value is not what `json` writes.
    static func difference(_ json: JSONValue) -> Difference? {
        guard let path = json["path"]?.stringValue else { return nil }
        return Difference(path: path, desired: json["desired"], live: json["live"], reason: json["reason"]?.stringValue)
    }
}
