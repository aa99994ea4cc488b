import AWSClient
import Foundation
import IAMPolicy
import Logging
import ReconcileCore
import ReconcileEngine
import ReconcileTestKit
import SimulatedAWS
import Store
import Testing

/// One daemon, several accounts and regions, by role chain.
@Suite struct SeveralAccountsTests {
    private static let other = "222222222222"

    /// The same names in both accounts; a role in the second that lets the first in.
    private func built() throws -> (lab: Lab, keys: [String: String]) {
        let lab = Lab()
        lab.world.addAccount(Self.other)
        var keys: [String: String] = [:]
        for account in [Lab.account, Self.other] {
            try lab.world.edit("iam", "CreateRole", ["RoleName": "export", "AssumeRolePolicyDocument": Fixtures.trust().asText], account: account)
            for region in ["eu-central-1", "us-east-1"] {
                let made = try lab.world.edit("kms", "CreateKey", account: account, region: region)
                let id = try (made["KeyMetadata"]?["KeyId"]?.stringValue).orThrow("KeyId")
                try lab.world.edit("kms", "CreateAlias", ["AliasName": "alias/same", "TargetKeyId": .string(id)], account: account, region: region)
                keys["\(account) \(region)"] = id
            }
        }
        let trust = Fixtures.trust(principal: "arn:aws:iam::\(Lab.account):root").asText
        try lab.world.edit("iam", "CreateRole", ["RoleName": "kept", "AssumeRolePolicyDocument": trust], account: Self.other)
        lab.clock.advance(by: 1000)
        return (lab, keys)
    }

    private func cloud(_ lab: Lab) -> AWSCloud {
        AWSCloud(clock: EngineClock(clock: lab.clock)) { account in
            guard account.accountID == Self.other else { return lab.caller }
            let cached = CachedCredentials(clock: CorrectedClock(lab.clock)) { () async throws(AWSError) -> AWSCredentials in
                let input: JSONObject = ["RoleArn": "arn:aws:iam::222222222222:role/kept", "RoleSessionName": "daemon"]
                let output = try await lab.caller.call(STS.assumeRole, parameters: input, region: nil).output(of: STS.assumeRole)
                let credentials = output["Credentials"]
                return AWSCredentials(
                    accessKeyID: credentials?["AccessKeyId"]?.stringValue ?? "", secretAccessKey: credentials?["SecretAccessKey"]?.stringValue ?? "",
                    sessionToken: credentials?["SessionToken"]?.stringValue,
                    expiresAt: Date(timeIntervalSince1970: Double(credentials?["Expiration"]?.intValue ?? 0)))
            }
            return lab.caller.signing(with: cached)
        }
    }

    private static func role(_ account: String) -> DesiredResource {
        DesiredResource(
            identity: ResourceIdentity(account: account, region: nil, kind: .role, name: "export"),
            spec: ["trustPolicy": Fixtures.trust(), "tags": ["of": .string(account)]], source: .api)
    }

    private static func key(_ account: String, _ region: String) -> DesiredResource {
        DesiredResource(
            identity: ResourceIdentity(account: account, region: region, kind: .kmsKey, name: "same"),
            spec: ["key": "alias/same", "description": .string("\(account) \(region)")], source: .api)
    }

    @Test func theSameNamesInTwoAccountsAndTwoRegionsDoNotMeet() async throws {
        let (lab, keys) = try self.built()
        let accounts = [("one", Lab.account), ("two", Self.other)].map { name, id in
            AccountSettings(name: name, accountID: id, region: Lab.region, mode: .enforce)
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("accounts-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try SQLiteStore.open(path: folder.appendingPathComponent("state.sqlite").path)
        let desired = accounts.flatMap { account in
            [Self.role(account.name)] + ["eu-central-1", "us-east-1"].map { Self.key(account.name, $0) }
        }
        let clock = EngineClock(clock: lab.clock)
        _ = try await store.applyDesired(DesiredChange(upserts: desired, at: clock.now().wall, actor: "tests"))
        let configuration = Configuration(
            accounts: accounts, propagation: PropagationSettings(defaultSeconds: 60), limits: Limits(changesPercentMax: 100, silenceMaxSeconds: 0))
        let cloud = self.cloud(lab)
        let context = EngineContext(
            store: store, reader: cloud, writer: cloud, clock: clock, logger: Logger(label: "accounts", factory: { _ in SwiftLogNoOpLogHandler() }))
        for _ in 1...2 {
            for account in accounts { _ = try await PassRunner(context: context, configuration: configuration).run(account) }
            lab.clock.advance(by: 61)
        }
        for (name, id) in [("one", Lab.account), ("two", Self.other)] {
            let export = lab.world.export(account: id)
            #expect(export["iam"]?["roles"]?["export"]?["tags"] == ["of": .string(name)])
            for region in ["eu-central-1", "us-east-1"] {
                let key = try #require(keys["\(id) \(region)"])
                #expect(export["kms"]?[region]?["keys"]?[key]?["description"] == .string("\(name) \(region)"))
            }
        }
        let mutations = lab.world.calls.filter(\.isMutating)
        #expect(mutations.count == 6)
        #expect(mutations.allSatisfy { $0.hadEffect && $0.code == nil })
        #expect(Set(mutations.map(\.caller.account)) == [Lab.account, Self.other])
    }
}
