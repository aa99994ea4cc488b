/// Which resources somebody means: by kind, by name, by account, or all of them.
package struct ResourceSelector: Equatable, Sendable {
    package let kind: ResourceKind?
    package let name: String?
    package let account: String?
    package let region: String?

    /// - Parameter kind: as people type it: without case, `roles` as well as `Role`.
    /// - Throws: `ControlError` (`invalid`) for a kind that does not exist.
    package init(kind: String?, name: String?, account: String?, region: String? = nil) throws(ControlError) {
        self.kind = if let kind { try Self.kind(named: kind) } else { nil }
        self.name = name
        self.account = account
        self.region = region
    }

    /// Reads `KIND`, `KIND/NAME`, or the full `account/KIND/NAME` and `account/region/KIND/NAME`.
    /// - Throws: `ControlError` (`invalid`) for anything else.
    package init(parsing text: String, account: String?) throws(ControlError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...4).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else {
            throw ControlError(code: .invalid, message: "\"\(text)\" is no resource: write KIND/NAME, such as Role/neptune-export")
        }
        switch parts.count {
        case 1: try self.init(kind: parts[0], name: nil, account: account)
        case 2: try self.init(kind: parts[0], name: parts[1], account: account)
        case 3: try self.init(kind: parts[1], name: parts[2], account: try Self.same(parts[0], account))
        default: try self.init(kind: parts[2], name: parts[3], account: try Self.same(parts[0], account), region: parts[1])
        }
    }

    private static func same(_ written: String, _ option: String?) throws(ControlError) -> String {
        guard option == nil || option == written else {
            throw ControlError(code: .invalid, message: "two accounts are named: \(written) and \(option ?? "")")
        }
        return written
    }

    /// - Throws: `ControlError` (`invalid`), with the kinds that there are.
    package static func kind(named text: String) throws(ControlError) -> ResourceKind {
        let wanted = text.lowercased()
        let kinds = KindRegistry.all.map(\.kind) + ResourceKind.blueprints.sorted()
        let match = kinds.first { kind in
            let name = kind.rawValue.lowercased()
            return [name, name + "s", name.hasSuffix("y") ? name.dropLast() + "ies" : name].contains(wanted)
        }
        guard let match else {
            let known = kinds.map(\.rawValue).sorted().joined(separator: ", ")
            throw ControlError(code: .invalid, message: "there is no kind \"\(text)\"; the kinds are \(known)")
        }
        return match
    }

    package func matches(_ identity: ResourceIdentity) -> Bool {
        if let kind, identity.kind != kind { return false }
        if let account, identity.account != account { return false }
        if let region, identity.region != region { return false }
        guard let name else { return true }
        return ResourceIdentity(account: identity.account, region: identity.region, kind: identity.kind, name: name) == identity
    }

    /// The one that is meant among `identities`.
    /// - Throws: `ControlError`: `notFound` where there is none, `invalid` where there are several.
    package func single(among identities: [ResourceIdentity]) throws(ControlError) -> ResourceIdentity {
        let matching = identities.filter(self.matches).sorted()
        if matching.count == 1, let only = matching.first { return only }
        guard !matching.isEmpty else {
            throw ControlError(code: .notFound, message: "\(self.text) is not declared; `reconcilectl get` lists what is")
        }
        let names = matching.prefix(5).map(\.description).joined(separator: ", ")
        throw ControlError(code: .invalid, message: "\(self.text) may be any of \(names): name the account with --account, or write it in full")
    }

    private var text: String {
        [self.account, self.region, self.kind?.rawValue, self.name].compactMap(\.self).joined(separator: "/")
    }
}
