import IAMPolicy

/// Puts together what several parts ask of one resource, key by key.
///
/// Lists, maps and the forms `statements` and `access` of policies become unions; all else must be the same,
/// but for whole documents that somebody wrote: those stay as they are.
struct SpecMerge {
    struct Conflict: Error, Equatable {
        let path: String
        /// The blueprint that asked for it first; `nil`: the manifest.
        let holder: ResourceIdentity?
        let message: String
    }

    let kind: ResourceKind
    private(set) var spec = JSONObject()
    /// Where a written document stays though a blueprint asks for more.
    private(set) var yielded: [(blueprint: ResourceIdentity, path: String)] = []
    private var written: JSONObject?
    private var names: Set<String> = []
    private var holders: [String: ResourceIdentity] = [:]

    init(kind: ResourceKind) { self.kind = kind }

    mutating func start(with written: DesiredResource) {
        self.written = written.spec
        self.spec = written.spec
        self.names = self.handles(of: written)
    }

    /// - Returns: what does not go together; nothing is to be used then.
    mutating func add(_ part: DesiredResource, of blueprint: ResourceIdentity) -> Conflict? {
        let fields = KindRegistry.definition(of: self.kind)?.fields ?? []
        let partNames = self.handles(of: part)
        do throws(Conflict) {
            for member in part.spec.members {
                guard let base = self.spec[member.name] else {
                    self.spec[member.name] = member.value
                    self.holders[member.name] = blueprint
                    continue
                }
                if self.isName(base, of: member.name, among: self.names), self.isName(member.value, of: member.name, among: partNames) { continue }
                let shape = fields.first { $0.name == member.name }?.shape ?? .boolean
                var union = SpecUnion(
                    kind: self.kind, key: member.name, isWritten: self.written?[member.name] != nil, holder: self.holders[member.name])
                self.spec[member.name] = try union.value(base, member.value, shape, path: member.name)
                self.yielded += union.yielded.map { (blueprint, $0) }
            }
        } catch {
            return error
        }
        self.names.formUnion(partNames)
        return nil
    }

    private func handles(of resource: DesiredResource) -> Set<String> {
        Set(KindRegistry.definition(of: self.kind)?.handles(of: resource) ?? [])
    }

    /// Whether a value is one of the names by which the resource is found: two of one resource need not be the same.
    private func isName(_ value: JSONValue, of key: String, among names: Set<String>) -> Bool {
        guard value.stringValue != nil else { return false }
        let identity = ResourceIdentity(account: "", region: nil, kind: self.kind, name: "")
        let own = self.handles(of: DesiredResource(identity: identity, spec: JSONObject([.init(name: key, value: value)]), source: .api))
        return !own.isEmpty && own.isSubset(of: names)
    }
}
