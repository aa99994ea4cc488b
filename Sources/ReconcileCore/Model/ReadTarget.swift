/// One resource to look at, and how much of it.
package struct ReadTarget: Hashable, Sendable {
    package let identity: ResourceIdentity
    /// How AWS finds it, where the name alone does not do: a policy's path, a key's id, ARN or alias.
    package let locator: String?
    /// The spec keys that are declared; only these are read where they cost a request of their own.
    package let bases: Set<String>

    package init(identity: ResourceIdentity, locator: String?, bases: Set<String>) {
        self.identity = identity
        self.locator = locator
        self.bases = bases
    }
}
