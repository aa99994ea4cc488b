import IAMPolicy
import ReconcileCore
import ReconcileTestKit

// Makes by calls what the spec of a specimen declares.
extension Specimen {
    mutating func build(_ lab: Lab) throws {
        for step in self.row.before { try self.carryOut(step, lab) }
        switch self.kind {
        case .role: try self.buildRole(lab)
        case .user: try self.buildUser(lab)
        case .group: try self.buildGroup(lab)
        case .managedPolicy: try self.buildPolicy(lab)
        case .kmsKey: try self.buildKey(lab)
        case .bucket: try self.buildBucket(lab)
        case .securityGroup: try self.buildSecurityGroup(lab)
        case .neptuneCluster: try self.buildCluster(lab)
        default: try self.buildControlPolicy(lab)
        }
    }

    private func text(_ key: String) -> JSONValue? { self.made[key].flatMap { $0.isNull ? nil : $0.asText } }

    private func given(_ key: String) -> JSONValue? { self.made[key].flatMap { $0.isNull ? nil : $0 } }

    private func members(_ key: String) -> [JSONObject.Member] { self.made[key]?.objectValue?.members ?? [] }

    private func elements(_ key: String) -> [JSONValue] { self.made[key]?.arrayValue ?? [] }

    private func tags(_ name: String = "Key", _ value: String = "Value") -> JSONValue {
        .array(self.members("tags").map { .object(JSONObject([.init(name: name, value: .string($0.name)), .init(name: value, value: $0.value)])) })
    }

    // MARK: IAM

    private mutating func buildRole(_ lab: Lab) throws {
        var input: JSONObject = ["AssumeRolePolicyDocument": self.text("trustPolicy") ?? "", "Tags": self.tags()]
        input["Path"] = self.given("path")
        input["Description"] = self.given("description")
        input["MaxSessionDuration"] = self.given("maxSessionDuration")
        input["PermissionsBoundary"] = self.given("permissionsBoundary")
        try self.carryOut(.call("CreateRole", input), lab)
        try self.addPolicies("Role", lab)
    }

    private mutating func buildUser(_ lab: Lab) throws {
        var input: JSONObject = ["Tags": self.tags()]
        input["Path"] = self.given("path")
        input["PermissionsBoundary"] = self.given("permissionsBoundary")
        try self.carryOut(.call("CreateUser", input), lab)
        try self.addPolicies("User", lab)
        for group in ["staff", "visitors"] { try lab.edit("iam", "CreateGroup", ["GroupName": .string("\(self.name)-\(group)")]) }
        for group in self.elements("groups") { try self.carryOut(.call("AddUserToGroup", ["GroupName": group]), lab) }
        try self.carryOut(.call("CreateAccessKey", keeping: ["key": ["AccessKey", "AccessKeyId"]]), lab)
        self.declare("accessKeys", [.string(self.facts["key"] ?? "")])
    }

    private mutating func buildGroup(_ lab: Lab) throws {
        var input = JSONObject()
        input["Path"] = self.given("path")
        try self.carryOut(.call("CreateGroup", input), lab)
        try self.addPolicies("Group", lab)
        for user in ["ann", "bob", "visitor"] { try lab.edit("iam", "CreateUser", ["UserName": .string("\(self.name)-\(user)")]) }
        for user in self.elements("members") { try self.carryOut(.call("AddUserToGroup", ["UserName": user]), lab) }
    }

    private mutating func addPolicies(_ word: String, _ lab: Lab) throws {
        for member in self.members("inlinePolicies") {
            try self.carryOut(.call("Put\(word)Policy", ["PolicyName": .string(member.name), "PolicyDocument": member.value.asText]), lab)
        }
        for arn in self.elements("managedPolicies") { try self.carryOut(.call("Attach\(word)Policy", ["PolicyArn": arn]), lab) }
    }

    private mutating func buildPolicy(_ lab: Lab) throws {
        var input: JSONObject = ["PolicyName": .string(self.name), "PolicyDocument": self.text("document") ?? "", "Tags": self.tags()]
        input["Path"] = self.given("path")
        input["Description"] = self.given("description")
        try self.carryOut(.call("CreatePolicy", of: "iam", input, keeping: ["handle": ["Policy", "Arn"]]), lab)
    }

    // MARK: KMS and S3

