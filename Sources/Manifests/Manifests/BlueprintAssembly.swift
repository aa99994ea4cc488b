import IAMPolicy
import ReconcileCore

/// Puts what blueprints come to together with what is written, for one owner.
struct BlueprintAssembly {
    /// A blueprint whose manifest was read.
    struct Declared {
        let resource: DesiredResource
        /// Its spec.
        let node: SourceNode
        let place: SourcePlace
    }

    private let context: ManifestContext
    private let faults: FaultCollector
    /// What was read, in its order; blueprints are among it.
    private let declared: [DesiredResource]
    private let blueprints: [Declared]
    private let places: [ResourceIdentity: SourcePlace]
    /// The stored resources of the owner.
    private let own: [DesiredResource]
    /// What is taken out of what is stored; `nil` where manifests were read.
    private let removed: ResourceIdentity?
    private(set) var resources: [DesiredResource] = []
    private(set) var withdrawn: [ResourceIdentity] = []
    private(set) var notes: [ManifestNote] = []
    private(set) var references: [ManifestAssembly.PendingReference] = []

    /// - Parameter places: Where the names of what was read are written.
    init(
        context: ManifestContext, faults: FaultCollector, declared: [DesiredResource], blueprints: [Declared],
        places: [ResourceIdentity: SourcePlace]
    ) {
        self.context = context
        self.faults = faults
        self.declared = declared
        self.blueprints = blueprints
        self.places = places
        self.own = context.existing.filter { $0.source.owner == context.owner.rawValue }
        self.removed = nil
    }

    /// What stays once a manifest is taken out.
    init(context: ManifestContext, faults: FaultCollector, removed: DesiredResource) {
        self.context = context
        self.faults = faults
        self.declared = []
        self.blueprints = []
        self.places = [:]
        self.own = context.existing.filter { $0.source.owner == context.owner.rawValue }
        self.removed = removed.identity
    }

    /// Whether what is stored and was not read stays: a file that is gone takes its manifests along.
    private var keepsStored: Bool { self.context.owner == .api || self.removed != nil }

    mutating func run() {
        let fresh = Set(self.declared.map(\.identity))
        // What is on its way out is nobody's, unless somebody asks for it anew.
        let staying = self.own.filter { !fresh.contains($0.identity) && $0.identity != self.removed && !$0.settings.isToBeDeleted }
        let storedBlueprints = staying.filter(\.identity.kind.isBlueprint)
        guard !self.blueprints.isEmpty || !storedBlueprints.isEmpty || self.removed != nil else {
            self.resources = self.declared
            self.withdrawn = self.keepsStored ? staying.filter { !$0.isWritten }.map(\.identity) : []
            self.refuseSharedElsewhere(fresh)
            return
        }
        let stored = self.keepsStored ? staying.filter { $0.isWritten && !$0.identity.kind.isBlueprint }.map(\.asWritten) : []
        let written = self.declared.filter { !$0.identity.kind.isBlueprint } + stored
        let others = self.context.existing.filter { $0.source.owner != self.context.owner.rawValue && !fresh.contains($0.identity) }
        let results = BlueprintExpander(
            catalog: self.context.blueprints, configuration: self.context.configuration, observed: self.context.observed
        ).expand(self.blueprints.map(\.resource) + storedBlueprints, beside: written + others)
        let shares = self.freshShares(results) + storedBlueprints.map { self.storedShare($0, results[$0.identity]) }
        let composition = DesiredComposition(written: written, shares: shares, known: self.own.filter { !$0.identity.kind.isBlueprint })
        let renamed = Set(composition.holders.keys.map { "\($0.account)/\($0.kind)/\($0.name)" })
        self.references.removeAll { renamed.contains("\($0.from.account)/\($0.reference.kind)/\($0.reference.name)") }
        self.tell(composition)
        self.refuseSharedElsewhere(fresh)
        self.refuseElsewhereHeld(composition, fresh: fresh)
        self.collect(composition, staying: staying)
    }

    // MARK: Shares

    private mutating func freshShares(_ results: [ResourceIdentity: Result<BlueprintExpansion, BlueprintFault>]) -> [BlueprintShare] {
        var shares: [BlueprintShare] = []
        for blueprint in self.blueprints {
            let identity = blueprint.resource.identity
            switch results[identity] {
            case .success(let expansion):
                shares.append(BlueprintShare(blueprint: identity, members: expansion.resources))
                for member in expansion.resources { self.check(member, of: blueprint) }
                self.notes += expansion.notes.map { Self.note($0, on: blueprint) }
            case .failure(let fault): self.add(fault, to: blueprint)
            case nil: break
            }
        }
        return shares
    }

