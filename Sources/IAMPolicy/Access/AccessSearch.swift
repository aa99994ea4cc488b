/// Looks for a request that the new documents allow and the old ones do not.
///
/// Actions, resources, principals and context values fall into finitely many
/// classes that no statement tells apart; one request of each combination is
/// looked at, so that finding nothing proves that there is nothing.
struct AccessSearch {
    private let documents: ComparedDocuments
    private let old: [PolicyDocument]
    private let new: [PolicyDocument]
    /// Made when there is something to judge.
    private var madeJudges: (old: WitnessJudge, new: WitnessJudge)?
    private let knownActions: [String]
    private let principals: PrincipalCandidates
    /// By the values of the variables.
    private var scenes: [[[String]?]: AccessScene] = [:]
    private var resultsKey: [[String]?] = []
    private var results: [StatementBits: ConditionSearch.Result] = [:]
    /// Bounds the whole comparison: steps of walks, combinations looked at, requests judged.
    private var workLeft = 300_000
    /// Why finding nothing would prove nothing.
    private(set) var gap: String?
    private(set) var witness: AccessWitness?
    /// A witness that takes a policy of the resource too, for want of one that does not.
    private var fallback: AccessWitness?
    private var triesBesideFallback = 200

    init(_ documents: ComparedDocuments, old: [PolicyDocument], new: [PolicyDocument], knownActions: [String]) {
        self.documents = documents
        self.old = old
        self.new = new
        self.knownActions = knownActions
        self.principals = PrincipalCandidates(documents)
        self.gap = documents.obstacle
        if !self.principals.isComplete { self.note(Self.limitReason) }
    }

    static let limitReason = "the documents are too intricate to be compared within the limit on work"
    private static let unverifiedReason = "a request that might tell the documents apart cannot be judged for certain"
    private static let variableReason = "policy variables meet patterns that could tell their values apart"

    private mutating func note(_ reason: String) { self.gap = self.gap ?? reason }

    private mutating func spend(_ work: Int) {
        self.workLeft -= work
        if self.workLeft <= 0 { self.note(Self.limitReason) }
    }

    private var isOver: Bool { self.witness != nil || self.workLeft <= 0 || self.triesBesideFallback <= 0 }

    mutating func run() {
        self.runAll()
        self.witness = (self.witness ?? self.fallback).map { self.named($0) }
    }

    private mutating func runAll() {
        for target in self.documents.turningStatements {
            let (actions, areComplete) = self.actions(of: target)
            let relevant = actions.reduce(StatementBits()) { $0 | $1.groups }
            if areComplete && (relevant & self.documents.newAllow).isEmpty { continue }
            if !areComplete { self.note(Self.limitReason) }
            let keys = self.documents.variableKeys(among: relevant)
            if !keys.isEmpty && !self.documents.variablesAreUniform(among: relevant) { self.note(Self.variableReason) }
            for reading in self.readings(of: relevant, hasVariables: !keys.isEmpty) {
                self.scenes = [:]
                self.run(Focus(target: target, actions: actions, relevant: relevant, reading: reading), keys)
                if self.isOver { return }
            }
        }
    }

    /// One statement that must fit, with all that can fit beside it.
    private struct Focus {
        let target: Int
        let actions: [TextAtoms.Atom]
        let relevant: StatementBits
        let reading: AccessScene.Reading
    }

    private func readings(of relevant: StatementBits, hasVariables: Bool) -> [AccessScene.Reading] {
        var readings = [AccessScene.Reading(stopsAtColons: false, voidsUnresolved: false)]
        if relevant.indices.contains(where: { self.documents.statements[$0].hasDisputedWildcards }) {
            readings.append(AccessScene.Reading(stopsAtColons: true, voidsUnresolved: false))
        }
        if hasVariables { readings.append(AccessScene.Reading(stopsAtColons: false, voidsUnresolved: true)) }
        return readings
    }

    private mutating func run(_ focus: Focus, _ keys: [String]) {
        for principal in self.principals.principals {
            for assignment in VariableValues.assignments(of: keys, for: principal, self.documents) {
                let scene = self.scene(focus, keys, assignment.values)
                if !scene.isComplete || !assignment.isComplete { self.note(Self.limitReason) }
                self.run(principal, focus, scene, assignment.values)
                if self.isOver { return }
            }
        }
    }

