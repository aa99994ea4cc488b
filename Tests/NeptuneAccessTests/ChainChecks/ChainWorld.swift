import Foundation
import IAMPolicy
import NeptuneAccess
import ReconcileCore
import Testing

/// An account as AWS has it, for one blueprint: everything is whole until a test breaks it.
struct ChainWorld {
    static let accountID = "111122223333"
    static let region = "eu-west-1"
    static let keyARN = "arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555"
    static let boundaryARN = "arn:aws:iam::111122223333:policy/limit"
    static let clusterID = "cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ"

    var desired: [DesiredResource] = []
    var readings: [ResourceIdentity: ResourceReading] = [:]
    var answers: [ChainQuestion: ChainAnswer] = [:]
    var windows: [PropagationWindow] = []
    var hasOrganization = true
    let blueprint: DesiredResource
    let definition: any BlueprintDefinition

    static let account = AccountSettings(name: "prod", accountID: Self.accountID, region: Self.region, readsOrganization: true)
    static let now = Instant(wall: Date(timeIntervalSince1970: 1_790_000_000), bootID: "b", secondsSinceBoot: 1000)

    init(_ definition: any BlueprintDefinition, _ spec: JSONObject) throws {
        self.definition = definition
        self.blueprint = DesiredResource(identity: Self.identity(definition.kind, "nightly"), spec: spec, source: .api)
        self.answers[.controlPolicies] = .known(["levels": [[Self.full]], "resourceLevels": []])
        self.addPolicy("limit", Self.everything)
    }

    static func identity(_ kind: ResourceKind, _ name: String, region: String? = nil) -> ResourceIdentity {
        let isRegional = KindRegistry.definition(of: kind)?.isRegional == true
        return ResourceIdentity(account: "prod", region: isRegional ? region ?? Self.region : nil, kind: kind, name: name)
    }

    // MARK: Documents

    static let everything = Self.document(["Effect": "Allow", "Action": "*", "Resource": "*"])
    static let full: JSONValue = ["name": "FullAWSAccess", "document": Self.everything]

    static func document(_ statements: JSONValue...) -> JSONValue { ["Version": "2012-10-17", "Statement": .array(statements)] }

    static func deny(_ action: String) -> JSONValue {
        Self.document(
            ["Effect": "Allow", "Action": "*", "Resource": "*"],
            ["Sid": "Barred", "Effect": "Deny", "Action": .string(action), "Resource": "*"])
    }

    /// As AWS makes key policies: the account decides by its own.
    static let keyPolicy = Self.document(
        ["Sid": "Account", "Effect": "Allow", "Principal": ["AWS": "arn:aws:iam::111122223333:root"], "Action": "kms:*", "Resource": "*"])

    /// What many buckets have: only over TLS.
    static func onlyTLS(_ bucket: String) -> JSONValue {
        Self.document([
            "Sid": "OnlyOverTLS", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
            "Resource": [.string("arn:aws:s3:::\(bucket)"), .string("arn:aws:s3:::\(bucket)/*")],
            "Condition": ["BoolIfExists": ["aws:SecureTransport": "false"]]
        ])
    }

    // MARK: Putting things there

    mutating func addPolicy(_ name: String, _ document: JSONValue) {
        self.readings[Self.identity(.managedPolicy, name)] = .present(
            LiveResource(
                arn: "arn:aws:iam::111122223333:policy/\(name)", uniqueID: nil, aspects: [AspectName("document"): document]))
    }

    /// A role or a user that somebody else keeps, with a boundary that allows everything or with none.
    mutating func addPrincipal(_ kind: ResourceKind, _ name: String, hasBoundary: Bool = true) {
        let identity = Self.identity(kind, name)
        self.desired.append(DesiredResource(identity: identity, spec: ["path": "/"], source: .api))
        let word = kind == .user ? "user" : "role"
        self.readings[identity] = .present(
            LiveResource(
                arn: "arn:aws:iam::111122223333:\(word)/\(name)", uniqueID: nil,
                aspects: hasBoundary ? [Self.boundary: .string(Self.boundaryARN)] : [:]))
    }

