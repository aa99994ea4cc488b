/// A file of archived journal entries.
struct ArchiveFile {
    let path: String

    init(database: String, portion: JournalArchive.Portion) {
        self.path = "\(database).journal-\(portion.first)-\(portion.last.entries).jsonl"
    }

    /// Replaces what an interrupted archiving of the same entries has left.
    func write(_ text: String) throws(StoreError) { try DurableFile(path: self.path).replace(with: text) }
}