    private mutating func buildKey(_ lab: Lab) throws {
        var input: JSONObject = ["Description": self.given("description") ?? "", "Tags": self.tags("TagKey", "TagValue")]
        input["Policy"] = self.text("keyPolicy")
        try self.carryOut(.call("CreateKey", of: "kms", input, keeping: ["handle": ["KeyMetadata", "KeyId"]]), lab)
        if self.made["rotation"] == true { try self.carryOut(.call("EnableKeyRotation"), lab) }
        let key = JSONValue.string(self.facts["handle"] ?? "")
        for alias in self.elements("aliases") { try lab.edit("kms", "CreateAlias", ["AliasName": alias, "TargetKeyId": key]) }
        for grant in self.elements("grants") {
            var input: JSONObject = ["GranteePrincipal": grant["granteePrincipal"] ?? "", "Operations": grant["operations"] ?? []]
            input["Name"] = grant["name"]
            try self.carryOut(.call("CreateGrant", input, keeping: ["grant": ["GrantId"]]), lab)
        }
        if self.made["enabled"] == false { try self.carryOut(.call("DisableKey"), lab) }
        if self.spec["key"] == nil { self.declare("key", key) }
    }

    private mutating func buildBucket(_ lab: Lab) throws {
        try self.carryOut(.call("CreateBucket"), lab)
        if let policy = self.text("bucketPolicy") { try self.carryOut(.call("PutBucketPolicy", ["Policy": policy]), lab) }
        if let encryption = self.given("defaultEncryption") {
            var byDefault: JSONObject = ["SSEAlgorithm": encryption["algorithm"] ?? ""]
            byDefault["KMSMasterKeyID"] = encryption["kmsKey"].flatMap { $0.isNull ? nil : $0 }
            let rule: JSONValue = ["ApplyServerSideEncryptionByDefault": .object(byDefault), "BucketKeyEnabled": encryption["bucketKey"] ?? false]
            try self.carryOut(.call("PutBucketEncryption", ["ServerSideEncryptionConfiguration": ["Rules": [rule]]]), lab)
        }
        if let block = self.given("publicAccessBlock")?.objectValue {
            let switches = block.members.map { JSONObject.Member(name: $0.name.prefix(1).uppercased() + $0.name.dropFirst(), value: $0.value) }
            try self.carryOut(.call("PutPublicAccessBlock", ["PublicAccessBlockConfiguration": .object(JSONObject(switches))]), lab)
        }
        if !self.members("tags").isEmpty { try self.carryOut(.call("PutBucketTagging", ["Tagging": ["TagSet": self.tags()]]), lab) }
    }

    // MARK: Networks and the organization

    private mutating func buildSecurityGroup(_ lab: Lab) throws {
        let input: JSONObject = ["GroupName": .string(self.name), "GroupDescription": "g", "VpcId": "vpc-0123456789abcdef0"]
        try self.carryOut(.call("CreateSecurityGroup", of: "ec2", input, keeping: ["handle": ["GroupId"]]), lab)
        self.declare("groupID", .string(self.facts["handle"] ?? ""))
        for rule in self.elements("ingress") {
            var range: JSONObject = ["CidrIp": rule["source"] ?? ""]
            range["Description"] = rule["description"]
            let permission: JSONValue = [
                "IpProtocol": rule["protocol"] ?? "", "FromPort": rule["fromPort"] ?? 0, "ToPort": rule["toPort"] ?? 0, "IpRanges": [.object(range)]
            ]
            try self.carryOut(.call("AuthorizeSecurityGroupIngress", ["IpPermissions": [permission]]), lab)
        }
    }

    private mutating func buildCluster(_ lab: Lab) throws {
        try self.carryOut(.call("CreateDBCluster", ["Engine": "neptune"]), lab)
        for role in self.elements("associatedRoles") {
            var input: JSONObject = ["RoleArn": role["role"] ?? role]
            input["FeatureName"] = role["feature"]
            try self.carryOut(.call("AddRoleToDBCluster", input), lab)
        }
        let isOn = self.made["iamDatabaseAuthentication"] ?? false
        try self.carryOut(.call("ModifyDBCluster", ["EnableIAMDatabaseAuthentication": isOn]), lab)
    }

    private mutating func buildControlPolicy(_ lab: Lab) throws {
        let input: JSONObject = [
            "Name": .string(self.name), "Description": "", "Type": "SERVICE_CONTROL_POLICY", "Content": self.text("document") ?? ""
        ]
        try self.carryOut(.call("CreatePolicy", of: "organizations", input, keeping: ["handle": ["Policy", "PolicySummary", "Id"]]), lab)
        for target in self.elements("targets") { try self.carryOut(.call("AttachPolicy", ["TargetId": target]), lab) }
        if self.spec["policyID"] == .null {
            self.declare("policyID", nil)
        } else {
            self.declare("policyID", .string(self.facts["handle"] ?? ""))
        }
    }
}
