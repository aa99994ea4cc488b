import IAMPolicy

/// An account's export without what may differ after a change and its correction: the numbers and dates of policy versions,
/// the order of lists that have none, access keys that may not be used.
struct SettledExport: Equatable {
    private let parts: [String: [JSONValue]]

    init(_ export: JSONValue) {
        func members(_ part: String) -> [JSONObject.Member] { export[part]?.objectValue?.sortedMembers ?? [] }
        self.parts = [
            "roles": members("roles").map { Self.withoutOrder($0.value) },
            "groups": members("groups").map { Self.withoutOrder($0.value) },
            "users": members("users").map { Self.withoutOrder(Self.withoutUnusableKeys($0.value)) },
            "policies": members("policies").map { member in
                let current = member.value["PolicyVersionList"]?.arrayValue?.first { $0["IsDefaultVersion"] == true }
                return ["name": .string(member.name), "document": current?["Document"] ?? .null]
            },
            "keys": members("keys").map { member in
                var key = member.value.objectValue ?? JSONObject()
                key["policy"] = key["policy"]?.stringValue.flatMap { try? JSONReader.parse($0) }
                return .object(key)
            }
        ]
    }

    private static func withoutUnusableKeys(_ user: JSONValue) -> JSONValue {
        var object = user.objectValue ?? JSONObject()
        object["keys"] = .array((object["keys"]?.arrayValue ?? []).filter { $0.arrayValue?.last == "Active" })
        return .object(object)
    }

    private static func withoutOrder(_ entity: JSONValue) -> JSONValue {
        var object = entity.objectValue ?? JSONObject()
        for member in object.members {
            guard let elements = member.value.arrayValue else { continue }
            object[member.name] = .array(elements.sorted { JSONWriter.canonical($0) < JSONWriter.canonical($1) })
        }
        return .object(object)
    }
}
