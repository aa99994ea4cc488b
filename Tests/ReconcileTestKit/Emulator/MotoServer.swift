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
        self.folder.text(of: "calls.jsonl").split(separator: "\n").compactMap { line in
            (try? JSONReader.parse(String(line), limits: .init(bytesMax: 16 << 20))).flatMap(LoggedCall.init)
        }.filter { $0.accessKey != Self.otherAccessKey }
    }

    /// The calls from the given one on; take `calls().count` before what is looked at.
    package func calls(from start: Int) -> [LoggedCall] { Array(self.calls().dropFirst(start)) }

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

    /// For so long after a write, reads answer as before it; 0 ends that.
    package func setStaleReads(seconds: Int) async throws {
        try await self.ask(["do": "stale", "value": ["seconds": JSONValue(seconds), "services": ["iam", "kms"]]])
    }

    /// No page of a list holds more than this.
    package func setPageItemsMax(_ most: Int) async throws { try await self.ask(["do": "pages", "value": ["most": JSONValue(most)]]) }

    /// All there is whose name begins with `prefix`.
    package func export(prefix: String = "") async throws -> JSONValue { try await self.ask(["do": "export", "prefix": .string(prefix)]) }

    package func stop() async { await self.server.stop() }
}
