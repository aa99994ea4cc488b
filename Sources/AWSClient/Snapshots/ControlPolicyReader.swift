import IAMPolicy
import ReconcileCore

/// Reads the organization's service control policies: by a declared id, else by the ARN that one was last seen under, else by its name.
struct ControlPolicyReader: Sendable {
    let caller: any AWSCalling

    func read(_ targets: [ReadTarget]) async -> [ResourceIdentity: ResourceReading] {
        guard !targets.isEmpty else { return [:] }
        var readings = await self.read(targets.filter { $0.locator != nil }) { $0.locator.map(Self.id) }
        let byName = targets.filter { target in
            guard let locator = target.locator else { return true }
            // One that was made anew has another id; a declared id stands for itself alone.
            return Self.id(locator) != locator && readings[target.identity] == .absent
        }
        guard !byName.isEmpty else { return readings }
        do throws(AWSError) {
            let ids = try await self.idsByName()
            readings.merge(await self.read(byName) { ids[$0.identity.name] }) { _, found in found }
        } catch {
            let gap = ReadGap(error)
            for target in byName { readings[target.identity] = .unreadable(gap) }
        }
        return readings
    }

    /// The id at the end of an ARN; an id as it is.
    private static func id(_ locator: String) -> String { locator.split(separator: "/").last.map(String.init) ?? locator }

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

    private func read(
        _ targets: [ReadTarget], _ id: @escaping @Sendable (ReadTarget) -> String?
    ) async -> [ResourceIdentity: ResourceReading] {
        let readings = await SideBySide.map(targets) { target -> (ResourceIdentity, ResourceReading) in
            guard let id = id(target) else { return (target.identity, .absent) }
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