    mutating func addCluster(_ more: JSONObject = [:]) {
        var cluster: JSONObject = [
            "resourceID": .string(Self.clusterID), "arn": "arn:aws:rds:eu-west-1:111122223333:cluster:graph-prod", "status": "available",
            "engine": "neptune", "engineVersion": "1.4.0.0", "port": 8182,
            "endpoint": "graph-prod.cluster-abc.eu-west-1.neptune.amazonaws.com", "vpcID": "vpc-1", "subnetIDs": ["subnet-a", "subnet-b"],
            "securityGroupIDs": ["sg-0aaaaaaaaaaaaaaaa"], "iamDatabaseAuthentication": true, "roles": []
        ]
        for member in more.members { cluster[member.name] = member.value }
        self.answers[Self.clusterQuestion] = .known(.object(cluster))
    }

    static let clusterQuestion = ChainQuestion.cluster(identifier: "graph-prod", region: Self.region)

    /// All that the blueprint stands for, as it is once it is applied.
    mutating func apply() throws {
        let surroundings = self.surroundings
        for resource in try self.definition.expansion(of: self.blueprint, in: surroundings).resources {
            if let place = self.desired.firstIndex(where: { $0.identity == resource.identity }) {
                self.desired[place].spec = JSONObject(self.desired[place].spec.members + resource.spec.members)
            } else {
                self.desired.append(resource)
            }
            var live = self.live(resource.identity) ?? Self.made(resource.identity)
            Self.fill(&live, resource)
            self.readings[resource.identity] = .present(live)
        }
    }

    private static func made(_ identity: ResourceIdentity) -> LiveResource {
        let own = "arn:aws:iam::111122223333:"
        switch identity.kind {
        case .role:
            return LiveResource(arn: own + "role/\(identity.name)", uniqueID: "AROAEXAMPLE", aspects: [Self.boundary: .string(Self.boundaryARN)])
        case .user:
            return LiveResource(arn: own + "user/\(identity.name)", uniqueID: "AIDAEXAMPLE", aspects: [Self.boundary: .string(Self.boundaryARN)])
        case .managedPolicy: return LiveResource(arn: own + "policy/\(identity.name)", uniqueID: nil)
        case .kmsKey:
            return LiveResource(
                arn: Self.keyARN, uniqueID: "11111111-2222-3333-4444-555555555555",
                aspects: [
                    AspectName("keyPolicy"): Self.keyPolicy, AspectName("enabled"): true,
                    AspectName("aliases", "alias/graph"): "alias/graph"
                ], facts: ["keyState": "Enabled", "keySpec": "SYMMETRIC_DEFAULT", "keyUsage": "ENCRYPT_DECRYPT"])
        case .serviceControlPolicy:
            return LiveResource(arn: "arn:aws:organizations::111122223333:policy/o-1/service_control_policy/p-1", uniqueID: "p-1")
        default: return LiveResource(arn: "arn:aws:s3:::\(identity.name)", uniqueID: nil)
        }
    }

    static let boundary = AspectName("permissionsBoundary")

    private static func fill(_ live: inout LiveResource, _ resource: DesiredResource) {
        for base in ["trustPolicy", "document"] { live.aspects[AspectName(base)] = resource.spec[base] ?? live.aspects[AspectName(base)] }
        for member in resource.spec["inlinePolicies"]?.objectValue?.members ?? [] {
            live.aspects[AspectName("inlinePolicies", member.name)] = member.value
        }
        for reference in (resource.spec["managedPolicies"]?.arrayValue ?? []).compactMap(\.stringValue) {
            let arn = reference.hasPrefix("arn:") ? reference : "arn:aws:iam::111122223333:policy/\(reference.split(separator: "/")[1])"
            live.aspects[AspectName("managedPolicies", arn)] = .string(arn)
        }
        for target in (resource.spec["targets"]?.arrayValue ?? []).compactMap(\.stringValue) {
            live.aspects[AspectName("targets", target)] = .string(target)
        }
        if resource.spec["defaultEncryption"] != nil { live.aspects[AspectName("defaultEncryption")] = Self.encryption }
    }

    static let encryption: JSONValue = ["algorithm": "aws:kms", "kmsKey": .string(Self.keyARN), "bucketKey": true]

    /// A bucket with a policy that hinders nobody who comes over TLS.
    mutating func addBucket(_ name: String, encryption: JSONValue = Self.encryption) {
        self.answers[.bucketRegion(bucket: name)] = .known(["region": .string(Self.region)])
        var live = LiveResource(arn: "arn:aws:s3:::\(name)", uniqueID: nil)
        live.aspects[AspectName("bucketPolicy")] = Self.onlyTLS(name)
        live.aspects[AspectName("defaultEncryption")] = encryption
        self.readings[Self.identity(.bucket, name)] = .present(live)
    }

