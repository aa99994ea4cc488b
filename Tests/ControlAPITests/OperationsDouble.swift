import IAMPolicy
import ReconcileCore

@testable import ControlAPI

/// Notes what it is asked and by whom; answers the name of the operation, or the error that was set.
actor OperationsDouble: ControlOperations {
    private(set) var calls: [ControlCall] = []
    private(set) var actors: [OperatorIdentity] = []
    private let error: ControlError?

    init(error: ControlError? = nil) { self.error = error }

    private func note(_ call: ControlCall, _ name: JSONValue, actor: OperatorIdentity? = nil) throws(ControlError) -> JSONValue {
        self.calls.append(call)
        if let actor { self.actors.append(actor) }
        if let error { throw error }
        return ["did": name]
    }

    func status() throws(ControlError) -> JSONValue { try self.note(.status, "status") }

    func resources(kind: String?, name: String?, account: String?) throws(ControlError) -> JSONValue {
        try self.note(.resources(kind: kind, name: name, account: account), "resources")
    }

    func describe(kind: String, name: String, account: String?) throws(ControlError) -> JSONValue {
        try self.note(.describe(kind: kind, name: name, account: account), "describe")
    }

    func apply(documents: [JSONValue], options: ApplyOptions, actor: OperatorIdentity) throws(ControlError) -> JSONValue {
        try self.note(.apply(documents: documents, options: options), "apply", actor: actor)
    }

    func delete(kind: String, name: String, account: String?, detach: Bool, actor: OperatorIdentity) throws(ControlError) -> JSONValue {
        try self.note(.delete(kind: kind, name: name, account: account, detach: detach), "delete", actor: actor)
    }

    func diff(documents: [JSONValue]) throws(ControlError) -> JSONValue { try self.note(.diff(documents: documents), "diff") }

    func can(_ question: AccessQuestion) throws(ControlError) -> JSONValue { try self.note(.can(question), "can") }

    func sync(resource: String?, account: String?) throws(ControlError) -> JSONValue {
        try self.note(.sync(resource: resource, account: account), "sync")
    }

    func syncState(request: Int) throws(ControlError) -> JSONValue { try self.note(.syncState(request: request), "syncState") }

    func journal(fromSequence: Int, countMax: Int) throws(ControlError) -> JSONValue {
        try self.note(.journal(fromSequence: fromSequence, countMax: countMax), "journal")
    }

    func reload() throws(ControlError) -> JSONValue { try self.note(.reload, "reload") }

    func manifests(resources: [String], account: String?, pathPrefix: String?) throws(ControlError) -> JSONValue {
        try self.note(.importing(resources: resources, account: account, pathPrefix: pathPrefix), "import")
    }

    func preflight(kind: String, name: String, account: String?) throws(ControlError) -> JSONValue {
        try self.note(.preflight(kind: kind, name: name, account: account), "preflight")
    }

    func plan(account: String?) throws(ControlError) -> JSONValue { try self.note(.plan(account: account), "plan") }

    func approve(ids: [String], override: GuardOverride?, actor: OperatorIdentity) throws(ControlError) -> JSONValue {
        try self.note(.approve(ids: ids, override: override), "approve", actor: actor)
    }

    func reject(id: String, reason: String, actor: OperatorIdentity) throws(ControlError) -> JSONValue {
        try self.note(.reject(id: id, reason: reason), "reject", actor: actor)
    }

    func accept(id: String, reason: String, detach: Bool, actor: OperatorIdentity) throws(ControlError) -> JSONValue {
        try self.note(.accept(id: id, reason: reason, detach: detach), "accept", actor: actor)
    }

    func pause(
        resource: String?, account: String?, reason: String, until: String?, actor: OperatorIdentity
    ) throws(ControlError) -> JSONValue {
        try self.note(.pause(resource: resource, account: account, reason: reason, until: until), "pause", actor: actor)
    }

    func resume(resource: String?, account: String?, actor: OperatorIdentity) throws(ControlError) -> JSONValue {
        try self.note(.resume(resource: resource, account: account), "resume", actor: actor)
    }

    func ignore(
        resource: String, aspect: String, reason: String, until: String?, actor: OperatorIdentity
    ) throws(ControlError) -> JSONValue {
        try self.note(.ignore(resource: resource, aspect: aspect, reason: reason, until: until), "ignore", actor: actor)
    }

    func rollback(correctionID: String, actor: OperatorIdentity) throws(ControlError) -> JSONValue {
        try self.note(.rollback(correctionID: correctionID), "rollback", actor: actor)
    }
}
