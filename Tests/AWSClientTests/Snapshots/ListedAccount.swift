import HTTPTransport
import IAMPolicy

@testable import AWSClient

/// An account of a chosen size that answers as IAM and KMS do, in pages as large as they are asked for.
struct ListedAccount: Sendable {
    var roles = 0
    var policies = 0
    var users = 0
    var keys = 0
    /// The largest page of IAM.
    var pageSizeMax = 1000
    /// How many items of the page before each page begins with once more.
    var repeatedItems = 0
    /// What else stands in place of a text, wherever IAM would write it.
    var edits: [String: String] = [:]

    static let account = "123456789012"

    func answer(_ request: HTTPRequest) -> ScriptedTransport.Answer {
        let body = String(decoding: request.body, as: UTF8.self)
        if let target = request.headers.first(where: { $0.name.lowercased() == "x-amz-target" })?.value {
            return self.kms(target, body)
        }
        let fields = Dictionary(
            body.split(separator: "&").map { field in
                let parts = field.split(separator: "=", maxSplits: 1).map(String.init)
                return (parts[0], parts.count > 1 ? parts[1] : "")
            }, uniquingKeysWith: { first, _ in first })
        let action = fields["Action"] ?? ""
        switch action {
        case "GetAccountAuthorizationDetails": return self.details(fields)
        case "ListRoles":
            return self.page(action, fields, (0..<self.roles).map { ("Roles", Self.role($0)) })
        case "ListPolicyTags": return Self.xml(action, "<Tags>\(Self.member("<Key>owner</Key><Value>graph</Value>"))</Tags>")
        case "ListAccessKeys":
            let keys =
                Self.member("<AccessKeyId>AKIAACTIVE0000000001</AccessKeyId><Status>Active</Status>")
                + Self.member("<AccessKeyId>AKIAINACTIVE00000001</AccessKeyId><Status>Inactive</Status>")
            return Self.xml(action, "<AccessKeyMetadata>\(keys)</AccessKeyMetadata>")
        default: return .iamError(400, "InvalidAction", action)
        }
    }

    // MARK: IAM

    private func details(_ fields: [String: String]) -> ScriptedTransport.Answer {
        let wanted = Set(fields.filter { $0.key.hasPrefix("Filter.member") }.values)
        var items: [(list: String, element: String)] = []
        if wanted.contains("User") { items += (0..<self.users).map { ("UserDetailList", Self.user($0)) } }
        if wanted.contains("Group") {
            items.append(("GroupDetailList", Self.named("Group", "staff", "AGPA")))
        }
        if wanted.contains("Role") { items += (0..<self.roles).map { ("RoleDetailList", Self.roleDetail($0)) } }
        if wanted.contains("LocalManagedPolicy") { items += (0..<self.policies).map { ("Policies", Self.policy($0)) } }
        return self.page("GetAccountAuthorizationDetails", fields, items)
    }

    private func page(_ action: String, _ fields: [String: String], _ items: [(list: String, element: String)]) -> ScriptedTransport.Answer {
        let start = Int(fields["Marker"] ?? "0") ?? 0
        let end = min(start + min(Int(fields["MaxItems"] ?? "100") ?? 100, self.pageSizeMax), items.count)
        var lists: [String: String] = [:]
        for item in items[max(start - self.repeatedItems, 0)..<end] { lists[item.list, default: ""] += Self.member(item.element) }
        let tail = end < items.count ? "<IsTruncated>true</IsTruncated><Marker>\(end)</Marker>" : "<IsTruncated>false</IsTruncated>"
        let result = lists.sorted { $0.key < $1.key }.map { "<\($0.key)>\($0.value)</\($0.key)>" }.joined() + tail
        return Self.xml(action, self.edits.reduce(result) { $0.replacing($1.key, with: $1.value) })
    }

    private static func xml(_ action: String, _ result: String) -> ScriptedTransport.Answer {
        .answer(200, "<\(action)Response><\(action)Result>\(result)</\(action)Result></\(action)Response>")
    }

