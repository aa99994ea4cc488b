import Foundation
package import IAMPolicy
package import ReconcileCore

// What operators decide, and what the next pass would do.
extension ControlService {
    package func plan(account: String?) async throws(ControlError) -> JSONValue {
        let configuration = await self.engine.currentConfiguration
        let accounts = try self.accounts(account, configuration)
        return try await self.answering {
            var rows: [JSONValue] = []
            let runner = PassRunner(context: self.context, configuration: configuration)
            for account in accounts {
                let decision = try await runner.preview(account)
                let stored = try await self.context.store.corrections(of: nil, includingFinal: false)
                rows += PlanPreview.rows(decision, stored: stored.filter { account.covers($0.resource) })
            }
            return ["corrections": .array(rows)]
        }
    }

    package func approve(ids: [String], override: GuardOverride?, actor: OperatorIdentity) async throws(ControlError) -> JSONValue {
        let approved = try await self.answering {
            if let override { return try await self.desk.approve(ids, overriding: override, by: actor) }
            return try await self.desk.approve(ids, by: actor)
        }
        for resource in Set(approved.map(\.resource)) { _ = await self.engine.sync(resource: resource, account: nil) }
        return Self.changed(approved.map { ChangedRow($0, "approved") })
    }

    package func reject(id: String, reason: String, actor: OperatorIdentity) async throws(ControlError) -> JSONValue {
        let rejected = try await self.answering { try await self.desk.reject(id, reason: reason, by: actor) }
        return Self.changed([ChangedRow(rejected, "rejected")])
    }

    package func pause(
        resource: String?, account: String?, reason: String, until: String?, actor: OperatorIdentity
    ) async throws(ControlError) -> JSONValue {
        let scope = try await self.scope(resource, account)
        let end = try Self.date(until)
        let exception = try await self.answering {
            try await self.desk.pause(scope.resource, account: scope.account, reason: reason, until: end, by: actor)
        }
        _ = await self.engine.sync(resource: scope.resource, account: scope.account)
        return Self.changed([ChangedRow(exception, "paused")])
    }

    package func resume(resource: String?, account: String?, actor: OperatorIdentity) async throws(ControlError) -> JSONValue {
        let scope = try await self.scope(resource, account)
        let ended = try await self.answering { try await self.desk.resume(scope.resource, account: scope.account, by: actor) }
        _ = await self.engine.sync(resource: scope.resource, account: scope.account)
        let rows = ended.map { ChangedRow($0, "resumed") }
        let row = ChangedRow(resource: scope.resource?.description ?? scope.account, aspect: nil, id: nil, action: "resumed")
        return Self.changed(rows.isEmpty ? [row] : rows)
    }

    package func ignore(
        resource: String, aspect: String, reason: String, until: String?, actor: OperatorIdentity
    ) async throws(ControlError) -> JSONValue {
        guard let identity = try await self.scope(resource, nil).resource else {
            throw ControlError(code: .invalid, message: "name the resource: KIND/NAME")
        }
        let known = KindRegistry.definition(of: identity.kind)?.aspects.map(\.base) ?? []
        guard known.contains(AspectName(parsing: aspect).base) else {
            throw ControlError(code: .invalid, message: "\(identity.kind) has no aspect `\(aspect)`; it has \(known.joined(separator: ", "))")
        }
        let end = try Self.date(until)
        let exception = try await self.answering {
            try await self.desk.ignore(identity, aspect: aspect, reason: reason, until: end, by: actor)
        }
        _ = await self.engine.sync(resource: identity, account: nil)
        return Self.changed([ChangedRow(exception, "ignored")])
    }

    package func rollback(correctionID: String, actor: OperatorIdentity) async throws(ControlError) -> JSONValue {
        let configuration = await self.engine.currentConfiguration
        let record = try await self.answering {
            try await Rollback(context: self.context, configuration: configuration).plan(correctionID, by: actor)
        }
        _ = await self.engine.sync(resource: record.resource, account: nil)
        return Self.changed([ChangedRow(record, "rollingBack")])
    }

    package func accept(id: String, reason: String, detach: Bool, actor: OperatorIdentity) async throws(ControlError) -> JSONValue {
        let configuration = await self.engine.currentConfiguration
        let accepted = try await self.answering {
            try await Acceptance(store: self.context.store, keeper: self.keeper, configuration: configuration)
                .accept(id, reason: reason, detaches: detach, by: actor)
        }
        let resource = accepted.resource.identity
        _ = await self.engine.sync(resource: resource, account: nil)
        return Self.changed(
            accepted.drifts.map {
                ChangedRow(resource: resource.description, aspect: $0.aspect.description, id: $0.id, action: "accepted")
            })
    }

    // MARK: Inside

    private var desk: OperatorDesk { OperatorDesk(store: self.context.store, clock: self.context.clock) }

    private func accounts(_ name: String?, _ configuration: Configuration) throws(ControlError) -> [AccountSettings] {
        guard let name else { return configuration.accounts }
        guard let account = configuration.account(named: name) else {
            throw ControlError(code: .notFound, message: "there is no account `\(name)` in the configuration")
        }
        return [account]
    }

    /// The one resource, or the whole account, that is meant.
    private func scope(_ resource: String?, _ account: String?) async throws(ControlError) -> (resource: ResourceIdentity?, account: String) {
        let configuration = await self.engine.currentConfiguration
        if let resource {
            let selector = try ResourceSelector(parsing: resource, account: account)
            let identity = try await self.answering {
                try selector.single(among: try await self.context.store.desiredResources().map(\.identity))
            }
            guard !identity.kind.isBlueprint else {
                throw ControlError(
                    code: .invalid,
                    message: "\(identity) is a blueprint: name one of the resources that `reconcilectl describe` shows below it, or an account")
            }
            return (identity, identity.account)
        }
        let accounts = try self.accounts(account, configuration)
        guard accounts.count == 1, let only = accounts.first else {
            throw ControlError(code: .invalid, message: "name a resource, or one account with --account")
        }
        return (nil, only.name)
    }

    private static func date(_ text: String?) throws(ControlError) -> Date? {
        guard let text else { return nil }
        guard let date = RFC3339.date(text) else {
            throw ControlError(code: .invalid, message: "`until` is a time such as 2027-01-31T00:00:00Z, not `\(text)`")
        }
        return date
    }

    private static func changed(_ rows: [ChangedRow]) -> JSONValue { ["changed": .array(rows.map(\.json))] }
}

/// One line of what a decision changed.
private struct ChangedRow {
    let resource: String
    let aspect: String?
    let id: String?
    let action: String

    init(resource: String, aspect: String?, id: String?, action: String) {
        self.resource = resource
        self.aspect = aspect
        self.id = id
        self.action = action
    }

    init(_ correction: CorrectionRecord, _ action: String) {
        self.init(
            resource: correction.resource.description, aspect: correction.aspects.map(\.description).joined(separator: ", "),
            id: correction.id, action: action)
    }

    init(_ exception: OperatorException, _ action: String) {
        self.init(
            resource: exception.resource?.description ?? exception.account, aspect: exception.aspect, id: exception.id, action: action)
    }

    var json: JSONValue {
        func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
        return ["resource": .string(self.resource), "aspect": text(self.aspect), "id": text(self.id), "action": .string(self.action)]
    }
}
