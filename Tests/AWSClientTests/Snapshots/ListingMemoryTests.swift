import HTTPTransport
import IAMPolicy
import ReconcileCore
import Testing

@testable import AWSClient

@Suite struct ListingMemoryTests {
    private static func targets(_ kind: ResourceKind, _ names: [String], without left: Set<String> = []) -> [ReadTarget] {
        let bases = Set(KindRegistry.definition(of: kind)?.aspects.map(\.base) ?? []).subtracting(left)
        return names.map { ReadTarget(identity: ResourceIdentity(account: "prod", region: nil, kind: kind, name: $0), locator: nil, bases: bases) }
    }

    private static let all =
        targets(.role, (0..<30).map { "r\($0)" }) + targets(.user, (0..<12).map { "u\($0)" }) + targets(.group, ["staff"])
        + targets(.managedPolicy, (0..<7).map { "p\($0)" })
    private static let account = ListedAccount(roles: 40, policies: 9, users: 12, pageSizeMax: 25)
    /// All of them, and the group.
    private static let itemCount = 62

    private func read(
        _ targets: [ReadTarget], _ memory: ListingMemory, _ answer: @escaping @Sendable (Int, HTTPRequest) -> ScriptedTransport.Answer
    ) async -> [ResourceIdentity: ResourceReading] {
        let environment = AWSEnvironment([:])
        let caller = AWSCaller(
            configuration: .init(region: "eu-west-1", requestsPerSecondMax: 10_000, environment: environment), environment: environment,
            credentials: FixedCredentials(AWSCredentials(accessKeyID: "AKID", secretAccessKey: "s")), transport: ScriptedTransport(answer),
            clock: VirtualClock(), fraction: { 0.5 })
        return await SnapshotReader(caller: ReadOnlyCaller(caller), memory: memory).read(targets, listingRequests: nil).readings
    }

    private func read(_ memory: ListingMemory) async -> [ResourceIdentity: ResourceReading] {
        await self.read(Self.account, Self.all, memory)
    }

    private func read(
        _ account: ListedAccount, _ targets: [ReadTarget], _ memory: ListingMemory
    ) async -> [ResourceIdentity: ResourceReading] {
        await self.read(targets, memory) { _, request in account.answer(request) }
    }

    private static func reading(_ kind: ResourceKind, _ name: String, in readings: [ResourceIdentity: ResourceReading]) -> LiveResource? {
        guard case .present(let live)? = readings[ResourceIdentity(account: "prod", region: nil, kind: kind, name: name)] else { return nil }
        return live
    }

    // MARK: The same bytes

    @Test func whatIsRememberedReadsAsWhatIsReadAnew() async {
        let memory = ListingMemory()
        let first = await self.read(memory)
        let second = await self.read(memory)
        #expect(first.count == Self.all.count)
        #expect(first == second)
        #expect(await self.read(ListingMemory()) == second)
        let role = Self.reading(.role, "r7", in: second)
        #expect(role?.aspects[AspectName("tags", "owner")] == "team-7")
        #expect(role?.aspects[AspectName("inlinePolicies", "own")] == ["Sid": "own7"])
        #expect(role?.aspects[AspectName("maxSessionDuration")] == 3600)
    }

    @Test func anItemOfTheSameBytesIsNotReadAgain() async {
        let memory = ListingMemory()
        _ = await self.read(memory)
        // A mark that only memory can know.
        for (digest, entity) in memory.entities { memory.entities[digest]?.live?.uniqueID = entity.name.map { "remembered \($0)" } }
        let readings = await self.read(memory)
        let ids = readings.values.compactMap { if case .present(let live) = $0 { live.uniqueID } else { nil } }
        #expect(ids.count == Self.all.count)
        #expect(ids.allSatisfy { $0.hasPrefix("remembered ") })
    }

    @Test func ofWhatNobodyAsksForOnlyTheNameIsRemembered() async {
        let memory = ListingMemory()
        _ = await self.read(memory)
        let names = memory.entities.values.filter { $0.live == nil }.compactMap(\.name)
        let others: [String] = ["p7", "p8"] + (30..<40).map { "r\($0)" }
        #expect(names.sorted() == others)
        #expect(memory.entities.count == Self.itemCount)
        #expect(memory.roles.count == 40)
    }

    @Test func whatIsAskedForLaterIsReadThen() async {
        let memory = ListingMemory()
        _ = await self.read(memory)
        let more = Self.all + Self.targets(.role, ["R35"])
        let readings = await self.read(Self.account, more, memory)
        #expect(Self.reading(.role, "R35", in: readings)?.arn == "arn:aws:iam::\(ListedAccount.account):role/r35")
        #expect(await self.read(Self.account, more, ListingMemory()) == readings)
    }

    @Test func whatIsGoneIsAbsentAndForgotten() async {
        let memory = ListingMemory()
        _ = await self.read(memory)
        var smaller = Self.account
        (smaller.roles, smaller.policies) = (5, 0)
        let readings = await self.read(smaller, Self.all, memory)
        #expect(readings.values.filter { $0 == .absent }.count == 32)
        #expect(memory.entities.count == 18)
        #expect(memory.roles.count == 5)
    }

    // MARK: Other bytes

