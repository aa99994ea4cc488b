/// Who makes a request.
///
/// Source: IAM User Guide, "AWS JSON policy elements: Principal".
package enum RequestPrincipal: Hashable, Sendable {
    /// The root user of an account; twelve digits.
    case root(account: String)
    /// By ARN.
    case user(PrincipalARN)
    /// A role; every request of a role is one of its sessions, whose name may not be known.
    case role(PrincipalARN, sessionName: String?)
    /// A session from `GetFederationToken`.
    case federatedUser(PrincipalARN)
    /// Somebody whom an identity provider vouches for: its name or ARN.
    case federated(provider: String)
    /// `name.amazonaws.com`.
    case service(String)
    /// The canonical id of an account, as S3 knows it.
    case canonicalUser(String)
    /// Unsigned.
    case anonymous
}

/// The parts of a principal's ARN.
package struct PrincipalARN: Hashable, Sendable {
    package let partition: String
    /// Twelve digits.
    package let account: String
    /// From `/` to `/`.
    package let path: String
    package let name: String

    package init(partition: String = "aws", account: String, path: String = "/", name: String) {
        self.partition = partition
        self.account = account
        self.path = path
        self.name = name
    }

    func arn(_ kind: String) -> String { "arn:\(self.partition):iam::\(self.account):\(kind)\(self.path)\(self.name)" }
}

extension RequestPrincipal {
    /// Reads an ARN, an account id, a service or provider name, a canonical user id, or `*` for nobody in particular.
    /// - Returns: `nil` for what names no principal of a request, such as a group.
    package init?(_ text: String) {
        if text == "*" {
            self = .anonymous
        } else if Self.isAccountID(text[...]) {
            self = .root(account: text)
        } else if text.hasPrefix("arn:") {
            guard let principal = Self.fromARN(text) else { return nil }
            self = principal
        } else if text.hasSuffix(".amazonaws.com") || text.hasSuffix(".amazonaws.com.cn") {
            self = text.hasPrefix("cognito-identity.") ? .federated(provider: text) : .service(text)
        } else if text.utf8.count == 64, text.utf8.allSatisfy({ $0 < 0x80 && Character(UnicodeScalar($0)).isHexDigit }) {
            self = .canonicalUser(text)
        } else if text.contains("."), !text.contains(" ") {
            self = .federated(provider: text)
        } else {
            return nil
        }
    }

    private static func fromARN(_ text: String) -> Self? {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, !parts[1].isEmpty, parts[3].isEmpty, Self.isAccountID(parts[4]) else { return nil }
        let (partition, account, resource) = (String(parts[1]), String(parts[4]), parts[5])
        if resource == "root" && parts[2] == "iam" { return .root(account: account) }
        guard let slash = resource.firstIndex(of: "/") else { return nil }
        let (kind, rest) = (resource[..<slash], resource[resource.index(after: slash)...])
        switch (parts[2], kind) {
        case ("iam", "user"), ("iam", "role"):
            guard let last = rest.lastIndex(of: "/") else {
                return rest.isEmpty ? nil : Self.named(kind, PrincipalARN(partition: partition, account: account, name: String(rest)))
            }
            let name = String(rest[rest.index(after: last)...])
            if name.isEmpty { return nil }
            let path = "/" + String(rest[...last])
            return Self.named(kind, PrincipalARN(partition: partition, account: account, path: path, name: name))
        case ("sts", "assumed-role"):
            let names = rest.split(separator: "/", omittingEmptySubsequences: false)
            guard names.count == 2, !names[0].isEmpty, !names[1].isEmpty else { return nil }
            return .role(PrincipalARN(partition: partition, account: account, name: String(names[0])), sessionName: String(names[1]))
        case ("sts", "federated-user"):
            return rest.isEmpty ? nil : .federatedUser(PrincipalARN(partition: partition, account: account, name: String(rest)))
        case ("iam", "saml-provider"), ("iam", "oidc-provider"): return .federated(provider: text)
        default: return nil
        }
    }

