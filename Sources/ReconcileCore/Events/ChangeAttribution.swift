package import Foundation

/// Which of the recorded calls made a drift.
///
/// A call counts where it writes the aspect, names the resource and its member, was made in the time in which the change
/// happened, and was not one of our own.
package struct ChangeAttribution: Sendable {
    /// Two clocks are never quite the same, and reading an account takes its time. Unit: seconds.
    package static let slackSeconds = 120.0

    package let drift: DriftRecord
    package let resource: DesiredResource
    /// What was seen of the resource.
    package let bound: Binding?
    /// The calls that can have made it, AWS's own names.
    package let operations: [String]
    private let service: String

    /// - Returns: `nil` for a kind that is not known.
    package init?(_ drift: DriftRecord, of resource: DesiredResource, bound: Binding?) {
        guard let definition = KindRegistry.definition(of: drift.resource.kind) else { return nil }
        self.drift = drift
        self.resource = resource
        self.bound = bound
        self.service = definition.service
        if drift.aspect == .existence {
            self.operations = definition.removedBy
        } else {
            let aspect = definition.aspects.first { $0.base == drift.aspect.base }
            // What was deleted and made again is what its creation made of it.
            self.operations = ((aspect?.writtenBy ?? []) + (aspect?.alsoWrittenBy ?? []) + definition.createdBy).sorted()
        }
    }

    /// From when on the call must have been made; `nil` where nothing tells.
    package var from: Date? { self.drift.changeSpan.after?.addingTimeInterval(-Self.slackSeconds) }
    package var to: Date { self.drift.changeSpan.by.addingTimeInterval(Self.slackSeconds) }

    /// By what CloudTrail's own list of resources knows it: a key goes by its ARN, what is found by an id by that.
    package func resourceName(in account: AccountSettings) -> String {
        let locator = KindRegistry.definition(of: self.resource.identity.kind)?.locator(of: self.resource, account: account, bound: self.bound)
        guard let locator else { return self.resource.spec["identifier"]?.stringValue ?? self.resource.identity.name }
        return locator == self.bound?.uniqueID ? self.bound?.arn ?? locator : locator
    }

    /// - Parameters:
    ///   - changes: in any order.
    ///   - caller: as whom the daemon itself calls; `nil` where that is not known.
    /// - Returns: the author of the latest call that fits.
    package func author(among changes: [RecordedChange], accountID: String, caller: String?) -> ChangeAuthor? {
        let writers = changes.filter { change in
            change.accountID == accountID && self.fits(change) && !Self.isOwn(change.author, caller: caller)
        }
        let named = writers.filter(self.namesMember)
        // A rule may be taken away by an id of its own, which nothing else tells.
        let candidates = named.isEmpty && self.aspect?.form == .record ? writers : named
        return candidates.map(\.author).max { $0.time < $1.time }
    }

    private var aspect: AspectDefinition? {
        KindRegistry.definition(of: self.drift.resource.kind)?.aspects.first { $0.base == self.drift.aspect.base }
    }

    private func fits(_ change: RecordedChange) -> Bool {
        guard change.service == self.service, self.operations.contains(change.author.eventName) else { return false }
        guard change.author.time <= self.to, self.from.map({ $0 <= change.author.time }) ?? true else { return false }
        return change.names(self.resource, bound: self.bound)
    }

    /// Parts of a policy have no name in the call that writes the whole.
    private func namesMember(_ change: RecordedChange) -> Bool {
        guard let member = self.drift.aspect.member?.lowercased() else { return true }
        if case .policy? = self.aspect?.form { return true }
        if self.aspect?.isWrittenWhole == true { return true }
        let definition = KindRegistry.definition(of: self.drift.resource.kind)
        if definition?.createdBy.contains(change.author.eventName) == true { return true }
        if change.names.contains(member) { return true }
        // What is told apart by several values, such as a rule: `tcp 8182 10.0.0.0/16`.
        let parts = member.split(separator: " ").map(String.init)
        return parts.count > 1 && parts.allSatisfy { Self.names(change, part: $0) }
    }

    private static func names(_ change: RecordedChange, part: String) -> Bool {
        if change.names.contains(part) { return true }
        let ends = part.split(separator: "-").map(String.init)
        return ends.count == 2 && ends.allSatisfy { Int($0) != nil && change.names.contains($0) }
    }

    /// The daemon is known by what it calls itself and by its credentials: somebody else who has them is somebody else.
    static func isOwn(_ author: ChangeAuthor, caller: String?) -> Bool {
        guard author.userAgent?.hasPrefix(ProductVersion.userAgentPrefix) == true, let caller else { return false }
        return Self.identity(author.principal) == Self.identity(caller)
    }

    /// Sessions of one role are one.
    private static func identity(_ principal: String) -> String {
        guard let arn = ARN(principal), arn.service == "sts" else { return principal.lowercased() }
        return arn.resource.split(separator: "/").prefix(2).joined(separator: "/").lowercased()
    }
}

extension RecordedChange {
    /// Whether a resource is named in it: by its name, its ARN or its id.
    func names(_ resource: DesiredResource, bound: Binding?) -> Bool {
        ResourceNames.texts(of: resource, bound: bound).contains { self.names.contains($0.lowercased()) }
    }
}

/// By what a resource is named in a record.
enum ResourceNames {
    static func texts(of resource: DesiredResource, bound: Binding?) -> [String] {
        let keys = ["key", "groupID", "identifier", "policyID"].compactMap { resource.spec[$0]?.stringValue }
        return [resource.identity.name, bound?.arn, bound?.uniqueID].compactMap(\.self) + keys
    }
}
