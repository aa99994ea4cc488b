import IAMPolicy
import SimulatedAWS

/// What is possible in one state of an account, each possibility as a text: requests by evaluation, ports and associations as they are.
struct Capabilities {
    private let export: JSONValue
    private let account: String

    init(of export: JSONValue, account: String) {
        self.export = export
        self.account = account
    }

    /// Requests of principals that may be there, services that may assume a role, sources that reach a port, roles of clusters.
    var all: Set<String> {
        var found: Set<String> = []
        for kind in ["roles", "users"] {
            for entity in self.export["iam"]?[kind]?.objectValue?.members ?? [] { found.formUnion(self.requests(of: entity, kind)) }
        }
        for role in self.export["iam"]?["roles"]?.objectValue?.members ?? [] { found.formUnion(self.assumptions(of: role)) }
        found.formUnion(self.network)
        found.formUnion(self.controlled)
        return found
    }

    // MARK: Requests

    private static let actions: [(action: String, resource: String)] = [
        ("s3:GetObject", "arn:aws:s3:::exports/a"), ("s3:PutObject", "arn:aws:s3:::exports/a"), ("s3:GetObject", "arn:aws:s3:::other/a"),
        ("s3:PutObject", "arn:aws:s3:::b/a"), ("s3:DeleteBucket", "arn:aws:s3:::b"), ("iam:GetRole", "arn:aws:iam::123456789012:role/x"),
        ("neptune-db:connect", "arn:aws:neptune-db:eu-central-1:123456789012:cluster-A/*")
    ]

    private func requests(of entity: JSONObject.Member, _ kind: String) -> Set<String> {
        let arn = "arn:aws:iam::\(self.account):\(kind.dropLast())/\(entity.name)"
        guard let principal = RequestPrincipal(arn) else { return [] }
        let identity = self.identity(of: entity.value, name: entity.name)
        let boundary = entity.value["boundary"]?.stringValue.map { self.managed($0) }
        var found: Set<String> = []
        for (action, resource) in Self.actions {
            let bucket = resource.hasPrefix("arn:aws:s3:::exports") ? self.export["s3"]?["exports"]?["policy"] : nil
            let policies = PolicySet(identity: identity, resource: bucket.map { Self.documents([$0]) }, boundary: boundary)
            let request = AccessRequest(principal: principal, action: action, resource: resource, resourceAccount: self.account)
            if PolicyEvaluator.evaluate(request, policies).verdict == .allowed { found.insert("\(entity.name) \(action) \(resource)") }
        }
        for (id, key) in self.keys where key["state"] == "Enabled" {
            for action in ["kms:Decrypt", "kms:PutKeyPolicy"] {
                let policies = PolicySet(identity: identity, resource: Self.documents([key["policy"] ?? .null]), boundary: boundary)
                let resource = "arn:aws:kms:eu-central-1:\(self.account):key/\(id)"
                let request = AccessRequest(principal: principal, action: action, resource: resource)
                let isGranted = (key["grants"]?.arrayValue ?? []).contains {
                    $0["grantee"]?.stringValue == arn && $0["operations"]?.arrayValue?.contains(.string(String(action.dropFirst(4)))) == true
                }
                if isGranted || PolicyEvaluator.evaluate(request, policies).verdict == .allowed { found.insert("\(entity.name) \(action) \(id)") }
            }
        }
        return found
    }

    private func identity(of entity: JSONValue, name: String) -> [PolicyDocument] {
        var documents = self.ownPolicies(of: entity)
        for group in self.export["iam"]?["groups"]?.objectValue?.members ?? []
        where group.value["members"]?.arrayValue?.contains(.string(name)) == true {
            documents += self.ownPolicies(of: group.value)
        }
        return documents
    }

    private func ownPolicies(of entity: JSONValue) -> [PolicyDocument] {
        Self.documents((entity["inline"]?.objectValue?.members ?? []).map(\.value))
            + (entity["attached"]?.arrayValue ?? []).compactMap(\.stringValue).flatMap { self.managed($0) }
    }

