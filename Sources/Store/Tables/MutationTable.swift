import GRDB
import IAMPolicy
import ReconcileCore

/// The calls of corrections, in their order.
struct MutationTable {
    let database: Database

    private static let saveMutation = Upsert(
        "mutations", key: ["correction", "position"],
        values: [
            "service", "region", "operation", "parameters", "pre_image", "outcome", "request_id", "failure_code", "failure_message"
        ])
    private static let saveWrite = Upsert(
        "mutation_writes", key: ["correction", "position", "ordinal"], values: ["aspect", "value", "pre_image"])

    func save(_ mutations: [Mutation], of correction: String) throws {
        let contents = ContentTable(database: self.database)
        for (position, mutation) in mutations.enumerated() {
            let outcome = OutcomeColumns(mutation.outcome)
            try self.database.run(
                Self.saveMutation.sql,
                [
                    correction, position, mutation.service, mutation.region, mutation.operation,
                    contents.store(.object(mutation.parameters)), contents.store(mutation.preImage), outcome.word, outcome.requestID,
                    outcome.failureCode, outcome.failureMessage
                ])
            for (ordinal, write) in mutation.writes.enumerated() {
                try self.database.run(
                    Self.saveWrite.sql,
                    [
                        correction, position, ordinal, write.aspect.description, contents.store(write.value),
                        contents.store(write.preImage)
                    ])
            }
            try self.database.run(
                "DELETE FROM mutation_writes WHERE correction = ? AND position = ? AND ordinal >= ?",
                [correction, position, mutation.writes.count])
        }
        try self.database.run("DELETE FROM mutations WHERE correction = ? AND position >= ?", [correction, mutations.count])
    }

    func all(of correction: String) throws -> [Mutation] {
        let writes = try self.writes(of: correction)
        let rows = try self.database.rows(
            """
            SELECT *, \(ContentTable.text("parameters", as: "parameters_text")), \(ContentTable.text("pre_image", as: "pre_image_text"))
            FROM mutations WHERE correction = ? ORDER BY position
            """, [correction])
        return try rows.map { row in
            let stored = StoredRow(row, table: "mutations", id: "correction")
            return Mutation(
                service: try stored.text("service"), region: try stored.optionalText("region"), operation: try stored.text("operation"),
                parameters: try stored.object("parameters_text"), writes: writes[try stored.integer("position")] ?? [],
                preImage: try stored.optionalJSON("pre_image_text"), outcome: try OutcomeColumns.outcome(stored))
        }
    }

    private func writes(of correction: String) throws -> [Int: [AspectWrite]] {
        var writes: [Int: [AspectWrite]] = [:]
        let rows = try self.database.rows(
            """
            SELECT correction, position, aspect, \(ContentTable.text("value", as: "value_text")),
                \(ContentTable.text("pre_image", as: "pre_image_text"))
            FROM mutation_writes WHERE correction = ? ORDER BY position, ordinal
            """, [correction])
        for row in rows {
            let stored = StoredRow(row, table: "mutation_writes", id: "correction")
            let write = AspectWrite(
                AspectName(parsing: try stored.text("aspect")), value: try stored.optionalJSON("value_text"),
                preImage: try stored.optionalJSON("pre_image_text"))
            writes[try stored.integer("position"), default: []].append(write)
        }
        return writes
    }
}

/// The outcome of a mutation, spread over its columns.
private struct OutcomeColumns {
    let word: String?
    let requestID: String?
    let failureCode: String?
    let failureMessage: String?

    init(_ outcome: MutationOutcome?) {
        var failure: MutationFailure?
        switch outcome {
        case nil: self.word = nil
        case .accepted: self.word = "accepted"
        case .refused(let reason): (self.word, failure) = ("refused", reason)
        case .failed(let reason): (self.word, failure) = ("failed", reason)
        case .unknown(let reason): (self.word, failure) = ("unknown", reason)
        }
        if case .accepted(let requestID) = outcome { self.requestID = requestID } else { self.requestID = failure?.requestID }
        self.failureCode = failure?.code
        self.failureMessage = failure?.message
    }

    static func outcome(_ stored: StoredRow) throws(StoreError) -> MutationOutcome? {
        guard let word = try stored.optionalText("outcome") else { return nil }
        let requestID = try stored.optionalText("request_id")
        if word == "accepted" { return .accepted(requestID: requestID) }
        let failure = MutationFailure(
            code: try stored.text("failure_code"), message: try stored.text("failure_message"), requestID: requestID)
        switch word {
        case "refused": return .refused(failure)
        case "failed": return .failed(failure)
        case "unknown": return .unknown(failure)
        default: throw stored.fault("outcome", "is none of the words it may be")
        }
    }
}
