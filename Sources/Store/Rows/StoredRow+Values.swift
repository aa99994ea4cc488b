import IAMPolicy
import ReconcileCore

extension StoredRow {
    /// Values were checked on their way in; these bounds only keep a damaged file from exhausting memory or stack.
    private static let limits = JSONReader.Limits(depthMax: 200, bytesMax: 64 << 20)

    func optionalJSON(_ column: String) throws(StoreError) -> JSONValue? {
        guard let text = try self.optionalText(column) else { return nil }
        do {
            return try JSONReader.parse(text, limits: Self.limits)
        } catch {
            throw self.fault(column, "is no JSON value (\(error))")
        }
    }

    func json(_ column: String) throws(StoreError) -> JSONValue {
        guard let value = try self.optionalJSON(column) else { throw self.fault(column, "is missing") }
        return value
    }

    /// As `object`, packed: for what is kept.
    func packedObject(_ column: String) throws(StoreError) -> JSONObject {
        guard let object = try self.packed(self.text(column), of: column).objectValue else { throw self.fault(column, "is no JSON object") }
        return object
    }

    /// - Parameter text: what the column holds.
    func packed(_ text: String, of column: String) throws(StoreError) -> JSONValue {
        do {
            return try JSONReader.parsePacked(text, limits: Self.limits)
        } catch {
            throw self.fault(column, "is no JSON value (\(error))")
        }
    }

    func object(_ column: String) throws(StoreError) -> JSONObject {
        guard let object = try self.json(column).objectValue else { throw self.fault(column, "is no JSON object") }
        return object
    }

    /// A JSON array of strings.
    func texts(_ column: String) throws(StoreError) -> [String] {
        guard let elements = try self.json(column).arrayValue else { throw self.fault(column, "is no JSON array") }
        let texts = elements.compactMap(\.stringValue)
        guard texts.count == elements.count else { throw self.fault(column, "is no list of texts") }
        return texts
    }

    /// The columns `identity_account`, `identity_region`, `identity_kind` and `identity_name`.
    func identity() throws(StoreError) -> ResourceIdentity {
        ResourceIdentity(
            account: try self.text("identity_account"), region: try self.optionalText("identity_region"),
            kind: ResourceKind(try self.text("identity_kind")), name: try self.text("identity_name"))
    }

    /// The columns `<prefix>_code` and `<prefix>_message`.
    func gap(_ prefix: String) throws(StoreError) -> ReadGap? {
        guard let code = try self.optionalCase("\(prefix)_code", of: ReadGap.Code.self) else { return nil }
        return ReadGap(code: code, message: try self.text("\(prefix)_message"))
    }

    /// The columns `<prefix>_at`, `<prefix>_boot_id` and `<prefix>_boot_seconds`.
    func optionalInstant(_ prefix: String) throws(StoreError) -> Instant? {
        guard let wall = try self.optionalDate("\(prefix)_at") else { return nil }
        return Instant(
            wall: wall, bootID: try self.text("\(prefix)_boot_id"), secondsSinceBoot: try self.real("\(prefix)_boot_seconds"))
    }

    static func list(_ texts: [String]) -> String { JSONWriter.compact(.array(texts.map { .string($0) })) }
}
