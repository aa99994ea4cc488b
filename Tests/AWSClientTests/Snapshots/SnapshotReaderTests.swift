import HTTPTransport
import IAMPolicy
import ReconcileCore
import Testing

@testable import AWSClient

@Suite struct SnapshotReaderTests {
    private static func targets(_ kind: ResourceKind, _ count: Int, _ name: (Int) -> String) -> [ReadTarget] {
        let bases = Set(KindRegistry.definition(of: kind)?.aspects.map(\.base) ?? [])
        return (0..<count).map { index in
            let identity = ResourceIdentity(account: "prod", region: kind == .kmsKey ? "eu-west-1" : nil, kind: kind, name: name(index))
            return ReadTarget(identity: identity, locator: kind == .kmsKey ? ListedAccount.keyID(index) : nil, bases: bases)
        }
    }

    private func read(_ account: ListedAccount, _ targets: [ReadTarget]) async -> (
        readings: [ResourceIdentity: ResourceReading], operations: [String: Int]
    ) {
        let transport = ScriptedTransport { _, request in account.answer(request) }
        let environment = AWSEnvironment([:])
        let caller = AWSCaller(
            configuration: .init(region: "eu-west-1", requestsPerSecondMax: 10_000, environment: environment), environment: environment,
            credentials: FixedCredentials(AWSCredentials(accessKeyID: "AKID", secretAccessKey: "s")), transport: transport,
            clock: VirtualClock(), fraction: { 0.5 })
        let (readings, _) = await SnapshotReader(caller: ReadOnlyCaller(caller)).read(targets, listingRequests: nil)
        return (readings, Dictionary(grouping: transport.requests.map(Self.operation), by: \.self).mapValues(\.count))
    }

    private static func operation(_ request: HTTPRequest) -> String {
        let target = request.headers.first { $0.name.lowercased() == "x-amz-target" }?.value.split(separator: ".").last.map(String.init)
        let body = String(decoding: request.body, as: UTF8.self)
        return target ?? body.split(separator: "&").first { $0.hasPrefix("Action=") }.map { String($0.dropFirst(7)) } ?? ""
    }

    @Test func aLargeAccountTakesAFewListingsAndOneRequestForWhatIsInNone() async {
        let account = ListedAccount(roles: 1000, policies: 100, users: 3, keys: 100)
        let targets =
            Self.targets(.role, 1000) { "r\($0)" } + Self.targets(.managedPolicy, 100) { "p\($0)" } + Self.targets(.user, 3) { "u\($0)" }
            + Self.targets(.group, 1) { _ in "staff" } + Self.targets(.kmsKey, 100) { "k\($0)" }
        let (readings, operations) = await self.read(account, targets)
        #expect(
            operations == [
                "GetAccountAuthorizationDetails": 2, "ListRoles": 1, "ListPolicyTags": 100, "ListAccessKeys": 3, "ListAliases": 1,
                "DescribeKey": 100, "GetKeyPolicy": 100, "GetKeyRotationStatus": 100, "ListGrants": 100, "ListResourceTags": 100
            ])
        let live = readings.values.compactMap { if case .present(let live) = $0 { live } else { nil } }
        #expect(live.count == targets.count)
        #expect(live.allSatisfy { $0.gaps.isEmpty })
    }

    @Test func onlyWhatIsDeclaredIsAskedFor() async {
        let identity = ResourceIdentity(account: "prod", region: "eu-west-1", kind: .kmsKey, name: "k")
        let target = ReadTarget(identity: identity, locator: ListedAccount.keyID(0), bases: ["description", "enabled"])
        let (_, operations) = await self.read(ListedAccount(keys: 1), [target])
        #expect(operations == ["DescribeKey": 1])
        let users = Self.targets(.user, 20) { "u\($0)" }.map { ReadTarget(identity: $0.identity, locator: nil, bases: ["groups", "tags"]) }
        let (_, ofUsers) = await self.read(ListedAccount(users: 20), users)
        #expect(ofUsers == ["GetAccountAuthorizationDetails": 1])
    }

    @Test func groupsLearnTheirMembersFromTheUsersOnAllPages() async throws {
        let account = ListedAccount(users: 25, pageSizeMax: 10)
        let group = Self.targets(.group, 1) { _ in "STAFF" }
        let (readings, operations) = await self.read(account, group + Self.targets(.user, 25) { "u\($0)" })
        #expect(operations["GetAccountAuthorizationDetails"] == 3)
        guard case .present(let live)? = readings[group[0].identity] else {
            Issue.record("names of IAM are found without case")
            return
        }
        #expect(live.aspects.keys.filter { $0.base == "members" }.count == 25)
        guard case .present(let user)? = readings.first(where: { $0.key.name == "u7" })?.value else { return }
        #expect(user.aspects[AspectName("groups", "staff")] == "Staff")
        #expect(user.aspects[AspectName("tags", "owner")] == "graph")
        #expect(user.aspects.keys.filter { $0.base == "accessKeys" } == [AspectName("accessKeys", "AKIAACTIVE0000000001")])
        #expect(user.facts[UserKind.inactiveKeysFact] == ["AKIAINACTIVE00000001"])
    }

    @Test func aListingThatBreaksOffLeavesMembersUnknown() async {
        let group = Self.targets(.group, 1) { _ in "staff" }
        let users = Self.targets(.user, 30) { "u\($0)" }
        let account = ListedAccount(users: 30, pageSizeMax: 31)
        // The page is whole but says that there is more, and where that should be there is an error.
        let transport = ScriptedTransport { number, request in
            guard number == 0, case .success(let response) = account.answer(request) else { return .iamError(400, "ValidationError") }
            let text = String(decoding: response.body, as: UTF8.self)
                .replacing("<IsTruncated>false</IsTruncated>", with: "<IsTruncated>true</IsTruncated><Marker>x</Marker>")
            return .answer(200, text)
        }
        let environment = AWSEnvironment([:])
        let caller = AWSCaller(
            configuration: .init(region: "eu-west-1", requestsPerSecondMax: 10_000, environment: environment), environment: environment,
            credentials: FixedCredentials(AWSCredentials(accessKeyID: "AKID", secretAccessKey: "s")), transport: transport,
            clock: VirtualClock(), fraction: { 0.5 })
        let (readings, _) = await SnapshotReader(caller: caller).read(group + users, listingRequests: nil)
        guard case .present(let live)? = readings[group[0].identity] else {
            Issue.record("the group stands on the page that came")
            return
        }
        #expect(live.gaps["members"] != nil)
        #expect(live.gaps["path"] == nil)
    }

    @Test func anAliasThatIsSoughtIsToldWhereverItPoints() async {
        let identity = ResourceIdentity(account: "prod", region: "eu-west-1", kind: .kmsKey, name: "k")
        let target = ReadTarget(
            identity: identity, locator: ListedAccount.keyID(1), bases: ["aliases"], soughtMembers: ["alias/a1", "alias/a150", "alias/none"])
        let (readings, operations) = await self.read(ListedAccount(keys: 160), [target])
        #expect(operations == ["ListAliases": 2, "DescribeKey": 1])
        guard case .present(let live)? = readings[identity] else {
            Issue.record("the key is there")
            return
        }
        #expect(
            live.aspects.filter { $0.key.base == "aliases" } == [
                AspectName("aliases", "alias/a1"): "alias/a1", AspectName("aliases", "alias/a150"): .string(ListedAccount.keyID(150))
            ])
    }
}
