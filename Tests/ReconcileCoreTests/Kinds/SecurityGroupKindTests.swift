import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@Suite struct SecurityGroupKindTests {
    private static let id = "sg-0123456789abcdef0"
    private static let group = Fixtures.resource(
        .securityGroup, "graph",
        [
            "groupID": .string(Self.id),
            "ingress": [
                ["protocol": "tcp", "fromPort": 8182, "toPort": 8182, "source": "10.0.0.0/16", "description": "app"],
                ["protocol": "TCP", "fromPort": 8182, "toPort": 8182, "source": .string(Self.id)]
            ]
        ])

    private static func group(_ rules: [JSONValue]) -> DesiredResource {
        Fixtures.resource(.securityGroup, "graph", ["groupID": .string(Self.id), "ingress": .array(rules)])
    }

    private static func rule(_ value: JSONValue) throws -> IngressRule { try #require(IngressRule(value: value)) }

    // MARK: Rules

    @Test(
        arguments: [
            (["protocol": "tcp", "fromPort": 8182, "toPort": 8182, "source": "10.0.0.0/16"], "tcp 8182 10.0.0.0/16"),
            (["protocol": "6", "fromPort": 8000, "toPort": 9000, "source": "2001:DB8::/32"], "tcp 8000-9000 2001:db8::/32"),
            (["protocol": "tcp", "fromPort": 8182, "source": "pl-0123456789abcdef0"], "tcp 8182 pl-0123456789abcdef0"),
            (["protocol": "-1", "source": "sg-1"], "all sg-1"), (["protocol": "all", "fromPort": -1, "toPort": -1, "source": "sg-1"], "all sg-1"),
            (["protocol": "udp", "fromPort": 0, "toPort": 65_535, "source": "111122223333/sg-1"], "udp 0-65535 111122223333/sg-1"),
            (["protocol": "icmp", "fromPort": 3, "toPort": 4, "source": "10.0.0.0/8"], "icmp 3/4 10.0.0.0/8"),
            (["protocol": "1", "fromPort": 8, "toPort": -1, "source": "10.0.0.0/8"], "icmp 8 10.0.0.0/8"),
            (["protocol": "58", "source": "::/0"], "icmpv6 all ::/0"), (["protocol": "50", "source": "10.0.0.0/8"], "50 10.0.0.0/8")
        ] as [(JSONValue, String)])
    func aRuleIsKnownByWhatItLetsIn(value: JSONValue, member: String) throws {
        let rule = try Self.rule(value)
        #expect(rule.member == member)
        #expect(IngressRule(value: rule.value) == rule)
        #expect(AspectName(parsing: rule.aspect.description) == rule.aspect)
    }

    @Test func howEC2GroupsRulesDoesNotMatter() {
        func permission(_ lists: JSONObject) -> JSONValue {
            let head: JSONObject = ["IpProtocol": "tcp", "FromPort": 8182, "ToPort": 8182]
            return .object(JSONObject(head.members + lists.members))
        }
        let ranges: JSONValue = [["CidrIp": "10.0.0.0/16", "Description": "app"], ["CidrIp": "10.1.0.0/16"]]
        let pairs: JSONValue = [["GroupId": "sg-1", "UserId": "1"], ["GroupId": "sg-2", "UserId": "2"]]
        func rules(_ permissions: [JSONValue]) -> Set<IngressRule> {
            Set(permissions.flatMap { IngressRule.rules(in: $0) { account, id in account == "1" ? id : "\(account ?? "")/\(id)" } })
        }
        let together = rules([permission(["IpRanges": ranges, "UserIdGroupPairs": pairs, "Ipv6Ranges": [], "PrefixListIds": []])])
        let apart = rules(
            [permission(["UserIdGroupPairs": pairs])] + (ranges.arrayValue ?? []).map { permission(["IpRanges": [$0]]) })
        #expect(together == apart)
        #expect(together.map(\.member).sorted() == ["tcp 8182 10.0.0.0/16", "tcp 8182 10.1.0.0/16", "tcp 8182 2/sg-2", "tcp 8182 sg-1"])
    }

    @Test(
        arguments: [
            (["protocol": "tcp", "fromPort": 8182, "source": "sg-1"], true),
            (["protocol": "tcp", "fromPort": 8181, "toPort": 8182, "source": "sg-1"], true),
            (["protocol": "tcp", "fromPort": 8182, "toPort": 9000, "source": "sg-1"], true),
            (["protocol": "tcp", "fromPort": 8183, "toPort": 9000, "source": "sg-1"], false),
            (["protocol": "tcp", "fromPort": 1, "toPort": 8181, "source": "sg-1"], false), (["protocol": "-1", "source": "sg-1"], true),
            (["protocol": "udp", "fromPort": 8182, "source": "sg-1"], false),
            (["protocol": "tcp", "fromPort": 9000, "toPort": 1, "source": "sg-1"], false)
        ] as [(JSONValue, Bool)])
    func whetherARuleReachesTheNeptunePort(value: JSONValue, reaches: Bool) throws { #expect(try Self.rule(value).reachesNeptune == reaches) }

    @Test func aRuleThatAWSDoesNotTakeSaysWhy() {
        for rule in [["protocol": "tcp", "source": "10.0.0.0/8"], ["protocol": "tcp", "fromPort": 9, "toPort": 8, "source": "sg-1"]] as [JSONValue] {
            #expect(throws: ResolutionFault.self) { try KindSample.target(Self.group([rule]), live: nil) }
        }
    }

    @Test(arguments: [
        ("10.0.0.5/16", "10.0.0.0/16"), ("2001:db8::1/32", "2001:db8::/32"), ("10.0.0.0", "neither"), ("sg-xyz", "neither"),
        ("1/sg-12345678", "neither")
    ])
    func aSourceThatAWSDoesNotTakeIsRefused(source: String, hint: String) {
        #expect(StringRule.ingressSource.fault(source)?.contains(hint) == true)
    }

    @Test(arguments: ["10.0.0.0/16", "0.0.0.0/0", "::/0", "sg-12345678", "sg-0123456789abcdef0", "111122223333/sg-12345678", "pl-12345678"])
    func aSourceThatAWSTakesIsTaken(source: String) { #expect(StringRule.ingressSource.fault(source) == nil) }

    // MARK: Comparison

    @Test func aDescriptionCountsOnlyWhereItIsDeclared() throws {
        let desired = try KindSample.target(Self.group, live: nil).desired
        #expect(desired.closedBases == ["ingress"])
        var live = LiveResource(arn: "arn:x", uniqueID: Self.id)
        for (transport, source, text) in [("tcp", "10.0.0.0/16", "else"), ("tcp", Self.id, "somebody's words"), ("tcp", "10.9.0.0/16", nil)] {
            let rule = IngressRule(transport: transport, from: 8182, to: 8182, source: source, text: text)
            live.aspects[rule.aspect] = rule.value
        }
        func drifts(_ ownership: Ownership) -> [String] {
            let verdicts = DriftDetector(kind: .securityGroup, desired: desired, ownership: ownership).verdicts(for: .present(live))
            return verdicts.compactMap { if case .drifted(let drift) = $0.value { "\(drift.aspect) \(drift.kind)" } else { nil } }.sorted()
        }
        #expect(drifts(.exclusive) == ["ingress[tcp 8182 10.0.0.0/16] modified", "ingress[tcp 8182 10.9.0.0/16] extra"])
        #expect(drifts(.additive) == ["ingress[tcp 8182 10.0.0.0/16] modified"])
    }

    // MARK: Corrections and effects

    private static let network = IngressRule(transport: "tcp", from: 8182, to: 8182, source: "10.0.0.0/16", text: "app")
    private static let world = IngressRule(transport: "tcp", from: 8182, to: 8182, source: "0.0.0.0/0", text: nil)
    private static let stranger = IngressRule(transport: "all", from: nil, to: nil, source: "999999999999/sg-12345678", text: nil)
    private static let list = IngressRule(transport: "tcp", from: 22, to: 22, source: "pl-12345678", text: nil)
    private static let six = IngressRule(transport: "tcp", from: 1, to: 2, source: "2001:db8::/32", text: "x")

    @Test(
        arguments: [
            (
                KindSample.drift(Self.network.aspect, Self.network.value, nil), "AuthorizeSecurityGroupIngress",
                ["IpProtocol": "tcp", "FromPort": 8182, "ToPort": 8182, "IpRanges": [["CidrIp": "10.0.0.0/16", "Description": "app"]]], .grant
            ),
            (
                KindSample.drift(Self.network.aspect, nil, Self.network.value), "RevokeSecurityGroupIngress",
                ["IpProtocol": "tcp", "FromPort": 8182, "ToPort": 8182, "IpRanges": [["CidrIp": "10.0.0.0/16"]]], .revoke
            ),
            (
                KindSample.drift(Self.network.aspect, Self.network.value, Self.world.value), "UpdateSecurityGroupRuleDescriptionsIngress",
                ["IpProtocol": "tcp", "FromPort": 8182, "ToPort": 8182, "IpRanges": [["CidrIp": "10.0.0.0/16", "Description": "app"]]], .describe
            ),
            (
                KindSample.drift(Self.stranger.aspect, nil, Self.stranger.value), "RevokeSecurityGroupIngress",
                ["IpProtocol": "-1", "UserIdGroupPairs": [["GroupId": "sg-12345678", "UserId": "999999999999"]]], .revoke
            ),
            (
                KindSample.drift(Self.list.aspect, Self.list.value, nil), "AuthorizeSecurityGroupIngress",
                ["IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "PrefixListIds": [["PrefixListId": "pl-12345678"]]], .grant
            ),
            (
                KindSample.drift(Self.six.aspect, Self.six.value, nil), "AuthorizeSecurityGroupIngress",
                ["IpProtocol": "tcp", "FromPort": 1, "ToPort": 2, "Ipv6Ranges": [["CidrIpv6": "2001:db8::/32", "Description": "x"]]], .grant
            )
        ] as [(AspectDrift, String, JSONValue, CorrectionStage)])
    func eachDriftHasItsCall(drift: AspectDrift, operation: String, permission: JSONValue, stage: CorrectionStage) throws {
        let target = try KindSample.target(Self.group, live: LiveResource(arn: "arn:x", uniqueID: Self.id))
        let draft = try #require(SecurityGroupKind().corrections(of: [drift], target: target).first)
        #expect(draft.stage == stage)
        #expect(
            draft.mutations == [
                Mutation(
                    service: "ec2", region: Fixtures.region, operation: operation,
                    parameters: ["GroupId": .string(Self.id), "IpPermissions": [permission]],
                    writes: [AspectWrite(drift.aspect, value: drift.desired, preImage: drift.live)])
            ])
    }

    @Test(
        arguments: [
            (KindSample.drift(Self.network.aspect, nil, Self.network.value), .widens, .high),
            (KindSample.drift(Self.world.aspect, nil, Self.world.value), .widens, .critical),
            (KindSample.drift(Self.stranger.aspect, nil, Self.stranger.value), .widens, .critical),
            (KindSample.drift(Self.network.aspect, Self.network.value, nil), .narrows, .high),
            (KindSample.drift(Self.network.aspect, Self.network.value, Self.world.value), .neutral, .low)
        ] as [(AspectDrift, Direction, Severity)])
    func effectOfEachDrift(drift: AspectDrift, direction: Direction, severity: Severity) {
        let surroundings = AccessSurroundings(account: Fixtures.account(), arn: nil, desired: DesiredAspects(), live: nil)
        let assessment = Assessment(SecurityGroupKind().effect(of: drift, in: surroundings))
        #expect(assessment.direction == direction)
        #expect(assessment.severity == severity)
    }

    @Test func permissionsAreForTheGroupAlone() {
        let granted = KindSample.permissions([Self.group])
        #expect(granted["ec2:DescribeSecurityGroups"] == ["*"])
        #expect(granted["ec2:RevokeSecurityGroupIngress"] == ["arn:aws:ec2:eu-central-1:123456789012:security-group/\(Self.id)"])
    }
}