    @Test(arguments: [
        ("<Value>team-3</Value>", "<Value>team-x</Value>"), ("own3%22", "oWn3%22"), ("policy/of-r3</", "policy/of-r4</"),
        ("<RoleId>AROAr3</RoleId>", "<RoleId>AROBr3</RoleId>"),
        ("<UserId>AIDAu3</UserId><Path>/</Path>", "<UserId>AIDAu3</UserId><Path>/x/</Path>"),
        ("<PolicyName>p3</PolicyName>", "<PolicyName>p3</PolicyName><Path>/x/</Path>"),
        // What ListRoles and GetAccountAuthorizationDetails both hold.
        ("<RoleName>r3</RoleName>", "<RoleName>r3</RoleName><Path>/other/</Path>"), ("<RoleName>r3</RoleName>", "<RoleName>nobody</RoleName>"),
        ("<Description>d</Description>", "<Description>e</Description>"),
        ("<MaxSessionDuration>3600</MaxSessionDuration>", "<MaxSessionDuration>7200</MaxSessionDuration>"),
        ("<Description>d</Description>", ""), ("<member>Staff</member>", "<member>Guests</member>")
    ])
    func whatChangesIsReadAsIfNothingWereRemembered(text: String, other: String) async {
        var edited = Self.account
        edited.edits = [text: other]
        let memory = ListingMemory()
        let before = await self.read(memory)
        let after = await self.read(edited, Self.all, memory)
        #expect(await self.read(edited, Self.all, ListingMemory()) == after)
        #expect(before != after)
        #expect(await self.read(memory) == before)
    }

    @Test func whatListRolesToldIsGoneWhenItIsNotAsked() async {
        let memory = ListingMemory()
        _ = await self.read(memory)
        let fewer = Self.targets(.role, (0..<30).map { "r\($0)" }, without: ["description", "maxSessionDuration"])
        let readings = await self.read(Self.account, fewer, memory)
        #expect(Self.reading(.role, "r1", in: readings)?.aspects[AspectName("description")] == nil)
        #expect(await self.read(Self.account, fewer, ListingMemory()) == readings)
        #expect(await self.read(memory) == self.read(ListingMemory()))
    }

    // MARK: Pages

    @Test(arguments: [1, 3, 7, 24, 1000])
    func shortPagesReadAsLongOnes(size: Int) async {
        var short = Self.account
        short.pageSizeMax = size
        let memory = ListingMemory()
        let expected = await self.read(memory)
        #expect(await self.read(short, Self.all, memory) == expected)
        #expect(await self.read(short, Self.all, ListingMemory()) == expected)
    }

    @Test func itemsThatComeTwiceCountOnce() async {
        var repeating = Self.account
        repeating.repeatedItems = 5
        let memory = ListingMemory()
        let expected = await self.read(ListingMemory())
        for _ in 1...2 { #expect(await self.read(repeating, Self.all, memory) == expected) }
        #expect(memory.entities.count == Self.itemCount)
    }

    /// A listing is not of one instant: a role that changes between two pages may stand on both.
    @Test func twoSpellingsOfOneRoleAreNotTakenForEachOther() async {
        let memory = ListingMemory()
        var plain = Self.account
        plain.repeatedItems = 25
        var edited = plain
        edited.edits = ["<Value>team-20</Value>": "<Value>other</Value>"]
        let answers = [plain, edited]
        let mixed = await self.read(Self.all, memory) { _, request in
            // The second page holds the role, and the third once more.
            answers[String(decoding: request.body, as: UTF8.self).contains("Marker=50") ? 1 : 0].answer(request)
        }
        #expect(Self.reading(.role, "r20", in: mixed)?.aspects[AspectName("tags", "owner")] == "other")
        #expect(await self.read(plain, Self.all, memory) == self.read(ListingMemory()))
        #expect(await self.read(edited, Self.all, memory) == self.read(edited, Self.all, ListingMemory()))
    }

    /// What the pages before it held is read, what it would have held is neither there nor gone.
    @Test(arguments: [
        "<ErrorResponse><Error><Code>ValidationError</Code></Error></ErrorResponse>", "<GetAccountAuthorizationDetailsResponse><x",
        "<html>busy</html>", "", "<GetAccountAuthorizationDetailsResponse>&bomb;</GetAccountAuthorizationDetailsResponse>"
    ])
    func aPageThatFailsSpoilsWhatItWouldHaveHeldAndNoMore(body: String) async {
        let status = body.contains("ErrorResponse") ? 400 : 200
        let failing: @Sendable (Int, HTTPRequest) -> ScriptedTransport.Answer = { _, request in
            let text = String(decoding: request.body, as: UTF8.self)
            let isSecondPage = text.contains("Action=GetAccountAuthorizationDetails") && text.contains("Marker=25")
            return isSecondPage ? .answer(status, body) : Self.account.answer(request)
        }
        let memory = ListingMemory()
        let whole = await self.read(memory)
        let remembering = await self.read(Self.all, memory, failing)
        let fresh = await self.read(Self.all, ListingMemory(), failing)
        #expect(remembering == fresh)
        // The first page holds the users, the group and twelve of the roles.
        #expect(Self.reading(.role, "r11", in: remembering) == Self.reading(.role, "r11", in: whole))
        #expect(Self.reading(.group, "staff", in: remembering)?.gaps["members"] != nil)
        let lost = remembering.filter { if case .unreadable = $0.value { true } else { false } }
        #expect(lost.count == 25)
        #expect(await self.read(memory) == whole)
    }

    @Test func settingsThatCannotBeListedAreAGapAndComeBack() async {
        let memory = ListingMemory()
        let whole = await self.read(memory)
        let readings = await self.read(Self.all, memory) { _, request in
            String(decoding: request.body, as: UTF8.self).contains("Action=ListRoles") ? .iamError(403, "AccessDenied") : Self.account.answer(request)
        }
        let role = Self.reading(.role, "r1", in: readings)
        #expect(role?.gaps["description"]?.code == .denied)
        #expect(role?.aspects[AspectName("description")] == nil)
        #expect(role?.aspects[AspectName("tags", "owner")] == "team-1")
        #expect(await self.read(memory) == whole)
    }
}
