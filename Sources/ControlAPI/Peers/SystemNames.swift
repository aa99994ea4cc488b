import Glibc

/// The system's names of users and groups; a call may wait for a directory on the network.
struct SystemNames: Sendable {
    /// Room for an entry at first, and at most: a group's entry names all its members. Unit: bytes.
    private static let entryBytes = (first: 1 << 14, max: 1 << 22)

    /// - Returns: `nil` where there is no such user, or nobody can say.
    var uidOfUser: @Sendable (String) -> UInt32? = { name in
        var entry = passwd()
        return Self.find(&entry) {
            getpwnam_r(name, $0, $1, $2, $3)
        } value: {
            $0.pw_uid
        }
    }

    /// - Returns: `nil` where there is no such group, or nobody can say.
    var gidOfGroup: @Sendable (String) -> UInt32? = { name in
        var entry = group()
        return Self.find(&entry) {
            getgrnam_r(name, $0, $1, $2, $3)
        } value: {
            $0.gr_gid
        }
    }

    /// - Returns: `nil` where there is no such user, or nobody can say.
    var nameOfUser: @Sendable (UInt32) -> String? = { uid in
        var entry = passwd()
        return Self.find(&entry) {
            getpwuid_r(uid, $0, $1, $2, $3)
        } value: {
            $0.pw_name.map { String(cString: $0) }
        } ?? nil
    }

    /// - Parameter value: what is wanted of the entry; what the entry points to is there only meanwhile.
    private static func find<Entry, Value>(
        _ entry: inout Entry,
        by ask: (
            UnsafeMutablePointer<Entry>, UnsafeMutablePointer<CChar>, Int, UnsafeMutablePointer<UnsafeMutablePointer<Entry>?>
        ) -> Int32,
        value: (Entry) -> Value
    ) -> Value? {
        var size = Self.entryBytes.first
        while size <= Self.entryBytes.max {
            var buffer = [CChar](repeating: 0, count: size)
            let (code, found) = buffer.withUnsafeMutableBufferPointer { buffer -> (Int32, Value?) in
                guard let start = buffer.baseAddress else { return (EINVAL, nil) }
                var result: UnsafeMutablePointer<Entry>?
                let code = ask(&entry, start, buffer.count, &result)
                return (code, code == 0 && result != nil ? value(entry) : nil)
            }
            guard code == ERANGE else { return found }
            size *= 4
        }
        return nil
    }
}
