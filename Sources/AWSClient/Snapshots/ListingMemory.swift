import Crypto
import NIOConcurrencyHelpers
import ReconcileCore

/// What the items of an account's last listings said, so that an item of the same bytes need not be read again.
///
/// Holds no more items than the last listings did, and of resources that nobody has asked for no more than the name.
final class ListingMemory: Sendable {
    /// The hash of an item: two items of different bytes have different ones, for all that is known of SHA-256.
    typealias Digest = SHA256.Digest

    private let state = NIOLockedValueBox((entities: [Digest: ListedEntity](), roles: [Digest: ListedRole]()))

    static func digest(_ bytes: ArraySlice<UInt8>) -> Digest {
        bytes.withUnsafeBytes { buffer in
            var hash = SHA256()
            hash.update(bufferPointer: buffer)
            return hash.finalize()
        }
    }

    /// The items of `GetAccountAuthorizationDetails`.
    var entities: [Digest: ListedEntity] {
        get { self.state.withLockedValue { $0.entities } }
        set { self.state.withLockedValue { $0.entities = newValue } }
    }

    /// The items of `ListRoles`.
    var roles: [Digest: ListedRole] {
        get { self.state.withLockedValue { $0.roles } }
        set { self.state.withLockedValue { $0.roles = newValue } }
    }
}

/// What an item of `GetAccountAuthorizationDetails` says.
struct ListedEntity: Sendable {
    let kind: ResourceKind
    /// As AWS spells it; `nil` where the item is of nothing that could be kept.
    var name: String?
    /// The groups that a user is in.
    var groups: [String] = []
    /// `nil` where nobody has asked for it.
    var live: LiveResource?
}

/// What an item of `ListRoles` says.
struct ListedRole: Sendable {
    /// Without case; `nil` where it has none.
    let name: String?
    let settings: RoleSettings
}
