import IAMPolicy
import ReconcileCore

/// Reads roles, users, groups and policies one by one, asking only for what is declared.
struct IAMSingleReader: Sendable {
    let caller: any AWSCalling

    /// How many requests a target takes at least: what a listing is weighed against.
    static func requests(for target: ReadTarget) -> Int {
        let costs =
            target.identity.kind == .managedPolicy
            ? ["document": 2, "tags": 1] : ["inlinePolicies": 2, "managedPolicies": 1, "groups": 1, "accessKeys": 1]
        return target.bases.reduce(1) { $0 + (costs[$1] ?? 0) }
    }

    func read(_ target: ReadTarget) async -> ResourceReading {
        switch target.identity.kind {
        case .managedPolicy: await self.policy(target)
        case .user: await self.entity(target, .user)
        case .group: await self.entity(target, .group)
        default: await self.entity(target, .role)
        }
    }

    // MARK: Roles, users and groups

    private func entity(_ target: ReadTarget, _ calls: IAMEntityReads) async -> ResourceReading {
        let name: JSONObject = ["\(calls.kind)Name": .string(target.identity.name)]
        let reading = IAMEntityReading(calls.kind)
        var found: XMLElement?
        var members: [String] = []
        var membersGap: ReadGap?
        do {
            // Only a group's members come in pages.
            try await self.caller.callPages(calls.get, parameters: name, region: nil) { answer in
                found = found ?? answer.result[calls.kind.rawValue]
                members += answer.result.items(of: "Users").compactMap { $0.text(of: "UserName") }
            }
        } catch {
            guard found != nil else { return error.errorClass == .gone ? .absent : .unreadable(ReadGap(error)) }
            membersGap = ReadGap(error)
        }
        guard let found, var live = reading.live(found) else { return .unreadable(Self.malformed(calls.get, "no \(calls.kind)")) }
        if calls.kind == .role { RoleSettings(found).set(in: &live) }
        if target.bases.contains("members") {
            for member in members { IAMEntityReading.addName(member, of: "members", to: &live) }
            live.gaps["members"] = membersGap
        }
        if target.bases.contains("inlinePolicies") { await self.addInlinePolicies(name, calls, to: &live) }
        if target.bases.contains("managedPolicies") {
            await self.add("managedPolicies", calls.listAttached, name, "AttachedPolicies", to: &live) { IAMEntityReading.addAttached($0, to: &$1) }
        }
        if target.bases.contains("groups") {
            await self.add("groups", IAM.listGroupsForUser, name, "Groups", to: &live) { group, live in
                if let name = group.text(of: "GroupName") { IAMEntityReading.addName(name, of: "groups", to: &live) }
            }
        }
        if target.bases.contains("accessKeys") { await self.addAccessKeys(of: target.identity.name, to: &live) }
        return .present(live)
    }

    /// The keys that may be used are the aspect; the others may become so again.
    func addAccessKeys(of user: String, to live: inout LiveResource) async {
        var inactive: [JSONValue] = []
        await self.add("accessKeys", IAM.listAccessKeys, ["UserName": .string(user)], "AccessKeyMetadata", to: &live) { key, live in
            guard let id = key.text(of: "AccessKeyId") else { return }
            if key.text(of: "Status") == "Active" {
                live.aspects[AspectName("accessKeys", id)] = .string(id)
            } else {
                inactive.append(.string(id))
            }
        }
        if !inactive.isEmpty { live.facts[UserKind.inactiveKeysFact] = .array(inactive) }
    }

    /// Adds each item of a list; a list that breaks off is a gap of `base`.
    private func add(
        _ base: String, _ operation: AWSOperation, _ parameters: JSONObject, _ list: String, to live: inout LiveResource,
        _ item: (XMLElement, inout LiveResource) -> Void
    ) async {
        var items: [XMLElement] = []
        do {
            try await self.caller.callPages(operation, parameters: parameters, region: nil) { items += $0.result.items(of: list) }
        } catch {
            live.gaps[base] = ReadGap(error)
        }
        for element in items { item(element, &live) }
    }

    private func addInlinePolicies(_ entity: JSONObject, _ calls: IAMEntityReads, to live: inout LiveResource) async {
        var names: [String] = []
        await self.add("inlinePolicies", calls.listInline, entity, "PolicyNames", to: &live) { name, _ in names.append(name.text) }
        for name in names {
            var parameters = entity
            parameters["PolicyName"] = .string(name)
            do throws(AWSError) {
                let answer = try await self.caller.call(calls.getInline, parameters: parameters, region: nil)
                IAMEntityReading.addInline(answer.result, to: &live)
            } catch {
                // Gone since the list was made: absent, which is what leaving it out says.
                guard error.errorClass != .gone else { continue }
                live.gaps[AspectName("inlinePolicies", name).description] = ReadGap(error)
            }
        }
    }

