import IAMPolicy
import ReconcileCore

/// Reads security groups: by id, or by a name that only one group of the region has.
struct SecurityGroupReader: Sendable {
    let caller: any AWSCalling

    func read(_ target: ReadTarget) async -> ResourceReading {
        let region = target.identity.region
        let parameters: JSONObject =
            target.locator.map { ["GroupIds": [.string($0)]] }
            ?? ["Filters": [["Name": "group-name", "Values": [.string(target.identity.name)]]]]
        var groups: [JSONValue] = []
        do {
            try await self.caller.callPages(EC2.describeSecurityGroups, parameters: parameters, region: region) { (answer) throws(AWSError) in
                groups += try answer.output(of: EC2.describeSecurityGroups)["SecurityGroups"]?.arrayValue ?? []
            }
        } catch {
            return error.errorClass == .gone ? .absent : .unreadable(ReadGap(error))
        }
        guard groups.count <= 1 else {
            let ids = groups.prefix(5).compactMap { $0["GroupId"]?.stringValue }.sorted().joined(separator: ", ")
            let message = "several security groups are called \(target.identity.name) (\(ids)): `groupID` has to say which is meant"
            return .unreadable(ReadGap(code: .unresolved, message: message))
        }
        guard let group = groups.first else { return .absent }
        guard let live = Self.live(group, target) else {
            return .unreadable(ReadGap(code: .malformedAnswer, message: "EC2 DescribeSecurityGroups: the answer holds no GroupId or OwnerId"))
        }
        return .present(live)
    }

    private static func live(_ group: JSONValue, _ target: ReadTarget) -> LiveResource? {
        guard let id = group["GroupId"]?.stringValue, let owner = group["OwnerId"]?.stringValue else { return nil }
        let region = target.identity.region ?? ""
        let arn = "arn:\(AWSPartition.of(region: region).id):ec2:\(region):\(owner):security-group/\(id)"
        var live = LiveResource(arn: arn, uniqueID: id)
        for permission in group["IpPermissions"]?.arrayValue ?? [] {
            let rules = IngressRule.rules(in: permission) { account, group in
                guard let account, account != owner || target.soughtMembers.contains("\(account)/\(group)") else { return group }
                return "\(account)/\(group)"
            }
            for rule in rules { live.aspects[rule.aspect] = rule.value }
        }
        return live
    }
}
