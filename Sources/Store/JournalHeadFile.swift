import Foundation
import IAMPolicy
package import ReconcileCore

/// The head of the journal, kept in `<database>.head`, so that a database from an earlier time is noticed.
///
/// One line of JSON: `{"entries": 211, "hash": "64 hexadecimal digits"}`.
struct JournalHeadFile {
    let path: String

    private static let bytesMax = 4096

    init(database: String) { self.path = database + ".head" }

    /// - Returns: `nil` where there is no such file.
    /// - Throws: `cannotOpen` or `readOnly` where it cannot be read, `corrupt` where it holds no head.
    func read() throws(StoreError) -> JournalHead? {
        let descriptor = open(self.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw DatabaseFile.failure(opening: self.path, errno: errno)
        }
        defer { _ = close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: Self.bytesMax)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw DatabaseFile.failure(opening: self.path, errno: errno) }
        let json = try? JSONReader.parse(String(decoding: bytes.prefix(count), as: UTF8.self))
        guard let entries = json?["entries"]?.intValue, entries >= 0, let hash = json?["hash"]?.stringValue else {
            throw StoreError(
                code: .corrupt, message: "\(self.path) holds no head of a journal: whether the database is an older one cannot be told")
        }
        return JournalHead(entries: entries, hash: hash)
    }

    func write(_ head: JournalHead) throws(StoreError) {
        let json: JSONValue = ["entries": JSONValue(head.entries), "hash": .string(head.hash)]
        try DurableFile(path: self.path).replace(with: JSONWriter.compact(json) + "\n")
    }
}

extension SQLiteStore {
    /// Notes the head of the journal beside the database, where it has changed. Blocks for the time of a small durable write.
    package func keepHeadOutside() async throws {
        let file = JournalHeadFile(database: self.access.path)
        let head = try await self.journalHead()
        // What cannot be read is written anew.
        if let kept = try? file.read(), kept == head { return }
        try file.write(head)
    }

    /// - Returns: the head that was noted beside the database and is not in its journal: the database is from before, or another one.
    ///   `nil` where the journal holds it, or none was noted.
    package func missingHead() async throws -> JournalHead? {
        guard let noted = try JournalHeadFile(database: self.access.path).read(), noted.entries > 0 else { return nil }
        if let checkpoint = try await self.journalCheckpoint(), noted.entries <= checkpoint.entries {
            return noted.entries == checkpoint.entries && noted.hash != checkpoint.hash ? noted : nil
        }
        let entry = try await self.journal(fromSequence: noted.entries, countMax: 1).first
        return entry?.sequence == noted.entries && entry?.hash == noted.hash ? nil : noted
    }
}
