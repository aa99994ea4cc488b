/// One resource to look at, and how much of it.
package struct ReadTarget: Hashable, Sendable {
    package let identity: ResourceIdentity
    /// How AWS finds it, where the name alone does not do: a policy's path, a key's id, ARN or alias.
    package let locator: String?
    /// The spec keys that are declared; only these are read where they cost a request of their own.
    package let bases: Set<String>
    /// Members to look for beyond the resource itself, such as a key's aliases: where they belong to another one, its name is told.
    package let soughtMembers: Set<String>

    package init(identity: ResourceIdentity, locator: String?, bases: Set<String>, soughtMembers: Set<String> = []) {
        self.identity = identity
        self.locator = locator
        self.bases = bases
        self.soughtMembers = soughtMembers
    }

    /// The same with a set that is equal to its own.
    func sharing(_ bases: Set<String>) -> ReadTarget {
        ReadTarget(identity: self.identity, locator: self.locator, bases: bases, soughtMembers: self.soughtMembers)
    }
}
