import IAMPolicy

/// Which principals there are, and how documents name them.
///
/// A user or a role is remembered by its unique id and shown by its ARN as long as it lives; one that was made anew
/// under the same name is another.
/// - SeeAlso: IAM User Guide, "AWS JSON policy elements: Principal".
struct PrincipalNames {
    let state: WorldState

    init(_ state: WorldState) { self.state = state }

    /// `nil` where there is no such user or role.
    func uniqueID(of arn: String) -> String? { self.entity(of: arn)?.id }

    /// The ARN of a living user or role.
    func arn(ofID id: String) -> String? {
        for account in self.state.accounts.values {
            if let arn = account.iam.principalARNs[id] { return arn }
        }
        return nil
    }

    func entity(of arn: String) -> IAMEntity? {
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[2] == "iam", let word = parts[5].split(separator: "/").first, let name = parts[5].split(separator: "/").last,
            let kind = IAMEntity.Kind(rawValue: word.capitalized), let entity = self.state.accounts[parts[4]]?.iam[kind][name.lowercased()],
            entity.arn == arn
        else { return nil }
        return entity
    }

    // MARK: Documents

    /// The document as it is kept: living principals by unique id, account ids as root ARNs, lists of one as that one.
    /// - Throws: the first principal that is none.
    func kept(_ document: JSONValue) throws(UnknownPrincipal) -> JSONValue {
        try self.rewriting(document) { name throws(UnknownPrincipal) in try self.kept(name) }
    }

    /// The document as it is shown.
    func shown(_ document: JSONValue) -> JSONValue {
        do throws(UnknownPrincipal) {
            return try self.rewriting(document) { name throws(UnknownPrincipal) in self.arn(ofID: name) ?? name }
        } catch {
            return document
        }
    }

    struct UnknownPrincipal: Error { let name: String }

    private func kept(_ name: String) throws(UnknownPrincipal) -> String {
        if name == "*" { return name }
        if name.utf8.count == 12, name.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return "arn:aws:iam::\(name):root" }
        guard let arn = name.split(separator: ":", maxSplits: 5).map(String.init).last.map({ ($0, name.split(separator: ":")) }),
            name.hasPrefix("arn:")
        else {
            // A unique id that is shown may be written back; of one that is dead AWS says the same as of any other word.
            if self.arn(ofID: name) != nil { return name }
            throw UnknownPrincipal(name: name)
        }
        let isIAM = arn.1.count > 2 && arn.1[2] == "iam"
        guard isIAM, arn.0 != "root", let account = arn.1.dropFirst(3).first.map(String.init), self.state.accounts[account] != nil else {
            return name
        }
        guard let id = self.uniqueID(of: name) else { throw UnknownPrincipal(name: name) }
        return id
    }

    private func rewriting(
        _ document: JSONValue, _ name: (String) throws(UnknownPrincipal) -> String
    ) throws(UnknownPrincipal) -> JSONValue {
        guard var object = document.objectValue, let statements = object["Statement"] else { return document }
        var written: [JSONValue] = []
        for statement in statements.arrayValue ?? [statements] { written.append(try self.rewritten(statement, name)) }
        object["Statement"] = .array(written)
        return .object(object)
    }

    private func rewritten(
        _ statement: JSONValue, _ name: (String) throws(UnknownPrincipal) -> String
    ) throws(UnknownPrincipal) -> JSONValue {
        guard var object = statement.objectValue else { return statement }
        for key in ["Principal", "NotPrincipal"] {
            guard var groups = object[key]?.objectValue else { continue }
            for member in groups.members {
                var names: [String] = []
                for each in member.value.arrayValue ?? [member.value] {
                    let text = each.stringValue ?? ""
                    let rewritten = member.name == "AWS" ? try name(text) : text
                    if !names.contains(rewritten) { names.append(rewritten) }
                }
                groups[member.name] = names.count == 1 ? .string(names[0]) : .array(names.map { .string($0) })
            }
            object[key] = .object(groups)
        }
        for key in ["Action", "Resource"] {
            if let items = object[key]?.arrayValue, items.count == 1 { object[key] = items[0] }
        }
        return .object(object)
    }
}
