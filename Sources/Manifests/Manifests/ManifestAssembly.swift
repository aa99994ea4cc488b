import IAMPolicy
import ReconcileCore

/// Puts drafts together: one resource for each account, no resource twice, no reference to nothing.
struct ManifestAssembly {
    private struct Declared {
        let identity: ResourceIdentity
        let place: SourcePlace
    }

    struct PendingReference {
        let reference: SpecWalker.Reference
        let from: ResourceIdentity
        /// Where what is referred to is looked for, where it belongs to one.
        let region: String?
    }

    private let context: ManifestContext
    private let faults: FaultCollector
    private let others: [ResourceIdentity: DesiredResource]
    private(set) var resources: [DesiredResource] = []
    private(set) var withdrawn: [ResourceIdentity] = []
    private var blueprints: [BlueprintAssembly.Declared] = []
    private(set) var notes: [ManifestNote] = []
    private(set) var inlinedFiles: Set<String> = []
    private var declared: [ResourceIdentity: Declared] = [:]
    private var claims = KeyClaims()
    private var pending: [PendingReference] = []
    private var namesOfNotes: Set<String> = []

    init(context: ManifestContext, faults: FaultCollector) {
        self.context = context
        self.faults = faults
        self.others = Dictionary(
            context.existing.filter { $0.source.owner != context.owner.rawValue }.map { ($0.identity, $0) },
            uniquingKeysWith: { first, _ in first })
    }

    mutating func add(_ document: SourceDocument) {
        let reader = DraftReader(faults: self.faults, blueprints: self.context.blueprints)
        guard let draft = reader.read(document.node) else { return }
        let accounts = self.accounts(of: draft)
        if let name = draft.name, !accounts.isEmpty {
            for account in accounts { self.add(draft, name: name, account: account, folder: document.folder) }
            return
        }
        // Nothing can come of it, but its other faults are told now.
        var walker = SpecWalker(
            definition: draft.definition, placeholders: .standIns, replaces: true, folder: document.folder, faults: self.faults)
        _ = walker.spec(draft.spec)
        self.inlinedFiles.formUnion(walker.inlinedFiles)
    }

    /// Looks up what could not be told before all was read.
    mutating func finish() {
        for resource in self.context.existing where self.declared[resource.identity] == nil && self.staysBeside(resource) {
            // What blueprints of the same owner ask for goes under the manifest's name.
            if resource.isWritten || resource.source.owner != self.context.owner.rawValue { self.claims.seed(resource) }
        }
        for conflict in self.claims.conflicts { self.faults.add(conflict.place, conflict.message) }
        self.expand()
        let known = self.knownIdentities()
        for item in self.pending { self.resolve(item, known: known) }
    }

    private mutating func expand() {
        var assembly = BlueprintAssembly(
            context: self.context, faults: self.faults, declared: self.resources, blueprints: self.blueprints,
            places: self.declared.mapValues(\.place))
        assembly.run()
        self.resources = assembly.resources
        self.withdrawn = assembly.withdrawn
        self.notes += assembly.notes
        self.pending += assembly.references
    }

    private mutating func add(_ draft: ManifestDraft, name: String, account: AccountSettings, folder: String?) {
        let definition = draft.definition
        let region = definition.isRegional ? draft.region ?? account.region : nil
        let owner = definition.belongsToOrganization ? AccountSettings.organization : account.name
        let identity = ResourceIdentity(account: owner, region: region, kind: definition.kind, name: name)
        self.checkUnique(identity, at: draft.namePlace)
        var walker = SpecWalker(
            definition: definition, placeholders: Placeholders(account: account, region: region), replaces: true, folder: folder,
            faults: self.faults)
        let faultsBefore = self.faults.faults.count
        let spec = walker.spec(draft.spec)
        let isSound = self.faults.faults.count == faultsBefore
        self.inlinedFiles.formUnion(walker.inlinedFiles)
        let target = definition.isRegional ? region : spec["region"]?.stringValue
        self.pending += walker.references.map { PendingReference(reference: $0, from: identity, region: target) }
        for note in walker.notes where self.namesOfNotes.insert("\(note.kind)/\(note.key)").inserted { self.notes.append(note) }
        let source: DesiredSource =
            switch self.context.owner {
            case .directory: .directory(file: draft.place.file, line: draft.place.line)
            case .api: .api
            }
        let resource = DesiredResource(
            identity: identity, spec: spec.packed, settings: draft.settings, labels: draft.labels, source: source)
        self.claims.add(resource, node: draft.spec)
        self.resources.append(resource)
        // What is known to be wrong is not asked what it comes to.
        if identity.kind.isBlueprint, isSound { self.blueprints.append(.init(resource: resource, node: draft.spec, place: draft.place)) }
    }

