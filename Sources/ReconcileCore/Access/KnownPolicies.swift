package import IAMPolicy

/// The documents of managed policies, as far as they are known: those that are kept here and have been read, and AWS's own few.
package struct KnownPolicies: Sendable {
    /// A document that stands behind an ARN.
    package struct Entry: Hashable, Sendable {
        package let document: JSONValue
        /// Whether the policy allows nothing beyond it; else it allows at least this.
        package let isComplete: Bool
        /// The resource that it was read from; `nil` for AWS's own.
        package let resource: ResourceIdentity?
    }

    private let read: [String: Entry]

    /// - Parameters:
    ///   - observed: what earlier looks showed.
    ///   - readings: what this look shows; it counts where both tell.
    package init(observed: [ObservedResource] = [], readings: [ResourceIdentity: ResourceReading] = [:]) {
        var read: [String: Entry] = [:]
        for seen in observed.filter({ $0.identity.kind == .managedPolicy }).sorted(by: { $0.identity < $1.identity }) {
            Self.note(seen.identity, seen.live, in: &read)
        }
        for (identity, reading) in readings.filter({ $0.key.kind == .managedPolicy }).sorted(by: { $0.key < $1.key }) {
            if case .present(let live) = reading { Self.note(identity, live, in: &read) }
        }
        self.read = read
    }

    private static func note(_ identity: ResourceIdentity, _ live: LiveResource?, in read: inout [String: Entry]) {
        guard identity.kind == .managedPolicy, let live, let document = live.aspects[AspectName("document")] else { return }
        read[live.arn] = Entry(document: document, isComplete: true, resource: identity)
    }

    /// - Returns: `nil` where nothing is known of it.
    package func entry(arn: String) -> Entry? { self.read[arn] ?? Self.ofAWS(arn) }

    /// Policies of AWS that decide how grave an attachment is; the rest of its hundreds is not known here.
    private static func ofAWS(_ arn: String) -> Entry? {
        guard let parsed = ARN(arn), parsed.service == "iam", parsed.account == "aws", parsed.resource.hasPrefix("policy/") else { return nil }
        switch parsed.resource.dropFirst("policy/".count) {
        case "AdministratorAccess": return Self.entry(["Effect": "Allow", "Action": "*", "Resource": "*"], isComplete: true)
        case "AWSDenyAll": return Self.entry(["Effect": "Deny", "Action": "*", "Resource": "*"], isComplete: true)
        case "IAMFullAccess": return Self.entry(["Effect": "Allow", "Action": "iam:*", "Resource": "*"], isComplete: false)
        case "PowerUserAccess":
            return Self.entry(
                ["Effect": "Allow", "NotAction": ["iam:*", "organizations:*", "account:*"], "Resource": "*"], isComplete: false)
        default: return nil
        }
    }

    /// - SeeAlso: AWS Managed Policy Reference Guide, the pages of the policies named above.
    private static func entry(_ statement: JSONValue, isComplete: Bool) -> Entry {
        Entry(document: ["Version": "2012-10-17", "Statement": [statement]], isComplete: isComplete, resource: nil)
    }

    /// AWS's policies that make whoever holds them an administrator, or nearly so, whatever is known of their documents.
    package static func isAdministrative(arn: String) -> Bool {
        guard let parsed = ARN(arn), parsed.service == "iam", parsed.account == "aws" else { return false }
        return ["policy/AdministratorAccess", "policy/IAMFullAccess", "policy/PowerUserAccess"].contains(parsed.resource)
    }
}
