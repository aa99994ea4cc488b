/// Principals in one spelling.
///
/// Source: IAM User Guide, "AWS JSON policy elements: Principal".
enum CanonicalPrincipals {
    /// One principal with its type; the type of a bare string is empty.
    struct Item: Hashable, Sendable {
        let type: String
        let value: String
    }

    /// - Returns: `nil` if nobody is named, which is what an absent `Principal` says too.
    static func items(ofPrincipal set: PrincipalSet, effect: PolicyEffect) -> [Item]? {
        // In an Allow, AWS documents both spellings as everyone. In a Deny, `{"AWS": "*"}` might leave out
        // service principals, and a Deny that reaches less is no detail: there they stay apart.
        if case .text("*") = set, effect == .allow { return [Item(type: "AWS", value: "*")] }
        let items = Self.items(of: set)
        return items.isEmpty ? nil : items
    }

    /// The set of a `NotPrincipal`, or of a `Principal` by its spelling; sorted, each item once.
    static func items(of set: PrincipalSet) -> [Item] {
        switch set {
        case .text(let text): return [Item(type: "", value: Self.accountID(ofRoot: text) ?? text)]
        case .groups(let groups):
            let items = groups.flatMap { group in
                group.values.map { value in
                    Item(type: group.type, value: group.type == "AWS" ? Self.accountID(ofRoot: value) ?? value : value)
                }
            }
            return Self.sortedSet(items)
        }
    }

    static func sortedSet(_ items: [Item]) -> [Item] {
        let sorted = items.sorted { left, right in
            left.type == right.type
                ? ExactText.precedes(left.value, right.value) : ExactText.precedes(left.type, right.type)
        }
        return sorted.reduce(into: []) { result, item in
            if let last = result.last, Self.areIdentical(last, item) { return }
            result.append(item)
        }
    }

    static func areIdentical(_ left: Item, _ right: Item) -> Bool {
        ExactText.areIdentical(left.type, right.type) && ExactText.areIdentical(left.value, right.value)
    }

    /// - Parameter items: Sorted.
    static func set(of items: [Item]) -> PrincipalSet {
        if items.count == 1, items[0].type.isEmpty { return .text(items[0].value) }
        var groups: [PrincipalGroup] = []
        for item in items {
            if let last = groups.indices.last, ExactText.areIdentical(groups[last].type, item.type) {
                groups[last].values.append(item.value)
            } else {
                groups.append(PrincipalGroup(type: item.type, values: [item.value]))
            }
        }
        return .groups(groups)
    }

    /// The account that `arn:PARTITION:iam::ID:root` stands for, or `nil` if the text is something else.
    ///
    /// The ARN means the account, not its root user, so the id alone says the same;
    /// account ids are unique across partitions.
    static func accountID(ofRoot text: String) -> String? {
        guard text.utf8.count < 64, text.hasPrefix("arn:"), text.hasSuffix(":root") else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 6, !parts[1].isEmpty, !parts[1].contains("*"), parts[2] == "iam", parts[3].isEmpty else { return nil }
        guard parts[4].utf8.count == 12, parts[4].utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return String(parts[4])
    }
}
