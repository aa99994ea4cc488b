package import IAMPolicy

/// Who asks for something over the control socket, as the kernel tells it.
/// - SeeAlso: unix(7), "SO_PEERCRED"; credentials(7); proc(5), "/proc/pid/loginuid".
package struct OperatorIdentity: Hashable, Sendable, CustomStringConvertible {
    /// The user's name, or `uid N` where it has none.
    package let name: String
    package let uid: Int?
    package let pid: Int?
    /// The user who logged in, before any change of user; `nil` where the kernel does not tell.
    package let loginUID: Int?

    package init(name: String, uid: Int? = nil, pid: Int? = nil, loginUID: Int? = nil) {
        self.name = name
        self.uid = uid
        self.pid = pid
        self.loginUID = loginUID
    }

    package var description: String { self.name }

    /// `{"name", "uid", "pid", "loginUID"}`, as the journal keeps it.
    package var json: JSONValue {
        func number(_ value: Int?) -> JSONValue { value.map { JSONValue($0) } ?? .null }
        return ["name": .string(self.name), "uid": number(self.uid), "pid": number(self.pid), "loginUID": number(self.loginUID)]
    }
}

extension OperatorIdentity: ExpressibleByStringLiteral {
    /// Somebody who is no user of this machine: `manifests folder`.
    package init(stringLiteral value: String) { self.init(name: value) }
}
