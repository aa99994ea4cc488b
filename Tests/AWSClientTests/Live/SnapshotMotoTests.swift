import HTTPTransport
import IAMPolicy
import ReconcileCore
import Testing

@testable import AWSClient

/// Users, groups and keys as a server that is not ours tells them, read one by one and by listing.
@Suite(.serialized, .enabled(if: MotoServer.isAvailable, "needs moto in RECONCILED_TEST_PYTHON"))
struct SnapshotMotoTests {
    private static let allow: JSONValue = [
        "Version": "2012-10-17", "Statement": [["Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"]]
    ]
    private static let readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess"

    private func caller(_ server: MotoServer) throws -> AWSCaller {
        let environment = AWSEnvironment([:])
        return AWSCaller(
            configuration: .init(region: "eu-west-1", endpointURL: server.url, requestsPerSecondMax: 200, environment: environment),
            environment: environment, credentials: FixedCredentials(AWSCredentials(accessKeyID: "AKIAEXAMPLE", secretAccessKey: "s")),
            transport: try CurlTransport(), clock: SystemAWSClock(), fraction: { 0.05 })
    }

    private static func target(_ kind: ResourceKind, _ name: String, sought: Set<String> = [], locator: String? = nil) -> ReadTarget {
        let identity = ResourceIdentity(account: "prod", region: kind == .kmsKey ? "eu-west-1" : nil, kind: kind, name: name)
        return ReadTarget(
            identity: identity, locator: locator, bases: Set(KindRegistry.definition(of: kind)?.aspects.map(\.base) ?? []), soughtMembers: sought)
    }

    private func live(_ reading: ResourceReading?) throws -> LiveResource {
        guard case .present(let live)? = reading else { throw Unreadable(reading: "\(String(describing: reading))") }
        return live
    }

    private struct Unreadable: Error { let reading: String }

    /// What the kinds send, sent.
    private func send(_ mutations: [Mutation], _ caller: AWSCaller) async {
        for mutation in mutations {
            let outcome = await MutationSender(caller: caller).send(mutation)
            guard case .accepted = outcome else {
                Issue.record("\(mutation.operation): \(outcome)")
                continue
            }
        }
    }

    @Test func usersAndGroupsThatWeMakeReadAsDeclaredOneByOneAndByListing() async throws {
        let server = try await MotoServer()
        let caller = try self.caller(server)
        let account = AccountSettings(name: "prod", accountID: "123456789012", region: "eu-west-1")
        let policy = "arn:aws:iam::123456789012:policy/limit"
        _ = try await caller.call(
            IAM.createPolicy, parameters: ["PolicyName": "limit", "PolicyDocument": .string(JSONWriter.compact(Self.allow))], region: nil)
        let group = DesiredResource(
            identity: Self.target(.group, "Staff").identity,
            spec: ["path": "/graph/", "inlinePolicies": ["load": Self.allow], "managedPolicies": [.string(policy)], "members": ["loader"]],
            source: .api)
        let user = DesiredResource(
            identity: Self.target(.user, "loader").identity,
            spec: [
                "path": "/graph/", "inlinePolicies": ["load": Self.allow], "managedPolicies": [.string(policy)], "groups": ["Staff"],
                "accessKeys": [], "tags": ["owner": "graph"]
            ], source: .api)
        var desired: [ResourceIdentity: DesiredAspects] = [:]
        let references = DesiredReferences(desired: [group, user], observed: [], accounts: [account])
        // The user comes last: by then its group is there.
        for (resource, skipped) in [(group, "members"), (user, "")] {
            let kind = try #require(KindRegistry.definition(of: resource.identity.kind))
            var aspects = try kind.desiredAspects(of: resource, resolver: references)
            desired[resource.identity] = aspects
            aspects.values = aspects.values.filter { $0.key.base != skipped }
            guard
                case .possible(let draft) = kind.creation(
                    of: CorrectionTarget(resource: resource, desired: aspects, account: account, live: nil))
            else {
                Issue.record("\(resource.identity) can be created")
                return
            }
            await self.send(draft.mutations, caller)
        }
        let targets = [Self.target(.group, "Staff"), Self.target(.user, "loader")]
        for listingRequests in [1000, 0] {
            let (readings, _) = await SnapshotReader(caller: ReadOnlyCaller(caller)).read(targets, listingRequests: listingRequests)
            for resource in [group, user] {
                let live = try self.live(readings[resource.identity])
                let aspects = try #require(desired[resource.identity])
                let verdicts = DriftDetector(kind: resource.identity.kind, desired: aspects, ownership: .exclusive).verdicts(for: .present(live))
                for (aspect, verdict) in verdicts {
                    // Moto's listing of users holds no tags, AWS's does; boundaries of users it does not have at all.
                    if listingRequests == 0, aspect.base == "tags" { continue }
                    guard case .inSync = verdict else {
                        Issue.record("\(resource.identity) \(aspect): \(verdict)")
                        continue
                    }
                }
                #expect(live.uniqueID?.isEmpty == false)
            }
        }
    }

