import IAMPolicy

/// An account's export taken apart by resource, each by the name that people gave it.
struct AccountParts {
    /// By `KIND/NAME`.
    private(set) var parts: [String: JSONValue] = [:]

    /// - Parameters:
    ///   - export: as `SimulatedWorld.export` gives it.
    ///   - names: of what AWS names by an id.
    init(_ export: JSONValue, region: String, names: [String: String]) {
        func members(_ path: String...) -> [JSONObject.Member] {
            path.reduce(Optional(export)) { $0?[$1] }?.objectValue?.members ?? []
        }
        func name(_ id: String) -> String { names[id] ?? id }
        for (kind, key) in [("Role", "roles"), ("User", "users"), ("Group", "groups")] {
            for member in members("iam", key) { self.parts["\(kind)/\(member.name)"] = member.value }
        }
        for member in members("iam", "policies") {
            let short = member.name.split(separator: "/").last.map(String.init) ?? member.name
            self.parts["ManagedPolicy/\(short)"] = Self.adding("arn", .string(member.name), to: member.value)
        }
        let aliases = members("kms", region, "aliases")
        for member in members("kms", region, "keys") {
            let own = aliases.filter { $0.value == .string(member.name) }.map { JSONValue.string($0.name) }
            self.parts["KMSKey/\(name(member.name))"] = Self.adding("aliases", .array(own), to: member.value)
        }
        for member in members("ec2", region) { self.parts["SecurityGroup/\(name(member.name))"] = member.value }
        for member in members("neptune", region) { self.parts["NeptuneCluster/\(member.name)"] = member.value }
        for member in members("s3") { self.parts["Bucket/\(member.name)"] = member.value }
        self.addControlPolicies(members("organization", "policies"), attachments: members("organization", "attachments"))
        self.addElsewhere(export, region: region)
    }

    /// What is attached belongs to the policy; its id is no part of it.
    private mutating func addControlPolicies(_ policies: [JSONObject.Member], attachments: [JSONObject.Member]) {
        for member in policies {
            let targets = attachments.filter { $0.value.arrayValue?.contains(.string(member.name)) == true }.map { JSONValue.string($0.name) }
            let content = member.value["content"]?.stringValue.flatMap { try? JSONReader.parse($0) } ?? .null
            let name = member.value["name"]?.stringValue ?? member.name
            self.parts["ServiceControlPolicy/\(name)"] = [
                "content": content, "targets": .array(targets), "description": member.value["description"] ?? .null
            ]
        }
    }

    /// Whatever there is in other regions and of other kinds: nothing is done there.
    private mutating func addElsewhere(_ export: JSONValue, region: String) {
        for service in ["kms", "ec2", "neptune"] {
            for member in export[service]?.objectValue?.members ?? [] where member.name != region {
                self.parts["\(service) \(member.name)"] = member.value
            }
        }
        let known: Set = ["iam", "kms", "ec2", "neptune", "s3", "organization"]
        for member in export.objectValue?.members ?? [] where !known.contains(member.name) { self.parts[member.name] = member.value }
    }

    private static func adding(_ key: String, _ value: JSONValue, to object: JSONValue) -> JSONValue {
        var object = object.objectValue ?? JSONObject()
        object[key] = value
        return .object(object)
    }

    // MARK: What AWS cannot have back

    /// The part without what is unavoidably another, where the row says so.
    /// - Parameter before: the same part as it was before all changes.
    static func settled(_ part: JSONValue?, before: JSONValue?, leaving leaves: Set<EditRow.Remainder>) -> JSONValue? {
        guard var object = part?.objectValue else { return part }
        if leaves.contains(.versions) { object["versions"] = nil }
        if leaves.contains(.id) { object["id"] = nil }
        if leaves.contains(.inactiveKey) {
            let keys = object["accessKeys"]?.objectValue?.members ?? []
            object["accessKeys"] = .object(JSONObject(keys.filter { $0.value == true || before?["accessKeys"]?[$0.name] != nil }))
        }
        if leaves.contains(.lostKey) { object["accessKeys"] = nil }
        return .object(object)
    }
}
