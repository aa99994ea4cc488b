import IAMPolicy

/// One call of a sequence that is made to two servers.
struct ComparedStep: Sendable {
    let service: String
    let name: String
    /// `KEY`, `GRANT`, `GROUP` and `POLICY` stand for what earlier answers gave.
    let input: JSONObject
    /// Why the answers differ where the emulator is wrong: AWS's documentation says as we do.
    let emulatorFault: String?
    var region = Lab.region

    init(_ service: String, _ name: String, _ input: JSONObject = [:], emulatorFault: String? = nil) {
        self.service = service
        self.name = name
        self.input = input
        self.emulatorFault = emulatorFault
    }
}

/// What a server made of a step, without what each makes up for itself.
enum ComparedAnswer: Equatable, CustomStringConvertible {
    case given(JSONValue)
    case refused(String)

    var description: String {
        switch self {
        case .given(let value): JSONWriter.canonical(value)
        case .refused(let code): "refused: \(code)"
        }
    }

    /// Ids, times and tokens are left out, documents read, lists put in order.
    /// - Parameter lacking: members that the emulator does not have.
    static func normalised(_ output: JSONObject, _ made: [String: String], lacking: Set<String>) -> ComparedAnswer {
        .given(self.normal(.object(output), made, lacking, name: ""))
    }

    /// What the emulator leaves out of an answer, although AWS's API reference has it there.
    static let lackingMembers: [String: Set<String>] = [
        "CreatePolicy": ["PermissionsBoundaryUsageCount"], "GetPolicy": ["PermissionsBoundaryUsageCount"], "GetGroup": ["IsTruncated"],
        "ListAccessKeys": ["IsTruncated"], "CreateKey": ["KeyUsage", "MultiRegion", "EncryptionAlgorithms"],
        "DescribeKey": ["KeyUsage", "MultiRegion"], "GetKeyPolicy": ["PolicyName"], "GetKeyRotationStatus": ["KeyId", "RotationPeriodInDays"],
        "ScheduleKeyDeletion": ["KeyState"], "ListGrants": ["IssuingAccount"]
    ]

    private static let madeUp: Set = [
        "RoleId", "UserId", "PolicyId", "CreateDate", "UpdateDate", "CreationDate", "LastUpdatedDate", "DeletionDate", "GrantId",
        "GrantToken", "AccessKeyId", "SecretAccessKey", "Marker", "NextMarker", "RoleLastUsed", "PasswordLastUsed", "NextRotationDate",
        "SecurityGroupRuleId", "VpcId", "OwnerId", "GroupOwnerId",
        "Owner", "SecurityGroupArn", "SecurityGroupRuleArn", "IpPermissionsEgress", "BucketArn"
    ]
    private static let documents: Set = ["AssumeRolePolicyDocument", "PolicyDocument", "Document", "Policy", "Content"]

    private static func normal(_ value: JSONValue, _ made: [String: String], _ lacking: Set<String>, name: String) -> JSONValue {
        switch value {
        case .object(let object):
            let kept = object.members.filter { !self.madeUp.contains($0.name) && !lacking.contains($0.name) }
                .map { JSONObject.Member(name: $0.name, value: self.normal($0.value, made, lacking, name: $0.name)) }
                // Absent, empty and none are told apart by neither server in the same way.
                .filter { $0.value != [] && $0.value != [:] && $0.value != "" && !$0.value.isNull }
            return .object(JSONObject(kept))
        case .array(let items):
            let normal = items.map { self.normal($0, made, lacking, name: name) }
            return .array(normal.sorted { JSONWriter.canonical($0) < JSONWriter.canonical($1) })
        case .string(let text):
            if self.documents.contains(name), let document = try? JSONReader.parse(PolicyText.decode(text)) { return document }
            return .string(made.reduce(text) { $0.replacing($1.value, with: $1.key) })
        case .null, .bool, .number: return value
        }
    }
}