    @Test func accessKeysAreMadeInactiveAndActiveAgain() async throws {
        let server = try await MotoServer()
        let caller = try self.caller(server)
        let text = "write CreateAccessKey POST / input=CreateAccessKeyRequest\nCreateAccessKeyRequest UserName:s"
        let create = try #require(ServiceTable(service: IAM.service, text: text).operation("CreateAccessKey"))
        _ = try await caller.call(IAM.createUser, parameters: ["UserName": "loader"], region: nil)
        let made = try await caller.call(create, parameters: ["UserName": "loader"], region: nil).result["AccessKey"]?.text(of: "AccessKeyId")
        let id = try #require(made)
        let aspect = AspectName("accessKeys", id)
        let target = Self.target(.user, "loader")
        let reader = SnapshotReader(caller: ReadOnlyCaller(caller))
        for (isActive, next) in [(true, "Inactive"), (false, "Active"), (true, "Inactive")] {
            let live = try self.live(await reader.read([target], listingRequests: 1000).readings[target.identity])
            #expect((live.aspects[aspect] != nil) == isActive)
            #expect((live.facts[UserKind.inactiveKeysFact] == [.string(id)]) == !isActive)
            let parameters: JSONObject = ["UserName": "loader", "AccessKeyId": .string(id), "Status": .string(next)]
            await self.send([Mutation(service: "iam", operation: "UpdateAccessKey", parameters: parameters, writes: [])], caller)
        }
    }

    @Test func whatIsMissingOnAKeyIsPutThereAndReadsAsDeclared() async throws {
        let server = try await MotoServer()
        let caller = try self.caller(server)
        let account = AccountSettings(name: "prod", accountID: "123456789012", region: "eu-west-1")
        let text = """
            write CreateKey POST / input=CreateKeyRequest output=CreateKeyResponse
            CreateKeyRequest Description:s
            CreateKeyResponse KeyMetadata:KeyMetadata
            KeyMetadata KeyId:s
            """
        let create = try #require(ServiceTable(service: KMS.service, text: text).operation("CreateKey"))
        let metadata = try await caller.call(create, parameters: ["Description": "old"], region: nil).json?["KeyMetadata"]
        let id = try #require(metadata?["KeyId"]?.stringValue)
        let role = "arn:aws:iam::123456789012:role/export"
        let key = DesiredResource(
            identity: Self.target(.kmsKey, "export").identity,
            spec: [
                "key": .string(id), "enabled": true, "rotation": true, "aliases": ["alias/export"], "description": "Exports",
                "tags": ["owner": "graph"],
                "grants": [
                    [
                        "granteePrincipal": .string(role), "operations": ["GenerateDataKey", "Decrypt"], "name": "export",
                        "constraints": ["encryptionContextEquals": ["graph": "g-1"]]
                    ]
                ]
            ], source: .api)
        let kind = KMSKeyKind()
        let aspects = try kind.desiredAspects(of: key, resolver: DesiredReferences(desired: [key], observed: [], accounts: [account]))
        let target = Self.target(.kmsKey, "export", sought: kind.soughtMembers(of: key), locator: id)
        let reader = SnapshotReader(caller: ReadOnlyCaller(caller))
        func drifts() async throws -> (LiveResource, [AspectDrift]) {
            let live = try self.live(await reader.read([target], listingRequests: nil).readings[target.identity])
            #expect(live.gaps.isEmpty)
            let verdicts = DriftDetector(kind: .kmsKey, desired: aspects, ownership: .exclusive).verdicts(for: .present(live))
            return (live, verdicts.values.compactMap { if case .drifted(let drift) = $0 { drift } else { nil } })
        }
        let (live, found) = try await drifts()
        #expect(Set(found.map(\.aspect.base)) == ["rotation", "aliases", "grants", "description", "tags"])
        let correction = CorrectionTarget(resource: key, desired: aspects, account: account, live: live)
        await self.send(kind.corrections(of: found, target: correction).flatMap(\.mutations), caller)
        #expect(try await drifts().1 == [])
    }
}