    private mutating func scene(_ focus: Focus, _ keys: [String], _ values: [String: [String]?]) -> AccessScene {
        let key = keys.map { values[$0] ?? nil }
        if let scene = self.scenes[key] {
            if self.resultsKey != key { self.results = [:] }
            self.resultsKey = key
            return scene
        }
        self.results = [:]
        self.resultsKey = key
        let scene = AccessScene(
            self.documents, target: focus.target, relevant: focus.relevant, variables: values, reading: focus.reading)
        self.spend(scene.work)
        self.scenes[key] = scene
        return scene
    }

    private mutating func run(_ principal: RequestPrincipal, _ focus: Focus, _ scene: AccessScene, _ variables: [String: [String]?]) {
        self.spend(self.documents.statements.count)
        for fit in PrincipalFit.fits(of: principal, self.documents) {
            if !fit.statements.contains(focus.target) { continue }
            for action in focus.actions {
                let fitting = action.groups & fit.statements
                if (fitting & self.documents.newAllow).isEmpty { continue }
                for resource in scene.resources {
                    let all = fitting & resource.groups
                    if (all & self.documents.newAllow).isEmpty { continue }
                    self.spend(4)
                    if self.fallback != nil { self.triesBesideFallback -= 1 }
                    self.check(all, principal, action.text, resource.text, scene, fit, variables)
                    if self.isOver { return }
                }
            }
        }
    }
}

// MARK: - Naming resources

extension AccessSearch {
    /// The witness with a resource as its action's service has them, where what was found is just any text and another does as well.
    private mutating func named(_ witness: AccessWitness) -> AccessWitness {
        let request = witness.request
        for resource in WitnessResource.candidates(for: request) {
            var named = request
            named.resource = resource
            guard self.verifiedAsIs(named, needsIdentityPolicy: witness.needsIdentityPolicy) != nil,
                self.judges().new.isAllowedAlone(named) != witness.needsResourcePolicy
            else { continue }
            return AccessWitness(
                request: named, needsIdentityPolicy: witness.needsIdentityPolicy, needsResourcePolicy: witness.needsResourcePolicy)
        }
        return witness
    }
}

// MARK: - One combination

extension AccessSearch {
    private mutating func check(
        _ fitting: StatementBits, _ principal: RequestPrincipal, _ action: String, _ resource: String, _ scene: AccessScene, _ fit: PrincipalFit,
        _ variables: [String: [String]?]
    ) {
        let result: ConditionSearch.Result
        if let known = self.results[fitting] {
            result = known
        } else {
            result = ConditionSearch(scene: scene, documents: self.documents).search(fitting)
            self.results[fitting] = result
            self.spend(result.work)
        }
        if result.isOpen { self.note(Self.unverifiedReason) }
        for context in result.contexts {
            if fit.isInDoubt {
                self.note(Self.unverifiedReason)
                return
            }
            var values = RequestContext()
            for (key, list) in variables where !RequestPrincipal.impliedKeys.contains(key) { values[key] = list }
            for (key, list) in context { values[key] = list }
            self.spend(4 * self.documents.statements.count)
            let request = AccessRequest(principal: principal, action: action, resource: resource, context: values)
            guard let witness = self.verified(request) else {
                self.note(Self.unverifiedReason)
                continue
            }
            if self.judges().new.isAllowedAlone(witness.request) {
                self.witness = witness
            } else {
                self.fallback =
                    self.fallback
                    ?? AccessWitness(request: witness.request, needsIdentityPolicy: witness.needsIdentityPolicy, needsResourcePolicy: true)
            }
            return
        }
    }

    private mutating func judges() -> (old: WitnessJudge, new: WitnessJudge) {
        if let made = self.madeJudges { return made }
        let type = self.documents.type
        let accounts = ExactText.sortedSet(self.principals.principals.compactMap(\.account))
        let made = (
            old: WitnessJudge(self.old, type: type, accounts: accounts),
            new: WitnessJudge(self.new, type: type, accounts: accounts, judgesAlone: true)
        )
        self.madeJudges = made
        return made
    }

