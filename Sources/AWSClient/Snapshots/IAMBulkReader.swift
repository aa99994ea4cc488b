import IAMPolicy
import ReconcileCore

/// Reads many roles, users, groups and policies by listing all that the account has.
///
/// `GetAccountAuthorizationDetails` gives a thousand entities an answer; it lacks a role's description
/// and session duration, for which `ListRoles` is asked where they are declared, and what is in no listing
/// at all: a policy's tags and a user's access keys.
struct IAMBulkReader: Sendable {
    static let pageSizeMax = 1000

    let caller: any AWSCalling
    /// What the items of the last listing said.
    let memory: ListingMemory

    /// - Throws: `AWSError` where AWS does not let us list at all; then single reads are left.
    func read(_ targets: [ReadTarget]) async throws(AWSError) -> [ResourceIdentity: ResourceReading] {
        var listing = IAMListing(of: targets, memory: self.memory)
        do throws(AWSError) {
            try await self.list(
                IAM.getAccountAuthorizationDetails, parameters: ["Filter": .array(Self.filter(for: targets))], leaving: Set(IAMListing.lists.keys)
            ) { (items) throws(XMLSyntaxError) in try listing.add(items) }
        } catch {
            if error.errorClass == .denied { throw error }
            listing.gap = ReadGap(error)
        }
        await self.addSettings(targets, to: &listing)
        listing.remember(in: self.memory)
        var readings: [ResourceIdentity: ResourceReading] = [:]
        for target in targets { readings[target.identity] = listing.reading(of: target) }
        await self.addUnlisted(targets, to: &readings)
        return readings
    }

    /// Hands on the items of each page, and holds no more than one page.
    private func list(
        _ operation: AWSOperation, parameters: JSONObject, leaving lists: Set<String>,
        _ take: ([XMLListItem]) throws(XMLSyntaxError) -> Void
    ) async throws(AWSError) {
        var operation = operation
        operation.listsLeft = lists
        try await self.caller.callPages(operation, parameters: parameters, region: nil, pageSizeMax: Self.pageSizeMax) { (answer) throws(AWSError) in
            do throws(XMLSyntaxError) {
                try take(answer.listItems)
            } catch {
                throw AWSError(
                    service: operation.service.id, operation: operation.name, code: AWSErrorCode.unparsableAnswer,
                    message: "the answer holds an item that this client does not accept (\(error))", requestID: answer.requestID,
                    errorClass: .unparsable)
            }
        }
    }

    private static func filter(for targets: [ReadTarget]) -> [JSONValue] {
        let kinds = Set(targets.map(\.identity.kind))
        let needsMembers = targets.contains { $0.identity.kind == .group && $0.bases.contains("members") }
        var filter: [JSONValue] = []
        if kinds.contains(.role) { filter.append("Role") }
        // A group does not say who is in it: each user says where it is.
        if kinds.contains(.user) || needsMembers { filter.append("User") }
        if kinds.contains(.group) { filter.append("Group") }
        if kinds.contains(.managedPolicy) { filter.append("LocalManagedPolicy") }
        return filter
    }

    private func addSettings(_ targets: [ReadTarget], to listing: inout IAMListing) async {
        let asked = targets.contains { $0.identity.kind == .role && !$0.bases.isDisjoint(with: RoleSettings.bases) }
        var gap: ReadGap?
        if asked {
            do throws(AWSError) {
                try await self.list(IAM.listRoles, parameters: [:], leaving: [IAMListing.rolesList]) { (items) throws(XMLSyntaxError) in
                    try listing.addRoles(items)
                }
            } catch {
                gap = ReadGap(error)
            }
        }
        listing.settle(asked: asked, gap: gap)
    }

    /// One request for each policy whose tags and each user whose access keys are declared.
    private func addUnlisted(_ targets: [ReadTarget], to readings: inout [ResourceIdentity: ResourceReading]) async {
        let present = targets.compactMap { target -> (ResourceIdentity, LiveResource)? in
            let base = target.identity.kind == .user ? "accessKeys" : target.identity.kind == .managedPolicy ? "tags" : ""
            guard target.bases.contains(base), case .present(let live)? = readings[target.identity] else { return nil }
            return (target.identity, live)
        }
        let reader = IAMSingleReader(caller: self.caller)
        let complete = await SideBySide.map(present) { identity, live in
            var live = live
            if identity.kind == .user {
                await reader.addAccessKeys(of: identity.name, to: &live)
            } else {
                await reader.addPolicyTags(to: &live)
            }
            return (identity, live)
        }
        for (identity, live) in complete { readings[identity] = .present(live) }
    }
}
