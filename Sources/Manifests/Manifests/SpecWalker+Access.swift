import IAMPolicy
import ReconcileCore

/// The form `access` of policies: what must be possible, and the names that statements of ours bear.
extension SpecWalker {
    private static func access(_ type: PolicyType) -> SpecShape {
        .list(
            .record([
                SpecField("principal", .reference([.role, .user], .principalARN), isRequired: true),
                SpecField("actions", .list(.string(Self.action(type))), isRequired: true),
                SpecField("resources", .list(.string(Self.resource(type))), isRequired: true),
                SpecField("context", .map(keys: Self.contextKey, values: .anyOf([.string(.any), .list(.string(.any))])))
            ]))
    }

    /// - Returns: `nil` with faults where the node is no list of items.
    mutating func access(_ node: SourceNode, _ type: PolicyType, path: String) -> JSONValue? {
        guard let value = self.value(node, Self.access(type), path: path) else { return nil }
        var seen: [JSONValue: Int] = [:]
        for (index, item) in (node.list ?? []).enumerated() {
            for name in ["actions", "resources"] {
                guard let list = item.map?.first(where: { $0.name == name })?.value, list.list?.isEmpty == true else { continue }
                self.refuse(list, "\(path)[\(index)].\(name)", "must name at least one")
            }
            guard let written = self.json(item, replaces: true, path: path) else { continue }
            if let first = seen[written] {
                self.refuse(item, "\(path)[\(index)]", "says the same as [\(first)]")
            } else {
                seen[written] = index
            }
        }
        return value
    }

    // MARK: What an item may hold

    private static func action(_ type: PolicyType) -> StringRule {
        StringRule("an action (service:Name)") { text in
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return "must look like service:Name" }
            if type == .key, parts[0].lowercased() != "kms" { return "is not granted by a key policy, which is about kms: only" }
            guard let service = ActionCatalog.service(parts[0]) else { return nil }
            guard service.actions(matching: parts[1]).isEmpty else { return nil }
            let meant = service.suggestion(for: parts[1]).map { "; did you mean \(service.prefix):\($0)?" }
            return "names no action of \(service.prefix)\(meant ?? "")"
        }
    }

    private static func resource(_ type: PolicyType) -> StringRule {
        StringRule(type == .key ? "`*`, which is the key, or its ARN" : "an ARN, with wildcards where they are meant") { text in
            if type == .key { return text == "*" || text.hasPrefix("arn:") ? nil : "is neither" }
            return text.hasPrefix("arn:") ? nil : "is none"
        }
    }

    private static let contextKey = StringRule("a context key (prefix:name)") { text in
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } ? nil : "must look like prefix:name"
    }

    // MARK: Sids

    /// - SeeAlso: IAM User Guide, "IAM JSON policy elements: Sid"; AWS KMS API Reference, `PutKeyPolicy`, parameter `Policy`.
    func checkSid(_ sid: String, _ type: PolicyType, at node: SourceNode, path: String) {
        if OwnStatement.reserves(sid) {
            self.refuse(node, path, "has the Sid `\(sid)`, of a form that is kept for statements of the form `access`")
        }
        if type.isStoredByIAM { return }
        let isPlain = sid.unicodeScalars.allSatisfy { (0x20...0xFF).contains($0.value) && !(0x7F...0x9F).contains($0.value) && $0 != ":" }
        if !isPlain { self.refuse(node, path, "has a Sid with characters other than those of Latin script, or with a colon") }
    }
}
