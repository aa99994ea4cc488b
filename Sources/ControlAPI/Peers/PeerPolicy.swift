import Glibc
package import ReconcileCore

/// Who may change things over the control socket, and who may look.
package struct PeerPolicy: Equatable, Sendable {
    /// One line of a list.
    package enum Entry: Hashable, Sendable {
        case uid(UInt32)
        case gid(UInt32)
        case user(String)
        case group(String)

        /// Reads `alice`, `1000`, `@staff` or `@50`; digits alone are a number, never a name.
        package init(_ text: String) {
            let isGroup = text.hasPrefix("@")
            let name = isGroup ? String(text.dropFirst()) : text
            // The highest number stands for "none" in the kernel's calls.
            let number = name.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt32(name).flatMap { $0 == .max ? nil : $0 } : nil
            self =
                switch (isGroup, number) {
                case (false, let number?): .uid(number)
                case (false, nil): .user(name)
                case (true, let number?): .gid(number)
                case (true, nil): .group(name)
                }
        }
    }

    package var operators: [Entry]
    /// Beside the operators, who may view anyhow.
    package var viewers: [Entry]

    package init(operators: [Entry], viewers: [Entry]) {
        self.operators = operators
        self.viewers = viewers
    }

    /// - Parameter daemonUID: counts as an operator, as root does, where the configuration names none.
    package init(_ settings: ControlSettings, daemonUID: UInt32 = geteuid()) {
        self.init(
            operators: settings.operators?.map(Entry.init) ?? [.uid(0), .uid(daemonUID)], viewers: (settings.viewers ?? []).map(Entry.init))
    }

    /// Turns the names into numbers.
    /// - Parameters:
    ///   - user: a user's number by name; `nil`: there is none such.
    ///   - group: likewise.
    package func members(user: (String) -> UInt32?, group: (String) -> UInt32?) -> PeerMembers {
        PeerMembers(operators: .init(self.operators, user: user, group: group), viewers: .init(self.viewers, user: user, group: group))
    }
}

/// The lists of a policy, in the numbers that the kernel knows.
package struct PeerMembers: Equatable, Sendable {
    /// One list.
    package struct List: Equatable, Sendable {
        private(set) var uids: Set<UInt32> = []
        private(set) var gids: Set<UInt32> = []
        /// Names that nobody has: they let nobody in.
        private(set) var unknown: [String] = []

        init(_ entries: [PeerPolicy.Entry], user: (String) -> UInt32?, group: (String) -> UInt32?) {
            for entry in entries {
                switch entry {
                case .uid(let uid): self.uids.insert(uid)
                case .gid(let gid): self.gids.insert(gid)
                case .user(let name):
                    if let uid = user(name) { self.uids.insert(uid) } else { self.unknown.append(name) }
                case .group(let name):
                    if let gid = group(name) { self.gids.insert(gid) } else { self.unknown.append("@" + name) }
                }
            }
        }

        func holds(_ peer: PeerCredentials) -> Bool {
            self.uids.contains(peer.uid) || self.gids.contains(peer.gid) || peer.groups.contains(where: self.gids.contains)
        }
    }

    package let operators: List
    package let viewers: List

    /// Names of both lists that nobody has.
    var unknown: [String] { self.operators.unknown + self.viewers.unknown }

    package func standing(of peer: PeerCredentials) -> PeerStanding {
        if self.operators.holds(peer) { return .operator }
        return self.viewers.holds(peer) ? .viewer : .outsider
    }
}
