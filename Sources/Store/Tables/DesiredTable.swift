import Foundation
import GRDB
import IAMPolicy
import ReconcileCore

/// The desired state and its revisions.
struct DesiredTable {
    let database: Database

    func all() throws -> [DesiredResource] {
        try self.database.eachRow(Self.selection + " ORDER BY identities.key") { try Self.resource($0) }
    }

    func revision() throws -> Int { try self.database.integer("SELECT max(number) FROM revisions") ?? 0 }

    /// One revision for the whole change; none where nothing differs from what is stored.
    func apply(_ change: DesiredChange) throws -> DesiredChangeResult {
        var writer = DesiredWriter(database: self.database, change: change, revision: try self.revision() + 1)
        for identity in change.deletions { try writer.delete(identity) }
        for resource in change.upserts { try writer.upsert(resource) }
        for identity in change.orphaned { try writer.orphan(identity) }
        let result = try writer.finish()
        // Behind the journal entries of the change: they are its consequences.
        try CommitWriter(database: self.database).write(change.consequences)
        return result
    }

    func find(_ identityID: Int) throws -> DesiredResource? {
        try self.database.firstRow(Self.selection + " WHERE resources.identity = ?", [identityID]).map { try Self.resource($0) }
    }

    private static let selection = """
        SELECT \(IdentityTable.columns), identities.key AS identity_key, owner, file, line, revision, is_orphaned,
            \(ContentTable.text("resources.spec", as: "spec")), \(ContentTable.text("resources.settings", as: "settings")),
            \(ContentTable.text("resources.labels", as: "labels")), blueprints, \(ContentTable.text("resources.own_spec", as: "own_spec"))
        FROM resources JOIN identities ON identities.id = resources.identity
        """

    private static func resource(_ row: Row) throws -> DesiredResource {
        let stored = StoredRow(row, table: "resources", id: "identity_key")
        guard let settings = SettingsJSON.settings(try stored.json("settings")) else {
            throw stored.fault("settings", "holds no settings")
        }
        var labels: [String: String] = [:]
        for member in try stored.object("labels").members {
            guard let text = member.value.stringValue else { throw stored.fault("labels", "holds no texts") }
            labels[member.name] = text
        }
        return DesiredResource(
            identity: try stored.identity(), spec: try stored.packedObject("spec"), settings: settings, labels: labels,
            source: try Self.source(stored), revision: try stored.integer("revision"), isOrphaned: try stored.flag("is_orphaned"),
            blueprints: try Self.blueprints(stored), ownSpec: try Self.ownSpec(stored))
    }

    private static func blueprints(_ stored: StoredRow) throws(StoreError) -> [ResourceIdentity] {
        let texts = try stored.texts("blueprints")
        let identities = texts.compactMap(ResourceIdentity.init)
        guard identities.count == texts.count else { throw stored.fault("blueprints", "names no blueprints") }
        return identities
    }

    private static func ownSpec(_ stored: StoredRow) throws(StoreError) -> JSONObject? {
        try stored.optionalText("own_spec") == nil ? nil : stored.packedObject("own_spec")
    }

    private static func source(_ stored: StoredRow) throws(StoreError) -> DesiredSource {
        switch try stored.text("owner") {
        case "api": .api
        case "directory": .directory(file: try stored.text("file"), line: try stored.integer("line"))
        default: throw stored.fault("owner", "is neither directory nor api")
        }
    }
}