    /// One that cannot be expanded any more keeps what it was stored with.
    private func storedShare(_ blueprint: DesiredResource, _ result: Result<BlueprintExpansion, BlueprintFault>?) -> BlueprintShare {
        let isVanished = !self.keepsStored || blueprint.isOrphaned
        if case .success(let expansion)? = result {
            return BlueprintShare(blueprint: blueprint.identity, members: expansion.resources, isVanished: isVanished)
        }
        let members = self.own.filter { $0.blueprints.contains(blueprint.identity) }.map { member in
            var part = member
            part.blueprints = [blueprint.identity]
            part.spec = JSONObject(member.spec.members.filter { member.ownSpec?[$0.name] != $0.value })
            part.ownSpec = nil
            return part
        }
        return BlueprintShare(blueprint: blueprint.identity, members: members, isVanished: isVanished)
    }

    private func add(_ fault: BlueprintFault, to blueprint: Declared) {
        let place = fault.path.isEmpty ? blueprint.place : blueprint.node.nearest(to: JSONPath(parsing: fault.path)).node.place
        self.faults.add(place, fault.path.isEmpty ? fault.message : "spec.\(fault.path) \(fault.message)", suggestion: fault.suggestion)
    }

    /// A blueprint may ask for nothing that could not be written.
    private mutating func check(_ member: DesiredResource, of blueprint: Declared) {
        let (identity, place) = (member.identity, blueprint.place)
        let name = "\(identity.kind)/\(identity.name)"
        guard let definition = KindRegistry.definition(of: identity.kind), let account = self.context.configuration.account(covering: identity)
        else {
            let why =
                identity.kind == .serviceControlPolicy ? "the configuration does not say which account may read the organization" : "it is not kept"
            self.faults.add(place, "\(name), which the blueprint asks for, cannot be kept: \(why)")
            return
        }
        if let fault = definition.nameRule.fault(identity.name) {
            self.faults.add(place, "\(name), which the blueprint asks for, must be named by \(definition.nameRule.name): it \(fault)")
        }
        let own = FaultCollector()
        var walker = SpecWalker(
            definition: ManifestKind(definition), placeholders: Placeholders(account: account, region: identity.region), replaces: true,
            folder: nil, faults: own)
        _ = walker.spec(JSONSource.node(.object(member.spec), at: place))
        for fault in own.faults {
            self.faults.add(fault.place, "\(name), which the blueprint asks for: \(fault.message)", suggestion: fault.suggestion)
        }
        let region = identity.region ?? blueprint.resource.spec["region"]?.stringValue
        self.references += walker.references.map { .init(reference: $0, from: identity, region: region) }
    }

    private static func note(_ text: String, on blueprint: Declared) -> ManifestNote {
        let identity = blueprint.resource.identity
        return ManifestNote(place: blueprint.place, kind: identity.kind, key: "", message: "\(identity.kind)/\(identity.name): \(text)")
    }
}

// MARK: - What does not go together

extension BlueprintAssembly {
    private mutating func tell(_ composition: DesiredComposition) {
        for (identity, text) in composition.notes {
            if let blueprint = self.blueprints.first(where: { $0.resource.identity == identity }) {
                self.notes.append(Self.note(text, on: blueprint))
            }
        }
        for conflict in composition.conflicts {
            let place = self.places[conflict.blueprint] ?? self.places[conflict.holder] ?? SourcePlace(file: "\(conflict.blueprint)")
            let holder = conflict.holder.kind.isBlueprint ? "the blueprint \(self.named(conflict.holder))" : self.named(conflict.holder)
            self.faults.add(
                place,
                "\(conflict.path) of `\(conflict.resource)` is declared by \(holder), and the blueprint \(self.named(conflict.blueprint)) "
                    + "asks for something else: \(conflict.message)")
        }
    }

    /// `Kind/name (file:line)`.
    private func named(_ identity: ResourceIdentity) -> String {
        let name = "`\(identity.kind)/\(identity.name)`"
        if let place = self.places[identity] { return "\(name) (\(place.file):\(place.line))" }
        guard let stored = self.context.existing.first(where: { $0.identity == identity }) else { return name }
        return "\(name) (\(Self.keeper(of: stored)))"
    }

