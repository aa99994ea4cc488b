import Foundation
import GRDB
import IAMPolicy
import ReconcileCore

/// Carries out one change of the desired state, and keeps account of it.
struct DesiredWriter {
    private let database: Database
    private let change: DesiredChange
    /// The number of the revision, if there is to be one.
    private let revision: Int
    private var isRevisionMade = false
    private var journal: [JournalDraft] = []
    private var created: [ResourceIdentity] = []
    private var changed: [ResourceIdentity] = []
    private var unchanged: [ResourceIdentity] = []
    private var deleted: [ResourceIdentity] = []
    private var orphaned: [ResourceIdentity] = []

    init(database: Database, change: DesiredChange, revision: Int) {
        self.database = database
        self.change = change
        self.revision = revision
    }

    /// The texts of a resource by hash.
    private struct Texts: Equatable {
        let spec: ContentHash
        let settings: ContentHash
        let labels: ContentHash
        let blueprints: String
        let ownSpec: ContentHash?

        init(_ resource: DesiredResource, store: (String, ContentHash) throws -> Void) throws {
            func put(_ value: JSONValue) throws -> ContentHash {
                let text = JSONWriter.compact(value)
                let hash = ContentHash(of: text)
                try store(text, hash)
                return hash
            }
            self.spec = try put(.object(resource.spec))
            self.settings = try put(SettingsJSON.json(resource.settings))
            let labels = resource.labels.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            self.labels = try put(.object(JSONObject(labels.map { .init(name: $0.key, value: .string($0.value)) })))
            self.blueprints = StoredRow.list(resource.blueprints.map(\.description))
            self.ownSpec = try resource.ownSpec.map { try put(.object($0)) }
        }
    }

    private static let save = Upsert(
        "resources", key: ["identity"],
        values: ["spec", "settings", "labels", "owner", "file", "line", "revision", "is_orphaned", "blueprints", "own_spec"])

    mutating func upsert(_ resource: DesiredResource) throws {
        let identities = IdentityTable(database: self.database)
        let id = try identities.id(of: resource.identity)
        let before = try DesiredTable(database: self.database).find(id)
        let contents = ContentTable(database: self.database)
        let texts = try Texts(resource) { text, hash in _ = try contents.store(text: text, hash: hash) }
        let isSame = try before.map { before in
            try Texts(before) { _, _ in } == texts && before.source.owner == resource.source.owner
                && before.isOrphaned == resource.isOrphaned && before.identity.description == resource.identity.description
        }
        var revision = before?.revision ?? 0
        if isSame == true {
            self.unchanged.append(resource.identity)
        } else {
            revision = try self.makeRevision()
            let word = before == nil ? "created" : "changed"
            try self.note(word, id: id, texts: texts, owner: resource.source.owner)
            self.journal.append(
                self.draft(
                    .desiredChanged, resource.identity, word, spec: texts.spec, owner: resource.source.owner, blueprints: resource.blueprints))
            if before == nil { self.created.append(resource.identity) } else { self.changed.append(resource.identity) }
        }
        var file: String?
        var line: Int?
        if case .directory(let itsFile, let itsLine) = resource.source { (file, line) = (itsFile, itsLine) }
        try identities.respell(resource.identity, id: id)
        try self.database.run(
            Self.save.sql,
            [
                id, texts.spec.bytes, texts.settings.bytes, texts.labels.bytes, resource.source.owner, file, line, revision,
                resource.isOrphaned, texts.blueprints, texts.ownSpec?.bytes
            ])
    }

    mutating func delete(_ identity: ResourceIdentity) throws {
        guard let (id, _) = try self.stored(identity) else { return }
        try self.makeRevision()
        try self.note("deleted", id: id, texts: nil, owner: nil)
        try self.database.run("DELETE FROM resources WHERE identity = ?", [id])
        self.journal.append(self.draft(.desiredDeleted, identity, "deleted", spec: nil, owner: nil))
        self.deleted.append(identity)
    }

    mutating func orphan(_ identity: ResourceIdentity) throws {
        guard let (id, resource) = try self.stored(identity), !resource.isOrphaned else { return }
        let revision = try self.makeRevision()
        let texts = try Texts(resource) { _, _ in }
        try self.note("orphaned", id: id, texts: texts, owner: resource.source.owner)
        try self.database.run("UPDATE resources SET is_orphaned = 1, revision = ? WHERE identity = ?", [revision, id])
        self.journal.append(self.draft(.desiredOrphaned, identity, "orphaned", spec: texts.spec, owner: resource.source.owner))
        self.orphaned.append(identity)
    }

    func finish() throws -> DesiredChangeResult {
        try JournalTable(database: self.database).append(self.journal)
        return DesiredChangeResult(
            revision: self.isRevisionMade ? self.revision : self.revision - 1, created: self.created, changed: self.changed,
            unchanged: self.unchanged, deleted: self.deleted, orphaned: self.orphaned)
    }

    private func stored(_ identity: ResourceIdentity) throws -> (id: Int, resource: DesiredResource)? {
        guard let id = try IdentityTable(database: self.database).existingID(of: identity) else { return nil }
        return try DesiredTable(database: self.database).find(id).map { (id, $0) }
    }

    @discardableResult
    private mutating func makeRevision() throws -> Int {
        if !self.isRevisionMade {
            try self.database.run(
                "INSERT INTO revisions (number, made_at, actor, reason) VALUES (?, ?, ?, ?)",
                [self.revision, StoredTime.text(self.change.at), self.change.actor.name, self.change.reason])
            self.isRevisionMade = true
        }
        return self.revision
    }

    /// The last word on a resource within one revision counts.
    private func note(_ word: String, id: Int, texts: Texts?, owner: String?) throws {
        try self.database.run(
            """
            INSERT OR REPLACE INTO resource_revisions (revision, identity, change, spec, settings, labels, owner) VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [self.revision, id, word, texts?.spec.bytes, texts?.settings.bytes, texts?.labels.bytes, owner])
    }

    private func draft(
        _ kind: JournalKind, _ identity: ResourceIdentity, _ word: String, spec: ContentHash?, owner: String?,
        blueprints: [ResourceIdentity] = []
    ) -> JournalDraft {
        var details = JSONObject([
            .init(name: "change", value: .string(word)), .init(name: "revision", value: JSONValue(self.revision)),
            .init(name: "actor", value: .string(self.change.actor.name))
        ])
        if self.change.actor.uid != nil { details["operator"] = self.change.actor.json }
        if let reason = self.change.reason { details["reason"] = .string(reason) }
        if let owner { details["owner"] = .string(owner) }
        if !blueprints.isEmpty { details["blueprints"] = .array(blueprints.map { .string($0.description) }) }
        if let spec { details["specHash"] = .string(spec.hexadecimal) }
        return JournalDraft(kind, at: self.change.at, resource: identity, details: details)
    }
}
