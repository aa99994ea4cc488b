import GRDB
import ReconcileCore

/// The resources that other rows speak of.
struct IdentityTable {
    let database: Database

    /// The columns that `StoredRow.identity()` reads.
    static let columns = """
        identities.account AS identity_account, identities.region AS identity_region, identities.kind AS identity_kind,
        identities.name AS identity_name
        """

    /// The row of that resource, made where there is none.
    func id(of identity: ResourceIdentity) throws -> Int {
        if let id = try self.existingID(of: identity) { return id }
        try self.database.run(
            "INSERT INTO identities (key, account, region, kind, name) VALUES (?, ?, ?, ?, ?)",
            [identity.key, identity.account, identity.region, identity.kind.rawValue, identity.name])
        return Int(self.database.lastInsertedRowID)
    }

    func existingID(of identity: ResourceIdentity) throws -> Int? {
        try self.database.integer("SELECT id FROM identities WHERE key = ?", [identity.key])
    }

    /// Remembers how the author of the manifest spells it.
    func respell(_ identity: ResourceIdentity, id: Int) throws {
        try self.database.run("UPDATE identities SET name = ? WHERE id = ? AND name <> ?", [identity.name, id, identity.name])
    }
}
