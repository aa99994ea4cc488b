package import IAMPolicy

/// The least policy that the daemon itself needs in one account for what it is to keep there.
///
/// Computed from the kinds' own tables of operations, so that it cannot fall behind them.
package struct DaemonPermissions: Sendable {
    package let account: AccountSettings
    package let resources: [DesiredResource]
    /// Instead of each resource's own mode.
    package let mode: ReconcileMode?
    /// The queue of events, where this account's credentials read it.
    package let events: EventSettings?
    /// What judging the declared chains takes.
    package let chains: ChainPermissions?

    package init(
        account: AccountSettings, resources: [DesiredResource], mode: ReconcileMode? = nil, events: EventSettings? = nil,
        chains: ChainPermissions? = nil
    ) {
        self.events = events
        self.chains = chains
        self.account = account
        self.resources = resources.filter { account.covers($0.identity) }
        self.mode = mode
    }

    /// A bare policy document.
    package var document: JSONValue {
        var statements: [JSONValue] = [Self.statement("Identity", ["sts:GetCallerIdentity"], ["*"])]
        for definition in KindRegistry.all {
            let own = self.resources.filter { $0.identity.kind == definition.kind }
            guard !own.isEmpty else { continue }
            statements += self.readStatements(definition, own)
            let written = own.filter { (self.mode ?? $0.settings.mode ?? self.account.mode) != .observe }
            if !written.isEmpty { statements += self.writeStatements(definition, written) }
        }
        statements += self.chains?.statements ?? []
        if self.writesWithinQuotas { statements.append(Self.statement("Quotas", ["iam:GetAccountSummary"], ["*"])) }
        // Events are no resources: CloudTrail grants to look them up on everything or nothing.
        if !self.resources.isEmpty { statements.append(Self.statement("WhoChangedIt", ["cloudtrail:LookupEvents"], ["*"])) }
        if let queue = self.events.flatMap({ Self.queueARN($0, self.account) }) {
            statements.append(Self.statement("Events", ["sqs:DeleteMessage", "sqs:ReceiveMessage"], [queue]))
        }
        return ["Version": "2012-10-17", "Statement": .array(statements)]
    }

    private var writesWithinQuotas: Bool {
        self.resources.contains { resource in
            let isWritten = (self.mode ?? resource.settings.mode ?? self.account.mode) != .observe
            return isWritten && KindRegistry.definition(of: resource.identity.kind)?.countedAs != nil
        }
    }

    /// `https://sqs.us-east-1.amazonaws.com/111122223333/name` names account and queue.
    private static func queueARN(_ events: EventSettings, _ account: AccountSettings) -> String? {
        let parts = events.queueURL.split(separator: "/").map(String.init)
        guard parts.count >= 3, let name = parts.last else { return nil }
        return "arn:\(account.partition):sqs:\(events.region):\(parts[parts.count - 2]):\(name)"
    }

    private func readStatements(_ definition: any KindDefinition, _ resources: [DesiredResource]) -> [JSONValue] {
        let operations = Set(definition.foundBy + self.declaredAspects(definition, resources).flatMap(\.readBy))
        let accountWide = operations.intersection(definition.accountWideOperations)
        let single = operations.subtracting(accountWide)
        var statements: [JSONValue] = []
        if !accountWide.isEmpty {
            statements.append(Self.statement("List\(definition.kind)", self.actions(accountWide, definition), ["*"]))
        }
        return statements + self.perResource("Read", single, definition, resources) + self.besideStatements(definition, resources, isWrite: false)
    }

    private func writeStatements(_ definition: any KindDefinition, _ resources: [DesiredResource]) -> [JSONValue] {
        let written = definition.aspects.flatMap { aspect in
            resources.filter { $0.spec[aspect.base] != nil }.flatMap { definition.operations(writing: aspect, of: $0) }
        }
        let removing = resources.contains { $0.settings.deletion == .delete } && definition.whyNeverDeleted == nil ? definition.removedBy : []
        let operations = Set(definition.createdBy + written + removing)
        let elsewhere = resources.map { definition.permissionScope(of: $0, account: self.account).elsewhere }
        let own = operations.filter { name in !elsewhere.contains { $0[name]?.isInstead == true } }
        return self.perResource("Write", own, definition, resources) + self.elsewhereStatements(elsewhere, operations, definition)
            + self.besideStatements(definition, resources, isWrite: true)
    }

    /// One statement for what several resources need alike of other services.
    private func besideStatements(_ definition: any KindDefinition, _ resources: [DesiredResource], isWrite: Bool) -> [JSONValue] {
        let needed = resources.flatMap { definition.permissionScope(of: $0, account: self.account).beside }.filter { $0.isForWriting == isWrite }
        let groups = Dictionary(grouping: needed) { need in
            [need.sid] + need.actions + [need.condition.map(JSONWriter.canonical) ?? ""]
        }
        return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.enumerated().compactMap { number, group in
            guard let first = group.value.first else { return nil }
            let arns = Set(group.value.flatMap(\.arns)).sorted()
            guard !arns.isEmpty else { return nil }
            var statement = Self.statement("\(first.sid)\(definition.kind)\(number + 1)", first.actions, arns).objectValue
            statement?["Condition"] = first.condition
            return statement.map(JSONValue.object)
        }
    }

    /// One statement for the operations that need the same other resources.
    private func elsewhereStatements(
        _ elsewhere: [[String: OtherResources]], _ operations: Set<String>, _ definition: any KindDefinition
    ) -> [JSONValue] {
        var arns: [String: Set<String>] = [:]
        for scope in elsewhere {
            for (operation, others) in scope where operations.contains(operation) { arns[operation, default: []].formUnion(others.arns) }
        }
        let groups = Dictionary(grouping: arns.filter { !$0.value.isEmpty }, by: { $0.value.sorted() })
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
        return groups.enumerated().map { number, group in
            Self.statement(
                "Write\(definition.kind)Elsewhere\(number + 1)", self.actions(Set(group.value.map(\.key)), definition), group.key)
        }
    }

    private func declaredAspects(_ definition: any KindDefinition, _ resources: [DesiredResource]) -> [AspectDefinition] {
        definition.aspects.filter { aspect in resources.contains { definition.basesRead(of: $0).contains(aspect.base) } }
    }

    private func perResource(
        _ verb: String, _ operations: Set<String>, _ definition: any KindDefinition, _ resources: [DesiredResource]
    ) -> [JSONValue] {
        guard !operations.isEmpty else { return [] }
        let actions = self.actions(operations, definition)
        let scopes = resources.map { definition.permissionScope(of: $0, account: self.account) }
        var statements: [JSONValue] = []
        let arns = Set(scopes.flatMap(\.arns)).sorted()
        if !arns.isEmpty { statements.append(Self.statement("\(verb)\(definition.kind)", actions, arns)) }
        let aliases = scopes.filter { !$0.aliases.isEmpty }
        if !aliases.isEmpty {
            var statement = Self.statement("\(verb)\(definition.kind)ByAlias", actions, Set(aliases.flatMap(\.aliasARNs)).sorted()).objectValue
            statement?["Condition"] = [
                "ForAnyValue:StringEquals": ["kms:ResourceAliases": .array(Set(aliases.flatMap(\.aliases)).sorted().map(JSONValue.string))]
            ]
            if let statement { statements.append(.object(statement)) }
        }
        return statements
    }

    private func actions(_ operations: Set<String>, _ definition: any KindDefinition) -> [String] {
        Set(operations.flatMap(definition.actions)).sorted()
    }

    private static func statement(_ sid: String, _ actions: [String], _ resources: [String]) -> JSONValue {
        [
            "Sid": .string(sid), "Effect": "Allow", "Action": .array(actions.map(JSONValue.string)),
            "Resource": .array(resources.map(JSONValue.string))
        ]
    }
}

