import IAMPolicy
import ReconcileCore

/// Which alias points at which key in one region.
struct KMSAliases: Sendable {
    private var names: [String: [String]] = [:]
    private var keys: [String: String] = [:]
    /// Why the list is not known to be whole.
    var gap: ReadGap?

    /// AWS's own aliases can be neither made nor removed, so that nobody declares them.
    mutating func add(_ entry: JSONValue) {
        guard let name = entry["AliasName"]?.stringValue, let key = entry["TargetKeyId"]?.stringValue, !name.hasPrefix("alias/aws/") else { return }
        self.names[key, default: []].append(name)
        self.keys[name] = key
    }

    /// Adds the aliases of the key, and of those that are sought the ones that another key has.
    func add(to live: inout LiveResource, sought: Set<String>) {
        live.gaps["aliases"] = self.gap
        guard let id = live.uniqueID else { return }
        for name in self.names[id] ?? [] { live.aspects[AspectName("aliases", name)] = .string(name) }
        for name in sought {
            guard let key = self.keys[name], key != id else { continue }
            live.aspects[AspectName("aliases", name)] = .string(key)
        }
    }
}
