import GRDB
import IAMPolicy
import ReconcileCore

/// Reads what the last looks showed of each resource: row after row, so that the answer stands in memory once, as values.
struct ObservedReader {
    let database: Database
    /// What the caller holds already; where it says the same, it is what is given.
    var readings: [ResourceIdentity: ResourceReading] = [:]

    private static let columns = """
        \(IdentityTable.columns), identities.key AS identity_key, observed_resources.identity, state, bound_arn, bound_unique_id,
        last_read_at, gap_code, gap_message, spelled_differently
        """

    func all() throws -> [ObservedResource] {
        var aspects = try ObservedAspects(self.database)
        var resources = try self.database.eachRow(
            """
            SELECT \(Self.columns), live_arn, live_unique_id,
                \(ContentTable.text("live_gaps", as: "gaps")), \(ContentTable.text("live_facts", as: "facts"))
            FROM observed_resources JOIN identities ON identities.id = observed_resources.identity ORDER BY observed_resources.identity
            """
        ) { row in
            let stored = StoredRow(row, table: "observed_resources", id: "identity_key")
            var resource = try self.outline(stored)
            let texts = try aspects.next(of: stored.integer("identity"))
            resource.live = try self.live(stored, texts, of: resource.identity)
            return resource
        }
        resources.sort { $0.identity < $1.identity }
        return resources
    }

    /// All but what was seen.
    func outlines() throws -> [ObservedResource] {
        try self.database.eachRow(
            """
            SELECT \(Self.columns)
            FROM observed_resources JOIN identities ON identities.id = observed_resources.identity ORDER BY identities.key
            """
        ) { row in try self.outline(StoredRow(row, table: "observed_resources", id: "identity_key")) }
    }

    private func outline(_ stored: StoredRow) throws -> ObservedResource {
        let binding = try stored.optionalText("bound_arn").map { arn in
            Binding(arn: arn, uniqueID: try stored.optionalText("bound_unique_id"))
        }
        return ObservedResource(
            identity: try self.identity(stored), state: try stored.oneCase("state", of: ObservedResource.State.self), binding: binding,
            lastReadAt: try stored.optionalDate("last_read_at"), gap: try stored.gap("gap"),
            spelledDifferently: try stored.texts("spelled_differently").map { AspectName(parsing: $0) })
    }

    private func identity(_ stored: StoredRow) throws -> ResourceIdentity {
        let identity = try stored.identity()
        guard let place = self.readings.index(forKey: identity) else { return identity }
        let known = self.readings[place].key
        return known.name == identity.name ? known : identity
    }

    private func live(_ stored: StoredRow, _ aspects: [ObservedAspects.Text], of identity: ResourceIdentity) throws -> LiveResource? {
        guard let arn = try stored.optionalText("live_arn") else { return nil }
        let uniqueID = try stored.optionalText("live_unique_id")
        if case .present(let known)? = self.readings[identity], known.arn == arn, known.uniqueID == uniqueID,
            known.aspects.count == aspects.count, aspects.allSatisfy({ $0.says(known.aspects[$0.name]) }),
            JSONWriter.compact(.object(known.facts), is: try stored.text("facts")),
            JSONWriter.compact(ObservedTable.json(gaps: known.gaps), is: try stored.text("gaps"))
        {
            return known
        }
        var live = LiveResource(arn: arn, uniqueID: uniqueID, gaps: try Self.gaps(stored), facts: try stored.packedObject("facts"))
        for aspect in aspects { live.aspects[aspect.name] = try aspect.value() }
        return live
    }

    private static func gaps(_ stored: StoredRow) throws(StoreError) -> [String: ReadGap] {
        var gaps: [String: ReadGap] = [:]
        for member in try stored.object("gaps").members {
            guard let code = member.value["code"]?.stringValue.flatMap({ ReadGap.Code(rawValue: $0) }),
                let message = member.value["message"]?.stringValue
            else { throw stored.fault("live_gaps", "holds no reasons") }
            gaps[member.name] = ReadGap(code: code, message: message)
        }
        return gaps
    }
}

/// Reads what was seen of one resource after the other, in the order of the identities' rows.
struct ObservedAspects {
    /// A value as it is stored.
    struct Text {
        let name: AspectName
        let text: String
        private let row: StoredRow

        init(_ row: StoredRow) throws(StoreError) {
            self.row = row
            self.name = AspectName(parsing: try row.text("aspect"))
            self.text = try row.text("text")
        }

        func says(_ value: JSONValue?) -> Bool { value.map { JSONWriter.compact($0, is: self.text) } ?? false }

        func value() throws(StoreError) -> JSONValue { try self.row.packed(self.text, of: "value") }
    }

    private let rows: RowCursor
    /// The row that has been read, and whose turn has not come.
    private var ahead: Row?

    init(_ database: Database) throws {
        self.rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: "SELECT identity, aspect, \(ContentTable.text("value", as: "text")) FROM observed_aspects ORDER BY identity"))
        self.ahead = try self.rows.next()
    }

    /// - Parameter identity: one that comes after those of earlier calls.
    mutating func next(of identity: Int) throws -> [Text] {
        var texts: [Text] = []
        while let row = self.ahead {
            let stored = StoredRow(row, table: "observed_aspects", id: "identity")
            let owner = try stored.integer("identity")
            if owner > identity { break }
            // A row without a resource, which the schema does not allow, is passed over.
            if owner == identity { texts.append(try Text(stored)) }
            self.ahead = try self.rows.next()
        }
        return texts
    }
}
