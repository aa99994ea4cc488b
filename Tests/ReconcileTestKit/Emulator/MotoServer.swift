package import IAMPolicy

/// An AWS of a test's own, on loopback, that notes each call and goes wrong where it is told to.
package final class MotoServer: Sendable {
    /// Moto's account.
    package static let accountID = "123456789012"
    package static let region = "us-east-1"
    /// Whoever edits behind our back signs with this one.
    package static let otherAccessKey = "AKIASOMEBODYELSE0001"

    package let endpoint: String
    private let server: ScriptedServer
    private let folder: TemporaryFolder

    package init() async throws {
        self.folder = try TemporaryFolder("moto")
        self.server = try await ScriptedServer(
            script: "moto_server.py", arguments: ["--log", self.folder.file("calls.jsonl")], errorsPath: self.folder.file("errors"))
        guard let endpoint = self.server.greeting["endpoint"]?.stringValue else { throw TestKitError(.notStarted, "moto said no endpoint") }
        self.endpoint = endpoint
    }

    /// Every call so far but those of the test itself.
    package func calls() -> [LoggedCall] {
        Self.calls(in: self.folder.text(of: "calls.jsonl"))
    }

    /// The calls from the given one on; take `calls().count` before what is looked at.
    package func calls(from start: Int) -> [LoggedCall] { Array(self.calls().dropFirst(start)) }

    /// A place in the log of calls; what comes later is read from there on.
    package func mark() -> Int { self.folder.text(of: "calls.jsonl").utf8.count }

    /// The calls since `mark` but those of the test itself, without reading what came before.
    package func calls(since mark: Int) -> [LoggedCall] {
        Self.calls(in: String(decoding: self.folder.text(of: "calls.jsonl").utf8.dropFirst(mark), as: UTF8.self))
    }

    private static func calls(in text: String) -> [LoggedCall] {
        text.split(separator: "\n").compactMap { line in
            (try? JSONReader.parse(String(line), limits: .init(bytesMax: 16 << 20))).flatMap(LoggedCall.init)
        }.filter { $0.accessKey != Self.otherAccessKey }
    }

    /// A command of `account.py`.
    @discardableResult
    package func ask(_ command: JSONValue) async throws -> JSONValue { try await self.server.ask(command) }

    /// Any call of boto3, by its Python name, as somebody else.
    @discardableResult
    package func call(_ service: String, _ method: String, _ parameters: JSONValue = .object(JSONObject())) async throws -> JSONValue {
        try await self.ask(["do": "call", "service": .string(service), "method": .string(method), "parameters": parameters])
    }

    /// Sets what goes wrong from here on, instead of what was set before; see `trouble.py`.
    package func setFaults(_ faults: [JSONValue]) async throws { try await self.ask(["do": "faults", "value": .array(faults)]) }

    /// What decides where faults with a `percent` hit.
    package func setSeed(_ seed: Int) async throws { try await self.ask(["do": "seed", "value": JSONValue(seed)]) }

    /// For so long after a write, reads answer as before it; 0 ends that.
    /// - Parameter isFlapping: only every other one does.
    package func setStaleReads(seconds: Int, isFlapping: Bool = false) async throws {
        try await self.ask([
            "do": "stale",
            "value": ["seconds": JSONValue(seconds), "services": ["iam", "kms"], "isFlapping": .bool(isFlapping)]
        ])
    }

    /// Shows policies in other words than they were written in; the names are those of `rewriting.py`.
    package func setRewrites(_ names: [String]) async throws {
        let value = JSONObject(names.map { .init(name: $0, value: true) })
        try await self.ask(["do": "rewrites", "value": .object(value)])
    }

    /// From here on signatures count, and whoever signs with this key may do what the policy allows and no more.
    package func enforce(_ policy: JSONValue, accessKey: String, secret: String) async throws {
        try await self.ask([
            "do": "enforce", "value": ["policy": policy, "accessKey": .string(accessKey), "secret": .string(secret)]
        ])
    }

    /// No page of a list holds more than this.
    package func setPageItemsMax(_ most: Int) async throws { try await self.ask(["do": "pages", "value": ["most": JSONValue(most)]]) }

    /// All there is whose name begins with `prefix`.
    package func export(prefix: String = "") async throws -> JSONValue { try await self.ask(["do": "export", "prefix": .string(prefix)]) }

    package func stop() async { await self.server.stop() }
}
