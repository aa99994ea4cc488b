import IAMPolicy

/// What one blueprint asks for, to be put together with what others ask for and what people wrote.
package struct BlueprintShare: Sendable {
    package let blueprint: ResourceIdentity
    package let members: [DesiredResource]
    /// Its manifest is gone from the folder. What it shares is not taken from it before it is deleted, but it yields where things do not go together.
    package let isVanished: Bool

    package init(blueprint: ResourceIdentity, members: [DesiredResource], isVanished: Bool = false) {
        self.blueprint = blueprint
        self.members = members
        self.isVanished = isVanished
    }
}

/// Two parts of the desired state that ask for different things in one place.
package struct CompositionConflict: Equatable, Sendable {
    package let resource: ResourceIdentity
    /// Such as `trustPolicy`, or `keyPolicy.statements[NeptuneExport]`.
    package let path: String
    /// Who asked for it first: a blueprint, or the resource itself where somebody wrote it.
    package let holder: ResourceIdentity
    /// The blueprint that asks for something else.
    package let blueprint: ResourceIdentity
    /// What does not go together.
    package let message: String
}

/// The resources of one owner: what is written, with what blueprints add to it or bring along.
///
/// The same parts come to the same resources, in whatever order they were declared.
package struct DesiredComposition: Sendable {
    /// Each resource once, by identity; blueprints themselves are not among them.
    package private(set) var resources: [DesiredResource] = []
    package private(set) var conflicts: [CompositionConflict] = []
    /// What people should know of it, with the blueprint that it is about.
    package private(set) var notes: [(blueprint: ResourceIdentity, text: String)] = []
    /// Under which identity what a blueprint asks for is kept, where that is another one than it says.
    package private(set) var holders: [ResourceIdentity: ResourceIdentity] = [:]

    private struct Part {
        let blueprint: ResourceIdentity
        let resource: DesiredResource
        let isVanished: Bool
    }

    /// - Parameter known: what is stored already: of several names for one thing a known one stays.
    package init(written: [DesiredResource], shares: [BlueprintShare], known: [DesiredResource] = []) {
        let ordered = shares.sorted { ($0.isVanished ? 1 : 0, $0.blueprint) < ($1.isVanished ? 1 : 0, $1.blueprint) }
        let members = ordered.flatMap(\.members)
        var directory = ResourceDirectory()
        for resource in written { directory.add(resource) }
        let (stored, current) = (Set(known.map(\.identity)), Set((written + members).map(\.identity)))
        for member in members where stored.contains(member.identity) { directory.add(member) }
        for resource in known where !current.contains(resource.identity) { directory.add(resource.asMember) }
        for member in members { directory.add(member) }
        self.holders = directory.aliases
        let names = directory.renamedReferences
        var parts: [ResourceIdentity: [Part]] = [:]
        for share in ordered {
            for member in share.members {
                let own = member.referring(by: names)
                parts[directory.holder(of: member.identity), default: []].append(
                    Part(blueprint: share.blueprint, resource: own, isVanished: share.isVanished))
            }
        }
        let byIdentity = Dictionary(written.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
        for identity in Set(byIdentity.keys).union(parts.keys).sorted() {
            self.compose(identity, written: byIdentity[identity], parts: parts[identity] ?? [])
        }
    }

    private mutating func compose(_ identity: ResourceIdentity, written: DesiredResource?, parts: [Part]) {
        guard let first = written ?? parts.first(where: { !$0.isVanished })?.resource else { return }
        var result = DesiredResource(
            identity: written?.identity ?? identity, spec: JSONObject(), settings: first.settings, labels: first.labels, source: first.source,
            revision: first.revision, isOrphaned: first.isOrphaned)
        var merge = SpecMerge(kind: identity.kind)
        if let written { merge.start(with: written) }
        for part in parts {
            var trial = merge
            if let conflict = trial.add(part.resource, of: part.blueprint) {
                if !part.isVanished { self.conflicts.append(conflict.about(identity, blueprint: part.blueprint)) }
                continue
            }
            merge = trial
            result.blueprints.append(part.blueprint)
            if written == nil, result.blueprints.count > 1 { result.share(with: part.resource) }
        }
        result.spec = merge.spec
        result.ownSpec = result.blueprints.isEmpty ? nil : written?.spec
        result.blueprints = Set(result.blueprints).sorted()
        self.notes += merge.yielded.map { blueprint, path in
            (
                blueprint,
                "\(path) of \(identity) is declared whole by its manifest, so what \(blueprint.kind)/\(blueprint.name) asks for is not added; "
                    + "its chain tells whether the document suffices"
            )
        }
        self.resources.append(result)
    }
}

extension SpecMerge.Conflict {
    fileprivate func about(_ resource: ResourceIdentity, blueprint: ResourceIdentity) -> CompositionConflict {
        CompositionConflict(resource: resource, path: self.path, holder: self.holder ?? resource, blueprint: blueprint, message: self.message)
    }
}

extension DesiredResource {
    /// Takes in how another blueprint wants it kept: the more careful of the two counts, and others' members are left alone.
    fileprivate mutating func share(with other: DesiredResource) {
        self.settings = self.settings.sharing(with: other.settings)
        self.labels.merge(other.labels) { first, _ in first }
    }

    /// Taken for what a blueprint asks for: a name that others may go by, and none of its own.
    fileprivate var asMember: DesiredResource {
        var member = self
        member.ownSpec = nil
        member.blueprints = [self.identity]
        return member
    }

    /// The same, with references under the names by which others know what they lead to.
    fileprivate func referring(by names: [String: String]) -> DesiredResource {
        guard !names.isEmpty, let fields = KindRegistry.definition(of: self.identity.kind)?.fields else { return self }
        var result = self
        result.spec = SpecReferences(names: names).renamed(self.spec, fields)
        return result
    }
}

extension ReconcileSettings {
    /// How something is kept that two blueprints ask for.
    func sharing(with other: ReconcileSettings) -> ReconcileSettings {
        ReconcileSettings(
            mode: Self.careful(self.mode, other.mode), ownership: .additive,
            deletion: self.deletion == .delete && other.deletion == .delete ? .delete : .retain,
            propagationSeconds: [self.propagationSeconds, other.propagationSeconds].compactMap(\.self).max(),
            ignoreRules: self.ignoreRules + other.ignoreRules.filter { !self.ignoreRules.contains($0) })
    }

    /// `nil` is the account's mode: more careful than `enforce`, if anything.
    private static func careful(_ left: ReconcileMode?, _ right: ReconcileMode?) -> ReconcileMode? {
        let order: [ReconcileMode?] = [.observe, .approve, nil, .enforce]
        return order.first { $0 == left || $0 == right } ?? nil
    }
}
