package import IAMPolicy

/// One thing that is not as declared, as data: table, JSON, webhook and journal all show this.
package struct Difference: Hashable, Sendable {
    /// Where within the aspect: `Statement[Load].Action`; empty for the aspect as a whole.
    package let path: String
    /// `nil`: must not be there.
    package let desired: JSONValue?
    /// `nil`: is not there.
    package let live: JSONValue?
    /// Set where the values alone do not tell, such as the id of a deleted principal.
    package let reason: String?

    package init(path: String, desired: JSONValue?, live: JSONValue?, reason: String? = nil) {
        self.path = path
        self.desired = desired
        self.live = live
        self.reason = reason
    }

    package var json: JSONValue {
        var object: JSONValue = ["path": .string(self.path), "desired": self.desired ?? .null, "live": self.live ?? .null]
        if let reason, case .object(var members) = object {
            members["reason"] = .string(reason)
            object = .object(members)
        }
        return object
    }

    /// - Returns: `nil` where the value is no difference.
    package init?(json: JSONValue) {
        guard let path = json["path"]?.stringValue else { return nil }
        self.init(
            path: path, desired: json["desired"].flatMap { $0.isNull ? nil : $0 },
            live: json["live"].flatMap { $0.isNull ? nil : $0 }, reason: json["reason"]?.stringValue)
    }
}