    private func managed(_ arn: String) -> [PolicyDocument] {
        if let own = self.export["iam"]?["policies"]?[arn]?["document"] { return Self.documents([own]) }
        let actions: [String: JSONValue] = [
            "SecurityAudit": ["iam:Get*", "kms:List*"], "ReadOnlyAccess": ["iam:Get*", "s3:Get*", "s3:List*", "kms:Describe*"]
        ]
        guard let action = actions[String(arn.split(separator: "/").last ?? "")] else { return [] }
        return Self.documents([["Version": "2012-10-17", "Statement": [["Effect": "Allow", "Action": action, "Resource": "*"]]]])
    }

    private func assumptions(of role: JSONObject.Member) -> Set<String> {
        let trust = PolicySet(resource: Self.documents([role.value["trust"] ?? .null]))
        let services = ["rds.amazonaws.com", "ec2.amazonaws.com", "neptune-graph.amazonaws.com"]
        return Set(
            services.filter { service in
                guard let principal = RequestPrincipal(service) else { return false }
                let request = AccessRequest(
                    principal: principal, action: "sts:AssumeRole", resource: "arn:aws:iam::\(self.account):role/\(role.name)",
                    resourceAccount: self.account)
                return PolicyEvaluator.evaluate(request, trust).verdict == .allowed
            }.map { "\($0) assumes \(role.name)" })
    }

    // MARK: The rest

    private var keys: [(id: String, value: JSONValue)] {
        (self.export["kms"]?.objectValue?.members ?? []).flatMap { region in
            (region.value["keys"]?.objectValue?.members ?? []).map { (id: $0.name, value: $0.value) }
        }
    }

    private var network: Set<String> {
        var found: Set<String> = []
        for region in self.export["ec2"]?.objectValue?.members ?? [] {
            for group in region.value.objectValue?.members ?? [] {
                for rule in (group.value["rules"]?.arrayValue ?? []).compactMap(\.stringValue) {
                    // Protocol, ports and source; what follows is the description.
                    found.insert("\(group.name) lets in \(rule.split(separator: " ").prefix(3).joined(separator: " "))")
                }
            }
        }
        for region in self.export["neptune"]?.objectValue?.members ?? [] {
            for cluster in region.value.objectValue?.members ?? [] {
                for role in (cluster.value["roles"]?.arrayValue ?? []).compactMap(\.stringValue) { found.insert("\(cluster.name) uses \(role)") }
                if cluster.value["iamAuthentication"] != true { found.insert("\(cluster.name) needs no authentication") }
            }
        }
        return found
    }

    /// What the policies over the organization's unit leave possible to somebody who may do all.
    private var controlled: Set<String> {
        guard let organization = self.export["organization"], organization != .null else { return [] }
        let levels = ["r-sim1", DeclaredServices.unit].map { target in
            (organization["attachments"]?[target]?.arrayValue ?? []).compactMap(\.stringValue).flatMap { id -> [PolicyDocument] in
                guard let content = organization["policies"]?[id]?["content"]?.stringValue, let json = try? JSONReader.parse(content) else {
                    return []
                }
                return Self.documents([json])
            }
        }
        let everything = Self.documents([["Version": "2012-10-17", "Statement": [["Effect": "Allow", "Action": "*", "Resource": "*"]]]])
        guard let principal = RequestPrincipal("arn:aws:iam::999999999999:user/anybody") else { return [] }
        return Set(
            Self.actions.filter { action, resource in
                let request = AccessRequest(principal: principal, action: action, resource: resource, resourceAccount: "999999999999")
                return PolicyEvaluator.evaluate(request, PolicySet(identity: everything, scps: levels)).verdict == .allowed
            }.map { "the unit leaves \($0.action) \($0.resource)" })
    }

    private static func documents(_ values: [JSONValue]) -> [PolicyDocument] { values.compactMap { .read($0) } }
}
