import AWSClient
import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import SimulatedAWS
import Testing

/// The product's readers and writers over the simulated AWS.
@Suite struct CloudReadingTests {
    private static func cloud(_ lab: Lab) -> AWSCloud { AWSCloud(clock: EngineClock(clock: lab.clock)) { _ in lab.caller } }

    private static func targets(_ account: DeclaredAccount) -> [ReadTarget] {
        let plan = PassPlan(account: Fixtures.account(), desired: account.desired, observed: [], only: nil)
        return plan.targets
    }

    private static func drifts(_ account: DeclaredAccount, _ readings: [ResourceIdentity: ResourceReading]) throws -> [String] {
        let references = Fixtures.references(account.desired)
        return try account.desired.flatMap { resource -> [String] in
            let kind = try KindRegistry.definition(of: resource.identity.kind).orThrow("\(resource.identity)")
            let reading = try readings[resource.identity].orThrow("\(resource.identity)")
            let aspects = try kind.desiredAspects(of: resource, resolver: references)
            let verdicts = DriftDetector(kind: kind.kind, desired: aspects, ownership: .exclusive).verdicts(for: reading)
            return verdicts.filter { if case .inSync = $0.value { false } else { true } }.map { "\(resource.identity) \($0.key)" }
        }.sorted()
    }

    @Test(arguments: [1, 12, 130]) func whatIsAsDeclaredReadsSo(roles: Int) async throws {
        let lab = Lab()
        let account = try DeclaredAccount(lab, roles: roles)
        let snapshot = await Self.cloud(lab).snapshot(of: Fixtures.account(), targets: Self.targets(account))
        #expect(snapshot.failure == nil)
        #expect(try Self.drifts(account, snapshot.readings) == [])
        #expect(lab.world.calls.allSatisfy { !$0.isMutating && $0.code == nil })
        #expect(lab.world.calls.contains { $0.operation == "GetAccountAuthorizationDetails" })
    }

    @Test(arguments: [1, 3, 7]) func shortPagesChangeNothing(size: Int) async throws {
        let lab = Lab()
        let account = try DeclaredAccount(lab, roles: 12)
        let targets = Self.targets(account)
        let whole = await Self.cloud(lab).snapshot(of: Fixtures.account(), targets: targets)
        lab.world.trouble.pageItemsMax = size
        let pages = await Self.cloud(lab).snapshot(of: Fixtures.account(), targets: targets)
        #expect(pages.readings == whole.readings)
        #expect(pages.requests > whole.requests)
    }

    @Test func oneByOneAndByListingGiveTheSame() async throws {
        let lab = Lab()
        let account = try DeclaredAccount(lab, roles: 12)
        let targets = Self.targets(account)
        let listed = await Self.cloud(lab).snapshot(of: Fixtures.account(), targets: targets)
        for target in targets where target.identity.kind != .kmsKey {
            let single = await Self.cloud(lab).snapshot(of: Fixtures.account(), targets: [target])
            guard case .present(let one)? = single.readings[target.identity], case .present(let other)? = listed.readings[target.identity] else {
                Issue.record("\(target.identity) is there")
                continue
            }
            #expect(one.arn == other.arn && one.uniqueID == other.uniqueID)
            for base in target.bases.sorted() {
                #expect(one.aspects.filter { $0.key.base == base } == other.aspects.filter { $0.key.base == base }, "\(target.identity) \(base)")
            }
        }
    }

    @Test func whatMayNotBeReadIsNeitherGoneNorAsDeclared() async throws {
        let lab = Lab()
        let account = try DeclaredAccount(lab, roles: 12)
        lab.world.trouble.denied = ["iam:GetAccountAuthorizationDetails", "iam:GetRolePolicy", "kms:GetKeyPolicy"]
        let snapshot = await Self.cloud(lab).snapshot(of: Fixtures.account(), targets: Self.targets(account))
        guard case .present(let role)? = snapshot.readings[Fixtures.identity(.role, "export1")],
            case .present(let key)? = snapshot.readings[Fixtures.identity(.kmsKey, "export-key")]
        else {
            Issue.record("role and key are there")
            return
        }
        #expect(role.gap(for: AspectName("inlinePolicies", "load"))?.code == .denied)
        #expect(key.gap(for: AspectName("keyPolicy"))?.code == .denied)
        #expect(role.gap(for: AspectName("trustPolicy")) == nil)
    }

    @Test func halfABucketPolicyIsNoPolicy() async throws {
        let lab = Lab()
        _ = try DeclaredAccount(lab, roles: 1)
        lab.world.trouble.truncatedPercent = 100
        lab.world.trouble.truncatedServices = ["s3"]
        let target = ReadTarget(identity: Fixtures.identity(.bucket, DeclaredServices.bucket), locator: nil, bases: ["bucketPolicy"])
        let snapshot = await Self.cloud(lab).snapshot(of: Fixtures.account(), targets: [target])
        guard case .present(let bucket)? = snapshot.readings[target.identity] else { return }
        #expect(bucket.gap(for: AspectName("bucketPolicy"))?.code == .malformedAnswer)
    }

    @Test func keysOfAnotherAccountAreNoticedBeforeAnythingIsRead() async throws {
        let lab = Lab()
        let account = try DeclaredAccount(lab, roles: 1)
        let other = AccountSettings(name: "prod", accountID: "999999999999", region: Lab.region)
        let snapshot = await Self.cloud(lab).snapshot(of: other, targets: Self.targets(account))
        #expect(snapshot.failure?.code == .wrongAccount)
        #expect(lab.world.calls.map(\.operation) == ["GetCallerIdentity"])
    }
}
