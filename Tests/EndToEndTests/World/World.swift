import IAMPolicy
import ReconcileTestKit
import Testing

/// An account, somebody who edits it, the files of one daemon, and where its notices go.
final class World: Sendable {
    let aws: MotoServer
    let receiver: WebhookReceiver
    let folder: TemporaryFolder
    let runner: ProgramRunner
    /// Whom the daemon signs as.
    static let accessKey = "AKIATHEDAEMONITSELF1"
    static let secret = "abcdefghijklmnopqrstuvwxyz0123456789ABCD"

    /// The account is empty, and no manifests are there. `aws-config` in the folder is the shared configuration file of AWS's tools.
    init(_ configuration: ConfigurationText = ConfigurationText()) async throws {
        self.aws = try await MotoServer()
        self.receiver = try await WebhookReceiver()
        self.folder = try TemporaryFolder("world")
        self.runner = ProgramRunner(environment: [
            "AWS_ACCESS_KEY_ID": Self.accessKey, "AWS_SECRET_ACCESS_KEY": Self.secret, "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": self.folder.file("aws-config")
        ])
        try self.folder.write(WebhookReceiver.secret + "\n", to: "webhook.secret")
        try self.configure(configuration)
    }

    /// Fills the account and the manifests folder with the same estate.
    /// - Parameters:
    ///   - wholeKeys: keys are declared with all their aspects, not only policy and state.
    ///   - creates: `false`: only what the daemon never creates is there.
    static func withEstate(
        roles: Int = 4, policies: Int = 2, keys: Int = 1, foreign: Int = 2, users: Int = 0, groups: Int = 0, wholeKeys: Bool = false,
        creates: Bool = true, _ configuration: ConfigurationText = ConfigurationText()
    ) async throws -> World {
        let world = try await World(configuration)
        try await world.aws.ask([
            "do": "estate", "folder": .string(world.folder.file("desired.d")), "roles": JSONValue(roles), "policies": JSONValue(policies),
            "keys": JSONValue(keys), "foreign": JSONValue(foreign), "users": JSONValue(users), "groups": JSONValue(groups),
            "whole_keys": .bool(wholeKeys), "create": .bool(creates)
        ])
        return world
    }

    func configure(_ configuration: ConfigurationText) throws {
        try self.folder.write(
            configuration.yaml(in: self.folder, endpoint: self.aws.endpoint, receiver: self.receiver), to: "reconciled.yaml")
    }

    func end() async {
        await self.aws.stop()
    }

    // MARK: Programs

    func daemon(_ arguments: [String] = ["run"]) throws -> RunningProgram {
        try self.runner.start("reconciled", arguments + ["--config", self.folder.file("reconciled.yaml")])
    }

    func runOnce(withinSeconds seconds: Double = 120) async throws -> ProgramResult {
        await (try self.daemon(["run", "--once"])).result(withinSeconds: seconds)
    }

    func checkConfiguration() async throws -> ProgramResult { await (try self.daemon(["check-config"])).result(withinSeconds: 60) }

    func control(_ arguments: String..., input: String? = nil) async throws -> ProgramResult {
        let places = ["--socket", self.folder.file("control.sock"), "--database", self.folder.file("state.sqlite")]
        return try await self.runner.run("reconcilectl", arguments + places, input: input)
    }

    /// Passes until one says that all is in sync and settled.
    /// - Returns: what each pass ended with; the last one is 0 where it was reached.
    func passesUntilClean(atMost most: Int = 8) async throws -> [Int32] {
        var codes: [Int32] = []
        while codes.count < most && codes.last != 0 {
            // A window is a second long.
            if !codes.isEmpty { try await Task.sleep(for: .milliseconds(600)) }
            codes.append(try await self.runOnce().exitCode)
        }
        return codes
    }

    // MARK: What can be seen

    /// - Throws: `TestKitError` with all that was said, where no status was given.
    func status() async throws -> JSONValue {
        let result = try await self.control("status", "-o", "json")
        guard let status = try? result.json() else { throw TestKitError(.unreadable, "\(result)") }
        return status
    }

    func drifts() async throws -> [SeenDrift] {
        (try await self.status()["drifts"]?.arrayValue ?? []).map(SeenDrift.init)
    }

    func journal() async throws -> [JSONValue] {
        try await self.control("journal", "export").output.split(separator: "\n").map {
            try JSONReader.parse(String($0), limits: .init(bytesMax: 16 << 20))
        }
    }

    /// Calls of the daemon that change something, from the given one on.
    func mutations(from start: Int = 0) -> [LoggedCall] { self.aws.calls(from: start).filter { !$0.isRead } }
}

/// A drift as `status` shows it.
struct SeenDrift: Hashable, CustomStringConvertible {
    let resource: String
    let aspect: String
    let kind: String
    let state: String

    init(_ json: JSONValue) {
        func text(_ name: String) -> String { json[name]?.stringValue ?? "" }
        self.resource = text("resource")
        self.aspect = text("aspect")
        self.kind = text("kind")
        self.state = text("state")
    }

    var description: String { "\(self.resource) \(self.aspect) \(self.kind) \(self.state)" }
}

/// An edit that was made, and what it must be found as.
struct MadeEdit {
    let name: String
    let resource: String
    let expected: [(aspect: String, kind: String)]

    init(_ json: JSONValue) {
        self.name = json["edit"]?.stringValue ?? ""
        self.resource = json["resource"]?.stringValue ?? ""
        self.expected = (json["expected"]?.arrayValue ?? []).map { ($0["aspect"]?.stringValue ?? "", $0["kind"]?.stringValue ?? "") }
    }
}