    private func accounts(of draft: ManifestDraft) -> [AccountSettings] {
        let all = self.context.configuration.accounts
        if draft.definition.belongsToOrganization { return self.organizationAccount(of: draft) }
        switch draft.accounts {
        case .all: return all
        case .omitted:
            if all.count == 1 { return all }
            let names = all.map { "`\($0.name)`" }.joined(separator: ", ")
            self.faults.add(draft.namePlace, "metadata.account is missing: the configuration has the accounts \(names)")
            return []
        case .named(let names):
            return names.compactMap { name, place in
                if let account = self.context.configuration.account(named: name) { return account }
                self.faults.add(
                    place, "metadata.account: there is no account `\(SourceNode.shortened(name))` in the configuration",
                    suggestion: Suggestion.nearest(to: name, among: all.map(\.name)))
                return nil
            }
        }
    }
}

extension ManifestAssembly {
    /// The account with whose credentials the organization is looked after.
    private func organizationAccount(of draft: ManifestDraft) -> [AccountSettings] {
        let kind = draft.definition.kind
        switch draft.accounts {
        case .omitted: break
        case .named(let names) where names.allSatisfy { $0.name == AccountSettings.organization }: break
        case .all, .named:
            self.faults.add(draft.namePlace, "metadata.account does not apply: a \(kind) belongs to the organization, not to an account")
        }
        if let account = self.context.configuration.accounts.first(where: \.readsOrganization) { return [account] }
        self.faults.add(
            draft.namePlace, "a \(kind) belongs to the organization, and the configuration does not say which account may read it",
            suggestion: "organization: {account: NAME}")
        return []
    }
}

// MARK: - One owner

extension ManifestAssembly {
    private mutating func checkUnique(_ identity: ResourceIdentity, at place: SourcePlace) {
        if let first = self.declared[identity] {
            let spelling = first.identity.name == identity.name ? "" : " as `\(first.identity.name)`; \(identity.kind) names ignore case"
            self.faults.add(place, "`\(identity)` is declared twice; the other is at \(first.place)\(spelling)")
            return
        }
        self.declared[identity] = Declared(identity: identity, place: place)
        guard self.context.refusesOthers, let other = self.others[identity] else { return }
        let holders = other.isWritten ? [] : other.blueprints
        if !holders.isEmpty {
            let names = holders.map { "\($0.kind)/\($0.name)" }.joined(separator: ", ")
            self.faults.add(place, "`\(identity)` is held by the blueprint \(names), which \(BlueprintAssembly.keeper(of: other)) keeps")
            return
        }
        switch other.source {
        case .api:
            self.faults.add(
                place, "`\(identity)` is kept by `reconcilectl apply`; delete it there, or take it out of the manifests folder")
        case .directory(let file, let line):
            self.faults.add(place, "`\(identity)` is kept by the manifests folder (\(file):\(line)); change it there, or apply with --detach")
        }
    }

    /// Whether a stored resource stays when this owner's manifests are replaced by those that are read.
    private func staysBeside(_ resource: DesiredResource) -> Bool {
        self.context.owner == .api || resource.source.owner != self.context.owner.rawValue
    }
}

// MARK: - References

extension ManifestAssembly {
    /// All that a reference may name: what was read, and what is stored and stays.
    private func knownIdentities() -> Set<ResourceIdentity> {
        Set(self.declared.keys).union(self.resources.map(\.identity))
            .union(self.context.existing.filter(self.staysBeside).map(\.identity)).subtracting(self.withdrawn)
    }

    private func resolve(_ item: PendingReference, known: Set<ResourceIdentity>) {
        let (reference, account) = (item.reference, item.from.account)
        // A regional resource is looked for in the region of what refers to it, else in the account's.
        let isRegional = KindRegistry.definition(of: reference.kind)?.isRegional ?? false
        let region = isRegional ? item.region ?? self.context.configuration.account(named: account)?.region : nil
        let wanted = ResourceIdentity(account: account, region: region, kind: reference.kind, name: reference.name)
        if known.contains(wanted) { return }
        let candidates = known.filter { $0.account == account && $0.region == region && $0.kind == reference.kind }.map(\.name)
        let suggestion = Suggestion.nearest(to: reference.name, among: candidates).map { "\(reference.kind)/\($0)" }
        self.faults.add(
            reference.place,
            "\(reference.path): there is no manifest of `\(reference.kind)/\(SourceNode.shortened(reference.name))` in account `\(account)`",
            suggestion: suggestion)
    }
}
