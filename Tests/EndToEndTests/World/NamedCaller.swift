import IAMPolicy
import ReconcileTestKit

/// A user of the emulated account with an access key: what CloudTrail has a name for.
struct NamedCaller: Sendable {
    let arn: String
    let accessKey: String
    let secret: String
    /// The beginning of what it calls itself.
    let agent: String
    private let aws: MotoServer

    /// Makes the user and its key.
    init(_ name: String, agent: String = "aws-cli/2.27.0", in aws: MotoServer) async throws {
        let user = try await aws.call("iam", "create_user", ["UserName": .string(name)])["User"]
        let key = try await aws.call("iam", "create_access_key", ["UserName": .string(name)])["AccessKey"]
        guard let arn = user?["Arn"]?.stringValue, let id = key?["AccessKeyId"]?.stringValue, let secret = key?["SecretAccessKey"]?.stringValue
        else { throw TestKitError(.unreadable, "\(String(describing: user)) has no key") }
        self.arn = arn
        self.accessKey = id
        self.secret = secret
        self.agent = agent
        self.aws = aws
    }

    /// Any call of boto3, by its Python name.
    @discardableResult
    func call(_ service: String, _ method: String, _ parameters: JSONObject, region: String = MotoServer.region) async throws -> JSONValue {
        try await self.aws.ask([
            "do": "call", "service": .string(service), "method": .string(method), "region": .string(region), "parameters": .object(parameters),
            "as": ["accessKey": .string(self.accessKey), "secret": .string(self.secret), "agent": .string(self.agent)]
        ])
    }

    /// A profile of the shared configuration file of AWS's tools.
    func profile(_ name: String) -> String {
        "[profile \(name)]\naws_access_key_id = \(self.accessKey)\naws_secret_access_key = \(self.secret)\n"
    }
}

extension MotoServer {
    /// How long after its call an event of CloudTrail shows.
    func setTrail(lagSeconds: Int) async throws { try await self.ask(["do": "trail", "value": ["lagSeconds": JSONValue(lagSeconds)]]) }

    /// A call in another region than the emulator's own, as somebody else.
    @discardableResult
    func call(_ service: String, _ method: String, _ parameters: JSONObject, in region: String) async throws -> JSONValue {
        try await self.ask([
            "do": "call", "service": .string(service), "method": .string(method), "region": .string(region), "parameters": .object(parameters)
        ])
    }
}
