import IAMPolicy
import ReconcileCore

/// Which manifest speaks for which KMS key: a key has as many names as it likes, but one manifest.
struct KeyClaims {
    private struct Claim {
        let identity: ResourceIdentity
        /// `nil` for what is stored already.
        let place: SourcePlace?
    }

    private var holders: [String: Claim] = [:]
    private(set) var conflicts: [(place: SourcePlace, message: String)] = []

    mutating func add(_ resource: DesiredResource, node: SourceNode) {
        guard resource.identity.kind == .kmsKey else { return }
        for (path, text) in Self.names(in: resource.spec) {
            self.claim(Self.canonical(text, of: resource.identity), text, resource.identity, node.nearest(to: path).node.place)
        }
    }

    /// Takes in a resource that is stored; what was read comes first, so that the fault stands at its place.
    mutating func seed(_ resource: DesiredResource) {
        guard resource.identity.kind == .kmsKey else { return }
        for (_, text) in Self.names(in: resource.spec) {
            self.claim(Self.canonical(text, of: resource.identity), text, resource.identity, nil)
        }
    }

    private mutating func claim(_ key: String, _ text: String, _ identity: ResourceIdentity, _ place: SourcePlace?) {
        guard let holder = self.holders[key] else {
            self.holders[key] = Claim(identity: identity, place: place)
            return
        }
        guard holder.identity != identity else { return }
        let (here, other) = place == nil ? (holder.place, identity) : (place, holder.identity)
        guard let here else { return }
        let otherPlace = place == nil ? "" : holder.place.map { " at \($0)" } ?? ""
        self.conflicts.append((here, "the key `\(text)` has two manifests; the other is `\(other)`\(otherPlace)"))
    }

    private static func names(in spec: JSONObject) -> [(path: JSONPath, text: String)] {
        let key = spec["key"]?.stringValue.map { [(JSONPath.root.appending("key"), $0)] } ?? []
        let aliases = (spec["aliases"]?.arrayValue ?? []).enumerated().compactMap { index, alias in
            alias.stringValue.map { (JSONPath.root.appending("aliases").appending(index), $0) }
        }
        return key + aliases
    }

    /// An ARN and the id or alias in it are one name.
    private static func canonical(_ text: String, of identity: ResourceIdentity) -> String {
        var name = text
        var region = identity.region ?? ""
        if let arn = ARN(text) {
            region = arn.region
            name = arn.resource.hasPrefix("key/") ? String(arn.resource.dropFirst(4)) : arn.resource
        }
        return "\(identity.account)/\(region)/\(name)"
    }
}
