import Glibc

/// The system's names of users.
enum UserNames {
    /// More than the longest entry that a sane directory holds. Unit: bytes.
    private static let entryBytesMax = 1 << 16

    /// - Returns: `nil` where there is no such user, or nobody can say.
    static func name(ofUser uid: UInt32) -> String? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: Self.entryBytesMax)
        return buffer.withUnsafeMutableBufferPointer { buffer -> String? in
            guard let start = buffer.baseAddress, getpwuid_r(uid, &entry, start, buffer.count, &found) == 0, found != nil,
                let name = entry.pw_name
            else { return nil }
            return String(cString: name)
        }
    }
}
