/// Why the store cannot keep what it is given, told apart as far as the daemon's conduct depends on it.
package enum StoreDegradation: String, Sendable, CaseIterable {
    /// Another process holds the lock for too long.
    case busy
    case diskFull
    case readOnly
    case corrupt
    case ioFailure
    /// What the schema or the program forbids: no state of the disk.
    case other
}

/// An error of the store that says what state the store is in.
package protocol StoreFault: Error {
    var degradation: StoreDegradation { get }
}
