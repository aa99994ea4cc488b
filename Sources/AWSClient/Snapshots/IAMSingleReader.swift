import IAMPolicy
import ReconcileCore

/// Reads roles and policies one by one, asking only for what is declared.
struct IAMSingleReader: Sendable {
    let caller: any AWSCalling

    /// How many requests a target takes at least: what a listing is weighed against.
    static func requests(for target: ReadTarget) -> Int {
        switch target.identity.kind {
        case .role: 1 + (target.bases.contains("inlinePolicies") ? 2 : 0) + (target.bases.contains("managedPolicies") ? 1 : 0)
        default: 1 + (target.bases.contains("document") ? 2 : 0) + (target.bases.contains("tags") ? 1 : 0)
        }
    }

    func read(_ target: ReadTarget) async -> ResourceReading {
        target.identity.kind == .role ? await self.role(target) : await self.policy(target)
    }

    // MARK: Roles

    private func role(_ target: ReadTarget) async -> ResourceReading {
        let name: JSONObject = ["RoleName": .string(target.identity.name)]
        let answer: AWSAnswer
        do {
            answer = try await self.caller.call(IAM.getRole, parameters: name, region: nil)
        } catch {
            return error.errorClass == .gone ? .absent : .unreadable(ReadGap(error))
        }
        guard let role = answer.result["Role"], var live = RoleReading.live(role) else {
            return .unreadable(Self.malformed(IAM.getRole, "no Role"))
        }
        RoleReading.addSettings(of: role, to: &live)
        if target.bases.contains("inlinePolicies") { await self.addInlinePolicies(name, to: &live) }
        if target.bases.contains("managedPolicies") { await self.addAttachedPolicies(name, to: &live) }
        return .present(live)
    }

    private func addInlinePolicies(_ role: JSONObject, to live: inout LiveResource) async {
        var names: [String] = []
        do {
            try await self.caller.callPages(IAM.listRolePolicies, parameters: role, region: nil) { answer in
                names += answer.result.items(of: "PolicyNames").map(\.text)
            }
        } catch {
            live.gaps["inlinePolicies"] = ReadGap(error)
        }
        for name in names {
            var parameters = role
            parameters["PolicyName"] = .string(name)
            do throws(AWSError) {
                let answer = try await self.caller.call(IAM.getRolePolicy, parameters: parameters, region: nil)
                RoleReading.addInline(answer.result, to: &live)
            } catch {
                // Gone since the list was made: absent, which is what leaving it out says.
                guard error.errorClass != .gone else { continue }
                live.gaps[AspectName("inlinePolicies", name).description] = ReadGap(error)
            }
        }
    }

    private func addAttachedPolicies(_ role: JSONObject, to live: inout LiveResource) async {
        var attached: [XMLElement] = []
        do {
            try await self.caller.callPages(IAM.listAttachedRolePolicies, parameters: role, region: nil) { answer in
                attached += answer.result.items(of: "AttachedPolicies")
            }
        } catch {
            live.gaps["managedPolicies"] = ReadGap(error)
        }
        for policy in attached { RoleReading.addAttached(policy, to: &live) }
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
        var tags: [XMLElement] = []
        do {
            try await self.caller.callPages(IAM.listPolicyTags, parameters: ["PolicyArn": .string(live.arn)], region: nil) { answer in
                tags += answer.result.items(of: "Tags")
            }
        } catch {
            live.gaps["tags"] = ReadGap(error)
        }
        for tag in tags {
            guard let key = tag.text(of: "Key") else { continue }
            live.aspects[AspectName("tags", key)] = .string(tag.text(of: "Value") ?? "")
        }
    }

    private static func malformed(_ operation: AWSOperation, _ what: String) -> ReadGap {
        ReadGap(code: .malformedAnswer, message: "IAM \(operation.name): the answer holds \(what)")
    }
}