    // MARK: Breaking things

    func live(_ identity: ResourceIdentity) -> LiveResource? {
        if case .present(let live)? = self.readings[identity] { live } else { nil }
    }

    mutating func edit(_ kind: ResourceKind, _ name: String, _ change: (inout LiveResource) -> Void) {
        let identity = Self.identity(kind, name)
        guard var live = self.live(identity) else { return }
        change(&live)
        self.readings[identity] = .present(live)
    }

    mutating func set(_ kind: ResourceKind, _ name: String, _ aspect: AspectName, _ value: JSONValue?) {
        self.edit(kind, name) { $0.aspects[aspect] = value }
    }

    mutating func change(_ question: ChainQuestion, _ member: String, _ value: JSONValue) {
        guard case .known(let old)? = self.answers[question], var object = old.objectValue else { return }
        object[member] = value
        self.answers[question] = .known(.object(object))
    }

    mutating func open(_ kind: ResourceKind, _ name: String, _ aspect: AspectName, value: JSONValue?, before: JSONValue?) {
        self.windows.append(
            PropagationWindow(
                id: "w-1", resource: Self.identity(kind, name), correctionID: "c-1",
                write: AspectWrite(aspect, value: value, preImage: before), openedAt: Self.now, length: 600))
    }

    // MARK: Looking

    private var surroundings: BlueprintSurroundings {
        BlueprintSurroundings(
            account: Self.account,
            configuration: Configuration(accounts: [Self.account], organizationAccount: self.hasOrganization ? "prod" : nil), desired: self.desired,
            observed: self.observed)
    }

    /// What an earlier pass has remembered of clusters; all else is read anew.
    var observed: [ObservedResource] = []

    /// Only what is kept and what was asked for is seen, round by round.
    var view: ChainView {
        var asked = Set(self.definition.questions(of: self.blueprint, in: self.surroundings))
        var view = self.seen(asked)
        for _ in 1..<ChainQuestion.roundsMax {
            let more = Set(self.definition.furtherQuestions(of: self.blueprint, in: view))
            if more.isSubset(of: asked) { break }
            asked.formUnion(more)
            view = self.seen(asked)
        }
        return view
    }

    private func seen(_ asked: Set<ChainQuestion>) -> ChainView {
        var bases: [ResourceIdentity: Set<String>] = [:]
        for resource in self.desired { bases[resource.identity] = KindRegistry.definition(of: resource.identity.kind)?.basesRead(of: resource) }
        for case .resource(let target) in asked { bases[target.identity, default: []].formUnion(target.bases) }
        var readings: [ResourceIdentity: ResourceReading] = [:]
        for (identity, bases) in bases {
            var reading = self.readings[identity] ?? .absent
            if case .present(var live) = reading {
                let given: Set = ["trustPolicy", "permissionsBoundary", "enabled", "tags", "aliases"]
                live.aspects = live.aspects.filter { bases.union(given).contains($0.key.base) }
                reading = .present(live)
            }
            readings[identity] = reading
        }
        return ChainView(
            surroundings: self.surroundings, readings: readings, answers: self.answers.filter { asked.contains($0.key) }, windows: self.windows,
            now: Self.now)
    }

    var links: [ChainLink] { self.definition.links(of: self.blueprint, in: self.view) }
    var command: String? { self.definition.command(of: self.blueprint, in: self.view) }

    func names(_ state: ChainLink.State) -> [String] { self.links.filter { $0.state == state }.map(\.name) }
    func link(_ name: String) -> ChainLink? { self.links.first { $0.name == name } }

    /// All links that are not `ok`, with their reasons: for messages of tests.
    var troubles: String {
        self.links.filter { $0.state != .ok }.map { "\($0.name) \($0.state.rawValue): \($0.reason ?? "")" }.joined(separator: "\n")
    }
}

/// One thing that breaks, and the link that has to say so.
struct Breakage: CustomTestStringConvertible, Sendable {
    let link: String
    let what: String
    let happen: @Sendable (inout ChainWorld) -> Void

    init(_ link: String, _ what: String, _ happen: @escaping @Sendable (inout ChainWorld) -> Void) {
        self.link = link
        self.what = what
        self.happen = happen
    }

    var testDescription: String { "\(self.link): \(self.what)" }
}