    // MARK: Managed policies

    private func policy(_ target: ReadTarget) async -> ResourceReading {
        do {
            guard let policy = try await self.find(target) else { return .absent }
            guard var live = ManagedPolicyReading.live(policy) else { return .unreadable(Self.malformed(IAM.getPolicy, "no Arn")) }
            if target.bases.contains("document") { await self.addDocument(to: &live) }
            if target.bases.contains("tags") { await self.addPolicyTags(to: &live) }
            return .present(live)
        } catch {
            return .unreadable(ReadGap(error))
        }
    }

    /// By ARN where one is known, else by name, whatever the path: only the list of all proves that it is not there.
    private func find(_ target: ReadTarget) async throws(AWSError) -> XMLElement? {
        if let arn = target.locator {
            do throws(AWSError) {
                return try await self.caller.call(IAM.getPolicy, parameters: ["PolicyArn": .string(arn)], region: nil).result["Policy"]
            } catch {
                guard error.errorClass == .gone else { throw error }
            }
        }
        var arn: String?
        let name = target.identity.name.lowercased()
        try await self.caller.callPages(
            IAM.listPolicies, parameters: ["Scope": "Local"], region: nil, pageSizeMax: IAMBulkReader.pageSizeMax
        ) { answer in
            let found = answer.result.items(of: "Policies").first { $0.text(of: "PolicyName")?.lowercased() == name }
            arn = arn ?? found?.text(of: "Arn")
        }
        guard let arn else { return nil }
        // The list leaves the description out.
        return try await self.caller.call(IAM.getPolicy, parameters: ["PolicyArn": .string(arn)], region: nil).result["Policy"]
    }

    private func addDocument(to live: inout LiveResource) async {
        let arn = JSONValue.string(live.arn)
        do throws(AWSError) {
            var versions: [XMLElement] = []
            try await self.caller.callPages(IAM.listPolicyVersions, parameters: ["PolicyArn": arn], region: nil) { answer in
                versions += answer.result.items(of: "Versions")
            }
            let listed = PolicyVersions(facts: ["versions": .array(versions.compactMap { ManagedPolicyReading.version($0) })])
            var facts: [JSONValue] = []
            for version in versions {
                let id = version.text(of: "VersionId") ?? ""
                let isDefault = version.text(of: "IsDefaultVersion") == "true"
                // What would be pruned is read as well: its document can be had back only from what we keep.
                let document = isDefault || id == listed.toPrune?.id ? try await self.document(arn, version: id) : nil
                if isDefault { live.aspects[AspectName("document")] = document }
                if let fact = ManagedPolicyReading.version(version, document: document) { facts.append(fact) }
            }
            live.facts["versions"] = .array(facts)
        } catch {
            live.gaps["document"] = ReadGap(error)
        }
    }

    private func document(_ arn: JSONValue, version: String) async throws(AWSError) -> JSONValue? {
        let answer = try await self.caller.call(
            IAM.getPolicyVersion, parameters: ["PolicyArn": arn, "VersionId": .string(version)], region: nil)
        return answer.result["PolicyVersion"]?.text(of: "Document").map(PolicyValue.document)
    }

    func addPolicyTags(to live: inout LiveResource) async {
        await self.add("tags", IAM.listPolicyTags, ["PolicyArn": .string(live.arn)], "Tags", to: &live) { IAMEntityReading.addTag($0, to: &$1) }
    }

    private static func malformed(_ operation: AWSOperation, _ what: String) -> ReadGap {
        ReadGap(code: .malformedAnswer, message: "IAM \(operation.name): the answer holds \(what)")
    }
}

/// The calls that read one kind of IAM's entities.
struct IAMEntityReads: Sendable {
    let kind: ResourceKind
    let get: AWSOperation
    let listInline: AWSOperation
    let getInline: AWSOperation
    let listAttached: AWSOperation

    static let role = IAMEntityReads(
        kind: .role, get: IAM.getRole, listInline: IAM.listRolePolicies, getInline: IAM.getRolePolicy,
        listAttached: IAM.listAttachedRolePolicies)
    static let user = IAMEntityReads(
        kind: .user, get: IAM.getUser, listInline: IAM.listUserPolicies, getInline: IAM.getUserPolicy,
        listAttached: IAM.listAttachedUserPolicies)
    static let group = IAMEntityReads(
        kind: .group, get: IAM.getGroup, listInline: IAM.listGroupPolicies, getInline: IAM.getGroupPolicy,
        listAttached: IAM.listAttachedGroupPolicies)
}