    /// `reconcilectl apply`, or the folder with the place.
    static func keeper(of resource: DesiredResource) -> String {
        switch resource.source {
        case .api: "`reconcilectl apply`"
        case .directory(let file, let line): "the manifests folder, \(file):\(line)"
        }
    }

    /// What is sent must not part what blueprints of the folder share.
    private func refuseSharedElsewhere(_ fresh: Set<ResourceIdentity>) {
        guard !self.context.refusesOthers else { return }
        for other in self.context.existing where fresh.contains(other.identity) && other.source.owner != self.context.owner.rawValue {
            let holders = other.blueprints.filter { !fresh.contains($0) }
            guard let place = self.places[other.identity], let first = holders.first else { continue }
            self.faults.add(place, "`\(other.identity)` is held by the blueprint \(self.named(first)): change it there")
        }
    }

    /// Nothing gets two managers: what the other owner keeps no blueprint of this one can add to.
    private func refuseElsewhereHeld(_ composition: DesiredComposition, fresh: Set<ResourceIdentity>) {
        let others = self.context.existing.filter { $0.source.owner != self.context.owner.rawValue && !$0.identity.kind.isBlueprint }
        guard !others.isEmpty else { return }
        let index = KeptElsewhere(others)
        for resource in composition.resources {
            guard let place = resource.blueprints.lazy.compactMap({ self.places[$0] }).first, let other = index.resource(for: resource) else {
                continue
            }
            let isTakenOver = !other.isWritten && other.blueprints.allSatisfy(fresh.contains)
            if isTakenOver, !self.context.refusesOthers || other.blueprints.contains(where: resource.blueprints.contains) { continue }
            let asking = resource.blueprints.map { "\($0.kind)/\($0.name)" }.joined(separator: ", ")
            self.faults.add(
                place,
                "`\(other.identity)`, which \(asking) asks for, is kept by \(Self.keeper(of: other)): declare both in one place")
        }
    }
}

// MARK: - What comes of it

extension BlueprintAssembly {
    private mutating func collect(_ composition: DesiredComposition, staying: [DesiredResource]) {
        let composed = Dictionary(composition.resources.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
        let members = Dictionary(
            grouping: composition.resources.flatMap { resource in resource.blueprints.map { (blueprint: $0, resource: resource) } },
            by: \.blueprint)
        var taken: Set<ResourceIdentity> = []
        for declared in self.declared {
            if !declared.identity.kind.isBlueprint {
                if taken.insert(declared.identity).inserted { self.resources.append(composed[declared.identity] ?? declared) }
                continue
            }
            self.resources.append(declared)
            for member in members[declared.identity] ?? [] where !member.resource.isWritten || !self.isDeclared(member.resource) {
                if taken.insert(member.resource.identity).inserted { self.resources.append(member.resource) }
            }
        }
        guard self.keepsStored else { return }
        let stored = Dictionary(self.own.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
        self.resources += composition.resources.filter { resource in
            !taken.contains(resource.identity) && !(stored[resource.identity]?.declaresSame(as: resource) ?? false)
        }
        self.withdrawn = staying.filter { resource in
            guard !resource.isWritten, composed[resource.identity] == nil else { return false }
            return self.removed.map(resource.blueprints.contains) ?? true
        }.map(\.identity)
    }

    private func isDeclared(_ resource: DesiredResource) -> Bool { self.places[resource.identity] != nil }
}

/// The resources of the other owner, by all their names.
private struct KeptElsewhere {
    private var byName: [String: DesiredResource] = [:]

    init(_ resources: [DesiredResource]) {
        for resource in resources {
            for name in Self.names(of: resource) { self.byName[name] = self.byName[name] ?? resource }
        }
    }

    func resource(for other: DesiredResource) -> DesiredResource? { Self.names(of: other).lazy.compactMap { self.byName[$0] }.first }

    private static func names(of resource: DesiredResource) -> [String] {
        let identity = resource.identity
        let handles = KindRegistry.definition(of: identity.kind)?.handles(of: resource) ?? []
        return [identity.key] + handles.map { "\(identity.account)/\(identity.region ?? "")/\(identity.kind) \($0)" }
    }
}

extension JSONPath {
    /// Reads `queries[2].text`.
    fileprivate init(parsing text: String) {
        var path = JSONPath.root
        for part in text.split(whereSeparator: { ".[]".contains($0) }) {
            if let index = Int(part) { path = path.appending(index) } else { path = path.appending(String(part)) }
        }
        self = path
    }
}