    private static func member(_ element: String) -> String { "<member>\(element)</member>" }

    private static func named(_ word: String, _ name: String, _ prefix: String) -> String {
        "<\(word)Name>\(name)</\(word)Name><\(word)Id>\(prefix)\(name)</\(word)Id><Path>/</Path>"
            + "<Arn>arn:aws:iam::\(Self.account):\(word.lowercased())/\(name)</Arn>"
    }

    private static func role(_ index: Int) -> String {
        Self.named("Role", "r\(index)", "AROA") + "<AssumeRolePolicyDocument>%7B%7D</AssumeRolePolicyDocument>"
            + "<Description>d</Description><MaxSessionDuration>3600</MaxSessionDuration>"
    }

    private static func roleDetail(_ index: Int) -> String {
        let inline = "<PolicyName>own</PolicyName><PolicyDocument>%7B%22Sid%22%3A%22own\(index)%22%7D</PolicyDocument>"
        let attached = "<PolicyName>p</PolicyName><PolicyArn>arn:aws:iam::\(Self.account):policy/of-r\(index)</PolicyArn>"
        return Self.named("Role", "r\(index)", "AROA") + "<AssumeRolePolicyDocument>%7B%7D</AssumeRolePolicyDocument>"
            + "<RolePolicyList>\(Self.member(inline))</RolePolicyList><AttachedManagedPolicies>\(Self.member(attached))</AttachedManagedPolicies>"
            + "<Tags>\(Self.member("<Key>owner</Key><Value>team-\(index)</Value>"))</Tags>"
    }

    private static func user(_ index: Int) -> String {
        Self.named("User", "u\(index)", "AIDA") + "<GroupList>\(Self.member("Staff"))</GroupList>"
            + "<Tags>\(Self.member("<Key>owner</Key><Value>graph</Value>"))</Tags>"
    }

    private static func policy(_ index: Int) -> String {
        "<PolicyName>p\(index)</PolicyName><Arn>arn:aws:iam::\(Self.account):policy/p\(index)</Arn><DefaultVersionId>v1</DefaultVersionId>"
            + "<PolicyVersionList>\(Self.member("<VersionId>v1</VersionId><Document>%7B%7D</Document>"))</PolicyVersionList>"
    }

    // MARK: KMS

    static func keyID(_ index: Int) -> String { "key-\(index)" }

    private func kms(_ target: String, _ body: String) -> ScriptedTransport.Answer {
        let key = ((try? JSONReader.parse(body))?["KeyId"]?.stringValue) ?? ""
        switch target.split(separator: ".").last.map(String.init) {
        case "ListAliases":
            let start = Int((try? JSONReader.parse(body))?["Marker"]?.stringValue ?? "0") ?? 0
            let end = min(start + 100, self.keys)
            let entries = (start..<end).map { "{\"AliasName\":\"alias/a\($0)\",\"TargetKeyId\":\"\(Self.keyID($0))\"}" }
            let more = end < self.keys ? ",\"Truncated\":true,\"NextMarker\":\"\(end)\"" : ",\"Truncated\":false"
            return .answer(200, "{\"Aliases\":[\(entries.joined(separator: ","))]\(more)}")
        case "DescribeKey":
            return .answer(
                200, "{\"KeyMetadata\":{\"KeyId\":\"\(key)\",\"Arn\":\"arn:aws:kms:eu-west-1:\(Self.account):key/\(key)\",\"KeyState\":\"Enabled\"}}")
        case "GetKeyPolicy": return .answer(200, "{\"Policy\":\"{}\"}")
        case "GetKeyRotationStatus": return .answer(200, "{\"KeyRotationEnabled\":true}")
        case "ListGrants": return .answer(200, "{\"Grants\":[],\"Truncated\":false}")
        case "ListResourceTags": return .answer(200, "{\"Tags\":[],\"Truncated\":false}")
        default: return .answer(400, "{\"__type\":\"UnknownOperationException\"}")
        }
    }
}