/// Which resources a permission is for.
package struct PermissionScope: Equatable, Sendable {
    package let arns: [String]
    /// KMS aliases, for keys that are known by nothing else; they count on the keys of `aliasARNs`.
    package let aliases: [String]
    package let aliasARNs: [String]
    /// By operation, for those that AWS checks on other resources.
    package let elsewhere: [String: OtherResources]
    /// What its operations need of other services.
    package let beside: [BesidePermission]

    package init(
        arns: [String], aliases: [String] = [], aliasARNs: [String] = [], elsewhere: [String: OtherResources] = [:],
        beside: [BesidePermission] = []
    ) {
        self.arns = arns
        self.aliases = aliases
        self.aliasARNs = aliasARNs
        self.elsewhere = elsewhere
        self.beside = beside
    }
}

/// What AWS checks at another service when one of a kind's operations is called, such as `iam:PassRole`.
package struct BesidePermission: Equatable, Sendable {
    /// The beginning of the statement's Sid: letters and digits.
    package let sid: String
    /// With their service: `iam:PassRole`.
    package let actions: [String]
    package let arns: [String]
    package let condition: JSONValue?
    /// `false`: needed to look, in whatever mode.
    package let isForWriting: Bool

    package init(sid: String, actions: [String], arns: [String], condition: JSONValue? = nil, isForWriting: Bool) {
        self.sid = sid
        self.actions = actions
        self.arns = arns
        self.condition = condition
        self.isForWriting = isForWriting
    }
}

/// The resources beside its own that an operation needs.
package struct OtherResources: Equatable, Sendable {
    package let arns: [String]
    /// Whether the resource's own ARN does not count at all.
    package let isInstead: Bool

    package init(arns: [String], isInstead: Bool) {
        self.arns = arns
        self.isInstead = isInstead
    }
}
