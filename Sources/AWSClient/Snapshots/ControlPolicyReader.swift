import IAMPolicy
import ReconcileCore

/// Reads the organization's service control policies, by id or by name.
struct ControlPolicyReader: Sendable {
    let caller: any AWSCalling

    func read(_ targets: [ReadTarget]) async -> [ResourceIdentity: ResourceReading] {
        guard !targets.isEmpty else { return [:] }
        var ids: [String: String] = [:]
        if targets.contains(where: { $0.locator == nil }) {
            do throws(AWSError) {
                ids = try await self.idsByName()
            } catch {
                let gap = ReadGap(error)
                let readings = await self.read(targets.filter { $0.locator != nil }, ids: [:])
                return targets.reduce(into: readings) { $0[$1.identity] = $0[$1.identity] ?? .unreadable(gap) }
            }
        }
        return await self.read(targets, ids: ids)
    }

    private func idsByName() async throws(AWSError) -> [String: String] {
        var ids: [String: String] = [:]
        let parameters: JSONObject = ["Filter": .string(ServiceControlPolicyKind.policyType)]
        try await self.caller.callPages(Organizations.listPolicies, parameters: parameters, region: nil) { answer in
            for policy in answer.json?["Policies"]?.arrayValue ?? [] {
                if let name = policy["Name"]?.stringValue, let id = policy["Id"]?.stringValue { ids[name] = id }
            }
        }
        return ids
    }

    private func read(_ targets: [ReadTarget], ids: [String: String]) async -> [ResourceIdentity: ResourceReading] {
        let readings = await SideBySide.map(targets) { target -> (ResourceIdentity, ResourceReading) in
            guard let id = target.locator ?? ids[target.identity.name] else { return (target.identity, .absent) }
            return (target.identity, await self.read(target, id: id))
        }
        return Dictionary(readings, uniquingKeysWith: { first, _ in first })
    }

    private func read(_ target: ReadTarget, id: String) async -> ResourceReading {
        let parameters: JSONObject = ["PolicyId": .string(id)]
        var live: LiveResource
        do throws(AWSError) {
            let answer = try await self.caller.call(Organizations.describePolicy, parameters: parameters, region: nil)
            guard let summary = answer.json?["Policy"]?["PolicySummary"], let arn = summary["Arn"]?.stringValue else {
                return .unreadable(ReadGap(code: .malformedAnswer, message: "Organizations DescribePolicy: the answer holds no PolicySummary"))
            }
            if let type = summary["Type"]?.stringValue, type != ServiceControlPolicyKind.policyType {
                return .unreadable(ReadGap(code: .unresolved, message: "\(id) is a policy of type \(type), not a service control policy"))
            }
            live = LiveResource(arn: arn, uniqueID: id)
            live.aspects[AspectName("document")] = answer.json?["Policy"]?["Content"]?.stringValue.map(PolicyValue.document)
        } catch {
            return error.errorClass == .gone ? .absent : .unreadable(ReadGap(error))
        }
        guard target.bases.contains("targets") else { return .present(live) }
        do {
            try await self.caller.callPages(Organizations.listTargetsForPolicy, parameters: parameters, region: nil) { answer in
                for entry in answer.json?["Targets"]?.arrayValue ?? [] {
                    if let id = entry["TargetId"]?.stringValue { live.aspects[AspectName("targets", id)] = .string(id) }
                }
            }
        } catch {
            live.gaps["targets"] = ReadGap(error)
        }
        return .present(live)
    }
}
