package import IAMPolicy

/// What an operator can ask of a running daemon; each answer is the JSON of the operator's manual.
package protocol ControlOperations: Sendable {
    func status() async throws(ControlError) -> JSONValue
    /// - Parameters: a kind, or a kind and a name; both `nil`: all.
    func resources(kind: String?, name: String?, account: String?) async throws(ControlError) -> JSONValue
    func describe(kind: String, name: String, account: String?) async throws(ControlError) -> JSONValue
    /// `documents`: an array of `{"file", "line", "document"}`, each document a manifest as JSON.
    func apply(documents: [JSONValue], options: ApplyOptions, actor: OperatorIdentity) async throws(ControlError) -> JSONValue
    func delete(kind: String, name: String, account: String?, detach: Bool, actor: OperatorIdentity) async throws(ControlError) -> JSONValue
    func diff(documents: [JSONValue]) async throws(ControlError) -> JSONValue
    /// Live resources as manifests that declare them as they are:
    /// `{"manifests": [document…], "notes": [text…], "missing": [resource…], "unreadable": [{"resource", "reason"}…]}`.
    /// - Parameters: resources as `KIND/NAME`, and all of IAM below a path; the account may be `nil` where there is one only.
    func manifests(resources: [String], account: String?, pathPrefix: String?) async throws(ControlError) -> JSONValue
    /// Whether somebody may do something, by what was read last.
    func can(_ question: AccessQuestion) async throws(ControlError) -> JSONValue
    /// Starts a pass. Answers `{"request": n}`; ask `syncState` for how it stands.
    func sync(resource: String?, account: String?) async throws(ControlError) -> JSONValue
    /// `{"request", "finished", "passes": [{"account", "id", "outcome"}]}`.
    func syncState(request: Int) async throws(ControlError) -> JSONValue
    func journal(fromSequence: Int, countMax: Int) async throws(ControlError) -> JSONValue
    func reload() async throws(ControlError) -> JSONValue
    /// What the next pass would do, in order: `{"corrections": [{"resource", "aspects", "state", "reason", "plan", "operations", "drifts"}]}`.
    func plan(account: String?) async throws(ControlError) -> JSONValue
    /// How the links of a blueprint's chain stand at this moment: what `PreflightReport` says.
    func preflight(kind: String, name: String, account: String?) async throws(ControlError) -> JSONValue
    /// Lets corrections that ask be sent, exactly as they were planned; `ids` of corrections or of their drifts, empty: all that ask.
    /// - Parameter override: the rule that keeps them back and is to be ignored, with the reason; names of corrections are needed then.
    func approve(ids: [String], override: GuardOverride?, actor: OperatorIdentity) async throws(ControlError) -> JSONValue
    func reject(id: String, reason: String, actor: OperatorIdentity) async throws(ControlError) -> JSONValue
    /// Takes a resource (`KIND/NAME` or in full) or a whole account out of the daemon's hands.
    func pause(resource: String?, account: String?, reason: String, until: String?, actor: OperatorIdentity) async throws(ControlError) -> JSONValue
    /// Ends pauses, fights and the silence latch of a resource or an account.
    func resume(resource: String?, account: String?, actor: OperatorIdentity) async throws(ControlError) -> JSONValue
    func ignore(
        resource: String, aspect: String, reason: String, until: String?, actor: OperatorIdentity
    ) async throws(ControlError) -> JSONValue
    /// Makes what a drift found the declaration; a resource of the folder only where `detach` takes it over, else the patch is an error.
    func accept(id: String, reason: String, detach: Bool, actor: OperatorIdentity) async throws(ControlError) -> JSONValue
    /// Plans the values from before a correction; says why where that cannot be done.
    func rollback(correctionID: String, actor: OperatorIdentity) async throws(ControlError) -> JSONValue
}

/// How `apply` shall go about it.
package struct ApplyOptions: Equatable, Sendable {
    /// Tells what would change, and changes nothing.
    package var isDryRun: Bool
    /// Deletes what `apply` stored earlier and these files no longer hold.
    package var prunes: Bool
    /// Takes resources of the folder into the hands of `apply`.
    package var detaches: Bool
    /// Lets keys that are found by alias move to the key that the alias names.
    package var rebinds: Bool

    package init(isDryRun: Bool = false, prunes: Bool = false, detaches: Bool = false, rebinds: Bool = false) {
        self.isDryRun = isDryRun
        self.prunes = prunes
        self.detaches = detaches
        self.rebinds = rebinds
    }
}

/// Why an operator did not get an answer.
package struct ControlError: Error, Equatable, Sendable {
    package enum Code: String, Sendable, CaseIterable {
        /// The request itself is wrong: manifests with faults, an unknown kind.
        case invalid
        case notFound
        /// It may not be done that way: a resource of the folder.
        case conflict
        case denied
        /// The daemon cannot do it at the moment.
        case unavailable
        case failed
    }

    package let code: Code
    package let message: String
    /// Single faults, where there are several: `{"file", "line", "column", "message"}`.
    package let faults: [JSONValue]

    package init(code: Code, message: String, faults: [JSONValue] = []) {
        self.code = code
        self.message = message
        self.faults = faults
    }
}