    private static func named(_ kind: Substring, _ arn: PrincipalARN) -> Self {
        kind == "user" ? .user(arn) : .role(arn, sessionName: nil)
    }

    static func isAccountID(_ text: Substring) -> Bool { text.utf8.count == 12 && text.utf8.allSatisfy { (0x30...0x39).contains($0) } }

    /// The account it belongs to; services, providers and the anonymous belong to none.
    package var account: String? {
        switch self {
        case .root(let account): account
        case .user(let arn), .role(let arn, _), .federatedUser(let arn): arn.account
        case .federated, .service, .canonicalUser, .anonymous: nil
        }
    }

    /// As people and `policy can` write it.
    package var text: String {
        switch self {
        case .root(let account): "arn:aws:iam::\(account):root"
        case .user(let arn): arn.arn("user")
        case .role(let arn, let session?): Self.sessionARN(arn, session)
        case .role(let arn, nil): arn.arn("role")
        case .federatedUser(let arn): "arn:\(arn.partition):sts::\(arn.account):federated-user/\(arn.name)"
        case .federated(let provider): provider
        case .service(let name): name
        case .canonicalUser(let id): id
        case .anonymous: "*"
        }
    }

    static func sessionARN(_ role: PrincipalARN, _ session: String) -> String {
        "arn:\(role.partition):sts::\(role.account):assumed-role/\(role.name)/\(session)"
    }

    /// Organizations do not bind the roles that services make for themselves.
    var isServiceLinkedRole: Bool {
        if case .role(let arn, _) = self { arn.path.hasPrefix("/aws-service-role/") || arn.name.hasPrefix("AWSServiceRoleFor") } else { false }
    }
}

// MARK: - What a request says of its principal

extension RequestPrincipal {
    /// The values of global condition keys that follow from who asks, by lower-case key.
    ///
    /// Source: IAM User Guide, "AWS global condition context keys" and the table of principal key values
    /// under "IAM policy elements: Variables and tags".
    func implicitValue(ofLoweredKey key: String) -> [String]? {
        switch key {
        case "aws:principalarn": self.principalARN.map { [$0] }
        case "aws:principalaccount": self.account.map { [$0] }
        case "aws:principaltype": self.principalType.map { [$0] }
        case "aws:username": if case .user(let arn) = self { [arn.name] } else { nil }
        case "aws:userid": self.userID.map { [$0] }
        case "aws:principalisawsservice": self.isService.map { [$0 ? "true" : "false"] }
        case "aws:principalservicename": if case .service(let name) = self { [name] } else { nil }
        default: nil
        }
    }

    /// Keys that the principal settles, whether it has a value for them or not.
    static let impliedKeys: Set<String> = [
        "aws:principalarn", "aws:principalaccount", "aws:principaltype", "aws:username", "aws:principalisawsservice", "aws:principalservicename"
    ]

    private var principalARN: String? {
        switch self {
        case .root, .user, .federatedUser: self.text
        case .role(let arn, _): arn.arn("role")
        case .federated, .service, .canonicalUser, .anonymous: nil
        }
    }

    private var principalType: String? {
        switch self {
        case .root: "Account"
        case .user: "User"
        case .role: "AssumedRole"
        case .federatedUser: "FederatedUser"
        case .anonymous: "Anonymous"
        case .federated, .service, .canonicalUser: nil
        }
    }

    /// Unique ids of users and roles do not follow from their names.
    private var userID: String? {
        switch self {
        case .root(let account): account
        case .federatedUser(let arn): "\(arn.account):\(arn.name)"
        case .anonymous: "anonymous"
        case .user, .role, .federated, .service, .canonicalUser: nil
        }
    }

    private var isService: Bool? {
        switch self {
        case .service: true
        case .root, .user, .role, .federatedUser: false
        case .federated, .canonicalUser, .anonymous: nil
        }
    }
}
