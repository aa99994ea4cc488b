import IAMPolicy

/// What becomes of a document when some drifts of its members are corrected.
struct PolicyFormDocument {
    private(set) var list: StatementList
    /// Why a person should look first: a name would be given what AWS keeps from its bearers.
    private(set) var revivedPrincipal: String?

    /// - Parameter live: `nil`: there is no document.
    init?(_ live: JSONValue?) {
        guard let list = StatementList(live) else { return nil }
        self.list = list
    }

    /// - Returns: why it cannot be corrected; then nothing is changed.
    mutating func correct(_ drift: AspectDrift) -> String? {
        drift.aspect.isAccessItem ? self.correctAccess(drift) : self.correctStatement(drift)
    }

    private mutating func correctStatement(_ drift: AspectDrift) -> String? {
        let sid = drift.aspect.member
        let wanted: [JSONValue] = drift.desired.flatMap { StatementList($0) }?.statements ?? []
        var changed = self.list
        changed.replace(where: { StatementList.sid($0) == sid }, with: wanted)
        if let reason = changed.admitVariables(in: wanted) { return reason }
        self.list = changed
        return nil
    }

    private mutating func correctAccess(_ drift: AspectDrift) -> String? {
        guard let item = AccessItem(drift.desired ?? drift.live) else { return "its value is no item of the form `access`" }
        let has = Set(AccessItem(drift.live)?.actions ?? [])
        let lacking = drift.desired == nil ? [] : item.actions.filter { !has.contains($0) }
        let asked = AccessItem(drift.live).map { drift.desired == nil || lacking.isEmpty ? $0 : item } ?? item
        let own = self.list.statements.filter { Self.isOwn($0, of: asked) }
        var new: [JSONValue] = []
        if !lacking.isEmpty {
            let before = own.compactMap(PolicyStatement.init(json:)).flatMap { $0.action ?? [] }
            let statement = item.grant(of: Set(before + lacking).sorted())
            new = [OwnStatement.named(statement, besides: self.list.sids.subtracting(own.compactMap(StatementList.sid)))]
        }
        var changed = self.list
        changed.replace(where: { own.contains($0) }, with: new)
        if let reason = changed.admitVariables(in: new) { return reason }
        if new.contains(where: { self.namesDead($0) }) {
            self.revivedPrincipal =
                "the policy still names a deleted principal by its unique id where \(item.principal) was: naming the ARN again gives the access to "
                + "whoever bears that name"
        }
        self.list = changed
        return nil
    }

    /// Whether the same Sid stands, or stood, for a principal that AWS shows as deleted.
    private func namesDead(_ new: JSONValue) -> Bool {
        guard let sid = StatementList.sid(new), OwnStatement.reserves(sid) else { return false }
        let plain = String(sid.prefix(OwnStatement.plainLength))
        return self.list.statements.contains { StatementList.sid($0)?.hasPrefix(plain) == true && DeadPrincipal.isNamed(in: $0) }
    }

    static func isOwn(_ statement: JSONValue, of item: AccessItem) -> Bool {
        guard let statement = PolicyStatement(json: statement) else { return false }
        return OwnStatement.isOwn(statement) && item.covers(statement)
    }
}