    /// The request as a witness, if the evaluator says so under both sides; at home with its resource, if it can be.
    private mutating func verified(_ request: AccessRequest) -> AccessWitness? {
        if self.documents.type.namesPrincipals { return self.verifiedByResource(request) }
        if let account = RequestFacts(request).resourceAccount, account != request.principal.account {
            var moved = request
            moved.principal = request.principal.moved(to: account)
            if let witness = self.verifiedAsIs(moved, needsIdentityPolicy: false) { return witness }
        }
        return self.verifiedAsIs(request, needsIdentityPolicy: false)
    }

    /// At home the resource's word is enough for whom it names; elsewhere the principal's account has to agree.
    private mutating func verifiedByResource(_ request: AccessRequest) -> AccessWitness? {
        var home = request
        if let account = request.principal.account {
            if request.resource == AccessScene.exampleKey || request.resource == AccessScene.exampleRole {
                home.resource = request.resource.split(separator: ":", omittingEmptySubsequences: false).enumerated()
                    .map { $0.offset == 4 ? account : String($0.element) }.joined(separator: ":")
            }
        }
        if let witness = self.verifiedAsIs(home, needsIdentityPolicy: false) { return witness }
        guard self.judges().new.asksForIdentity else { return nil }
        if let witness = self.verifiedAsIs(home, needsIdentityPolicy: true) { return witness }
        var abroad = request
        if let account = request.principal.account, RequestFacts(request).resourceAccount == nil {
            abroad.resourceAccount = account == "000000000000" ? "999999999999" : "000000000000"
        }
        return self.verifiedAsIs(abroad, needsIdentityPolicy: false) ?? self.verifiedAsIs(abroad, needsIdentityPolicy: true)
    }

    private mutating func verifiedAsIs(_ request: AccessRequest, needsIdentityPolicy: Bool) -> AccessWitness? {
        let new = self.judges().new.judge(request, hasIdentityPolicy: needsIdentityPolicy)
        if new != .allowed { return nil }
        let old = self.judges().old.judge(request, hasIdentityPolicy: needsIdentityPolicy)
        guard old == .implicitDeny || old == .explicitDeny else { return nil }
        return AccessWitness(request: request, needsIdentityPolicy: needsIdentityPolicy)
    }

    private static let freeAction = TextPattern.literal(AccessWithoutPolicies.freeAction)

    /// The classes of actions, by statements; those that somebody has written or that exist come first.
    private mutating func actions(of target: Int) -> (atoms: [TextAtoms.Atom], isComplete: Bool) {
        let documents = self.documents
        var groups: [[TextPattern]] = []
        var places: [[TextPattern]: Int] = [:]
        var groupOfStatement: [Int] = []
        for statement in documents.statements {
            // What no policy grants or denies makes no difference, so no text may stand for it.
            let actions = statement.actions.filter { $0 != Self.freeAction }
            let group = places[actions] ?? groups.count
            if group == groups.count {
                places[actions] = group
                groups.append(actions)
            }
            groupOfStatement.append(group)
        }
        let required = documents.statements[target].isNotAction ? nil : groupOfStatement[target]
        let service: String? = documents.type == .key ? "kms" : documents.type == .trust ? "sts" : nil
        let written = (self.old + self.new).flatMap { $0.statements.flatMap { ($0.action ?? []) + ($0.notAction ?? []) } }
            .filter { !GlobPattern.hasWildcard($0.utf8) && $0.utf8.contains(UInt8(ascii: ":")) }
        let candidates = (written + self.knownActions).filter { action in
            let lowered = ASCIICase.lowered(action)
            return lowered != AccessWithoutPolicies.freeAction && (service.map { lowered.hasPrefix($0 + ":") } ?? true)
        }
        let atoms = TextAtoms(groups: groups, candidates: candidates, universe: .action(service: service), required: required, foldsCase: true)
        self.spend(atoms.work)
        var seen: Set<StatementBits> = []
        var result: [TextAtoms.Atom] = []
        for atom in atoms.atoms where service.map({ ASCIICase.lowered(atom.text).hasPrefix($0 + ":") }) ?? true {
            var statements = StatementBits()
            for (index, group) in groupOfStatement.enumerated() where atom.groups.contains(group) != documents.statements[index].isNotAction {
                statements.insert(index)
            }
            if statements.contains(target), seen.insert(statements).inserted { result.append(TextAtoms.Atom(text: atom.text, groups: statements)) }
        }
        return (result, atoms.isComplete)
    }
}
