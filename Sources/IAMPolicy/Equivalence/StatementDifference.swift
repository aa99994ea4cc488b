/// What differs between two statements that answer to each other.
struct StatementDifference {
    let desired: PolicyStatement
    let live: PolicyStatement
    /// Name of the statement in paths.
    let prefix: String

    /// In the order in which the elements of a statement are written.
    var differences: [PolicyDifference] {
        let (desired, live) = (CanonicalStatement(self.desired, keepsSid: false), CanonicalStatement(self.live, keepsSid: false))
        let (desiredForm, liveForm) = (desired.statement, live.statement)
        var found: [PolicyDifference] = []
        if desiredForm.effect != liveForm.effect {
            found.append(
                PolicyDifference(
                    path: "\(self.prefix).Effect", desired: .string(desiredForm.effect.rawValue),
                    live: .string(liveForm.effect.rawValue)))
        }
        found += self.principals("Principal", desiredForm.principal, liveForm.principal, \.principal)
        found += self.principals("NotPrincipal", desiredForm.notPrincipal, liveForm.notPrincipal, \.notPrincipal)
        found += self.list("Action", desiredForm.action, liveForm.action, \.action, form: ASCIICase.lowered)
        found += self.list("NotAction", desiredForm.notAction, liveForm.notAction, \.notAction, form: ASCIICase.lowered)
        found += self.list("Resource", desiredForm.resource, liveForm.resource, \.resource)
        found += self.list("NotResource", desiredForm.notResource, liveForm.notResource, \.notResource)
        found += self.conditions(desiredForm.condition, liveForm.condition)
        found += MemberDifference.differences(
            desired: self.desired.unknownMembers, live: self.live.unknownMembers, prefix: self.prefix)
        return found
    }

    private func list(
        _ element: String, _ desired: [String]?, _ live: [String]?, _ written: KeyPath<PolicyStatement, [String]?>,
        form: (String) -> String = { $0 }
    ) -> [PolicyDifference] {
        let path = "\(self.prefix).\(element)"
        guard let desired, let live else {
            if desired == nil && live == nil { return [] }
            return [
                PolicyDifference(
                    path: path, desired: self.desired[keyPath: written].map { .scalarOrList($0) },
                    live: self.live[keyPath: written].map { .scalarOrList($0) })
            ]
        }
        let (went, came) = Self.changes(desired, live)
        if went.isEmpty && came.isEmpty { return [] }
        return [
            PolicyDifference(
                path: path, desired: Self.shown(went, asIn: self.desired[keyPath: written], form: form),
                live: Self.shown(came, asIn: self.live[keyPath: written], form: form))
        ]
    }

    private func principals(
        _ element: String, _ desired: PrincipalSet?, _ live: PrincipalSet?, _ written: KeyPath<PolicyStatement, PrincipalSet?>
    ) -> [PolicyDifference] {
        let path = "\(self.prefix).\(element)"
        guard case .groups(let desiredGroups) = desired, case .groups(let liveGroups) = live else {
            if desired == live { return [] }
            return [
                PolicyDifference(
                    path: path, desired: self.desired[keyPath: written]?.jsonValue, live: self.live[keyPath: written]?.jsonValue,
                    reason: Self.deadPrincipalReason(in: live))
            ]
        }
        let types = ExactText.sortedSet((desiredGroups + liveGroups).map(\.type))
        return types.compactMap { type in
            let desiredValues = desiredGroups.first { $0.type == type }?.values ?? []
            let liveValues = liveGroups.first { $0.type == type }?.values ?? []
            let (went, came) = Self.changes(desiredValues, liveValues)
            if went.isEmpty && came.isEmpty { return nil }
            let isDead = type == "AWS" && came.contains(where: PrincipalResolution.isUniqueID)
            return PolicyDifference(
                path: "\(path).\(type)",
                desired: Self.shown(went, asIn: Self.values(of: self.desired[keyPath: written], type: type), form: Self.accountForm),
                live: Self.shown(came, asIn: Self.values(of: self.live[keyPath: written], type: type), form: Self.accountForm),
                reason: isDead ? PolicyDifference.deadPrincipalReason : nil)
        }
    }

    private func conditions(_ desired: [ConditionBlock], _ live: [ConditionBlock]) -> [PolicyDifference] {
        let (desiredClauses, liveClauses) = (Self.clauses(desired), Self.clauses(live))
        let paths = ExactText.sortedSet(Array(desiredClauses.keys) + Array(liveClauses.keys))
        return paths.compactMap { path in
            let place = "\(self.prefix).Condition.\(path)"
            guard let desiredValues = desiredClauses[path], let liveValues = liveClauses[path] else {
                return PolicyDifference(
                    path: place, desired: desiredClauses[path].map { .scalarOrList($0) }, live: liveClauses[path].map { .scalarOrList($0) })
            }
            let (went, came) = Self.changes(desiredValues, liveValues)
            if went.isEmpty && came.isEmpty { return nil }
            return PolicyDifference(path: place, desired: Self.shown(went), live: Self.shown(came))
        }
    }

    /// The reason to give if a principal is shown by its unique id.
    static func deadPrincipalReason(in principals: PrincipalSet?) -> String? {
        let values = Self.values(of: principals, type: "AWS")
        return values.contains(where: PrincipalResolution.isUniqueID) ? PolicyDifference.deadPrincipalReason : nil
    }
}

// MARK: - Lists

extension StatementDifference {
    private static func clauses(_ blocks: [ConditionBlock]) -> [String: [String]] {
        var clauses: [String: [String]] = [:]
        for block in blocks {
            for entry in block.entries { clauses[JSONPath.root.appending(block.operatorName).appending(entry.key).description] = entry.values }
        }
        return clauses
    }

    private static func changes(_ desired: [String], _ live: [String]) -> (went: [String], came: [String]) {
        let (desiredSet, liveSet) = (Set(desired.map { Array($0.utf8) }), Set(live.map { Array($0.utf8) }))
        return (desired.filter { !liveSet.contains(Array($0.utf8)) }, live.filter { !desiredSet.contains(Array($0.utf8)) })
    }

    private static func values(of principals: PrincipalSet?, type: String) -> [String] {
        guard case .groups(let groups) = principals else { return [] }
        return groups.filter { $0.type == type }.flatMap(\.values)
    }

    /// The values in the spelling of the author.
    /// - Parameter form: From the author's spelling to that of `values`.
    private static func shown(
        _ values: [String], asIn written: [String]? = nil, form: (String) -> String = { $0 }
    ) -> JSONValue? {
        if values.isEmpty { return nil }
        let spellings = Dictionary((written ?? []).map { (form($0), $0) }, uniquingKeysWith: { first, _ in first })
        return .scalarOrList(values.map { spellings[$0] ?? $0 })
    }

    private static func accountForm(_ text: String) -> String { CanonicalPrincipals.accountID(ofRoot: text) ?? text }
}
