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

/// A key, a security group and a cluster of the same names in two regions of two accounts.
@Suite struct SameNamesTests {
    /// One region of one account.
    private struct Place: Hashable, CustomTestStringConvertible {
        let account: String
        let accountID: String
        let region: String

        var testDescription: String { "\(self.account) \(self.region)" }

        func resource(_ kind: ResourceKind, _ name: String, _ spec: JSONObject) -> DesiredResource {
            DesiredResource(identity: ResourceIdentity(account: self.account, region: self.region, kind: kind, name: name), spec: spec, source: .api)
        }
    }

    private static let accounts = [("one", Lab.account), ("two", "222222222222")]
    private static let places = Self.accounts.flatMap { name, id in
        ["eu-central-1", "us-east-1"].map { Place(account: name, accountID: id, region: $0) }
    }

    /// By place, the ids that calls need.
    private static func build(_ lab: Lab) throws -> [Place: (key: String, group: String)] {
        lab.world.addAccount("222222222222")
        lab.world.addAccessKey("AKIADAEMON0000000002", account: "222222222222", principal: "role/daemon")
        var ids: [Place: (key: String, group: String)] = [:]
        for place in Self.places {
            @discardableResult func edit(_ service: String, _ operation: String, _ input: JSONObject) throws -> JSONObject {
                try lab.world.edit(service, operation, input, account: place.accountID, region: place.region)
            }
            let key = try (edit("kms", "CreateKey", ["Description": "same"])["KeyMetadata"]?["KeyId"]?.stringValue).orThrow("KeyId")
            try edit("kms", "CreateAlias", ["AliasName": "alias/same", "TargetKeyId": .string(key)])
            let made = try edit("ec2", "CreateSecurityGroup", ["GroupName": "same", "GroupDescription": "g", "VpcId": "vpc-0123456789abcdef0"])
            let group = try (made["GroupId"]?.stringValue).orThrow("GroupId")
            try edit("rds", "CreateDBCluster", ["DBClusterIdentifier": "same", "Engine": "neptune"])
            try edit("rds", "ModifyDBCluster", ["DBClusterIdentifier": "same", "EnableIAMDatabaseAuthentication": true])
            ids[place] = (key, group)
        }
        lab.clock.advance(by: 1000)
        return ids
    }

    /// What changes in the one place only.
    private static func edit(_ lab: Lab, _ place: Place, _ ids: (key: String, group: String)) throws {
        let everybody: JSONValue = ["IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [["CidrIp": "0.0.0.0/0"]]]
        for (service, operation, input) in [
            ("kms", "DisableKey", ["KeyId": .string(ids.key)]),
            ("ec2", "AuthorizeSecurityGroupIngress", ["GroupId": .string(ids.group), "IpPermissions": [everybody]]),
            ("rds", "ModifyDBCluster", ["DBClusterIdentifier": "same", "EnableIAMDatabaseAuthentication": false])
        ] as [(String, String, JSONObject)] {
            try lab.world.edit(service, operation, input, account: place.accountID, region: place.region)
        }
        lab.clock.advance(by: 30)
    }

    @Test(arguments: Self.places) private func whatHappensInOnePlaceIsToldAndPutBackThereOnly(place: Place) async throws {
        let lab = Lab()
        let ids = try Self.build(lab)
        let second = Lab.caller(lab.world, lab.clock, accessKey: "AKIADAEMON0000000002")
        let cloud = AWSCloud(clock: EngineClock(clock: lab.clock)) { $0.accountID == Lab.account ? lab.caller : second }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("places-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try SQLiteStore.open(path: folder.appendingPathComponent("state.sqlite").path)
        let desired = Self.places.flatMap { place in
            [
                // None but the key of the place has the alias there; groups and clusters go by their names.
                place.resource(.kmsKey, "same", ["key": "alias/same", "enabled": true]),
                place.resource(.securityGroup, "same", ["ingress": []]),
                place.resource(.neptuneCluster, "same", ["iamDatabaseAuthentication": true])
            ]
        }
        _ = try await store.applyDesired(DesiredChange(upserts: desired, at: lab.clock.now, actor: "tests"))
        let accounts = Self.accounts.map { AccountSettings(name: $0.0, accountID: $0.1, region: Lab.region, mode: .enforce) }
        let runner = PassRunner(
            context: EngineContext(
                store: store, reader: cloud, writer: cloud, clock: EngineClock(clock: lab.clock),
                logger: Logger(label: "places", factory: { _ in SwiftLogNoOpLogHandler() })),
            configuration: Configuration(
                accounts: accounts, propagation: PropagationSettings(defaultSeconds: 60),
                limits: Limits(changesPercentMax: 100, silenceMaxSeconds: 0)))
        func pass() async throws {
            for account in accounts { _ = try await runner.run(account) }
        }
        let before = Self.accounts.map { lab.world.export(account: $0.1) }
        try await pass()
        #expect(try await store.drifts(of: nil, includingEnded: true).isEmpty)
        try Self.edit(lab, place, try ids[place].orThrow("ids"))
        try await pass()
        let found = try await store.drifts(of: nil, includingEnded: true).map { "\($0.resource) \($0.aspect)" }.sorted()
        let prefix = "\(place.account)/\(place.region)/"
        #expect(
            found == [
                prefix + "KMSKey/same enabled", prefix + "NeptuneCluster/same iamDatabaseAuthentication",
                prefix + "SecurityGroup/same ingress[tcp 22 0.0.0.0/0]"
            ])
        for _ in 1...3 {
            lab.clock.advance(by: 61)
            try await pass()
        }
        let sent = lab.world.calls.filter(\.isMutating)
        #expect(sent.allSatisfy { $0.caller.account == place.accountID && $0.region == place.region && $0.hadEffect })
        #expect(Self.accounts.map { lab.world.export(account: $0.1) } == before)
        #expect(try await store.drifts(of: nil, includingEnded: false).map { "\($0.resource) \($0.aspect) \($0.reason ?? "")" } == [])
    }
}
