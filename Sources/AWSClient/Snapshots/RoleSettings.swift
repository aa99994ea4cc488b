import IAMPolicy
import ReconcileCore

/// What of a role only GetRole and ListRoles tell.
struct RoleSettings: Hashable, Sendable {
    /// The spec keys that are read from here.
    static let bases = ["description", "maxSessionDuration"]

    var description: String?
    var maxSessionDuration: Int?

    /// As where nothing is told.
    init() {}

    init(_ role: XMLElement) {
        self.description = role.text(of: "Description").flatMap { $0.isEmpty ? nil : $0 }
        self.maxSessionDuration = role.text(of: "MaxSessionDuration").flatMap(Int.init)
    }

    /// Makes what `live` says of them this, whatever it said before.
    func set(in live: inout LiveResource) {
        Self.set("description", self.description.map(JSONValue.string), in: &live)
        Self.set("maxSessionDuration", self.maxSessionDuration.map { JSONValue($0) }, in: &live)
    }

    /// Leaves untouched what is so already: a change would copy all aspects.
    private static func set(_ base: String, _ value: JSONValue?, in live: inout LiveResource) {
        let aspect = AspectName(base)
        if live.aspects[aspect] != value { live.aspects[aspect] = value }
    }
}
