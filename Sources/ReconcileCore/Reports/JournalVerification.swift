/// Recomputes the hash chain, page by page, and keeps the first fault.
package struct JournalVerification: Equatable, Sendable {
    /// The last entry that was taken, archived ones counted.
    package private(set) var entries: Int
    package private(set) var head: String
    /// The first thing that is wrong; nothing behind it is looked at.
    package private(set) var fault: String?
    /// What cannot be judged, because entries that would tell are archived.
    package private(set) var doubt: String?
    /// The last archived entry; `nil`: the chain is verified from its beginning.
    package let checkpoint: JournalHead?
    private let expectedHead: String?
    private var hasMetExpectedHead: Bool

    /// - Parameters:
    ///   - checkpoint: the entry after which to begin; `nil`: at the first.
    ///   - expectedHead: a hash that was seen as the head at some time, so that a tail that was cut off is found.
    package init(after checkpoint: JournalHead? = nil, expectedHead: String? = nil) {
        self.checkpoint = checkpoint
        self.entries = checkpoint?.entries ?? 0
        self.head = checkpoint?.hash ?? JournalChain.genesisHash
        self.expectedHead = expectedHead?.lowercased()
        self.hasMetExpectedHead = expectedHead == nil || self.expectedHead == JournalChain.genesisHash || self.expectedHead == self.head
    }

    /// Takes the entries that follow those before.
    package mutating func add(_ page: [JournalEntry]) {
        for entry in page {
            guard self.fault == nil else { return }
            if let fault = JournalChain.fault(in: entry, afterSequence: self.entries, previousHash: self.head) {
                self.fault = fault
                return
            }
            self.entries = entry.sequence
            self.head = entry.hash
            if entry.hash == self.expectedHead { self.hasMetExpectedHead = true }
        }
    }

    /// To be called when the last page was added.
    /// - Parameter storedHead: what the store itself takes for the last entry.
    package mutating func finish(storedHead: JournalHead?) {
        guard self.fault == nil else { return }
        if let storedHead, storedHead.entries < self.entries || (storedHead.entries == self.entries && storedHead.hash != self.head) {
            self.fault = "the stored head (entry \(storedHead.entries)) is not the last entry (\(self.entries))"
        } else if let storedHead, storedHead.entries > self.entries {
            self.fault = "entries \(self.entries + 1) to \(storedHead.entries) are missing"
        } else if !self.hasMetExpectedHead {
            self.missExpectedHead()
        }
    }

    private mutating func missExpectedHead() {
        guard let checkpoint else {
            self.fault = "the expected head is not among the \(self.entries) entries: the end of the journal was cut off, or it is another journal"
            return
        }
        self.doubt =
            "the expected head is not among the entries after \(checkpoint.entries); it may be one of the entries 1 to \(checkpoint.entries), "
            + "which are archived: look for it in the files `….journal-FIRST-LAST.jsonl` beside the database. "
            + "If none of them has it, the end of the journal was cut off, or it is another journal"
    }

    package var exit: ExitStatus { self.fault != nil ? .error : self.doubt != nil ? .undetermined : .fine }
}
