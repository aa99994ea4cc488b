package import IAMPolicy

/// A place for webhooks to arrive at, which checks their signatures.
package final class WebhookReceiver: Sendable {
    /// One request as it arrived.
    package struct Arrival: Sendable {
        package let id: String
        package let timestamp: String
        package let signature: String
        /// A signature fits the bytes of the body, and the time is right.
        package let isValid: Bool
        package let contentType: String
        package let path: String
        /// `null` where it is no JSON.
        package let body: JSONValue
        package let raw: String
        /// The status that it was answered with.
        package let answered: Int

        package var type: String { self.body["type"]?.stringValue ?? "" }
        package var changes: [JSONValue] { self.body["data"]?["changes"]?.arrayValue ?? [] }
    }

    /// What the config's `secretFile` must hold.
    package static let secret = "whsec_dGhlIHNlY3JldCB0aGF0IHRoZSB0ZXN0cyB1c2U="

    package let url: String
    private let server: ScriptedServer
    private let folder: TemporaryFolder

    package init(secret: String = WebhookReceiver.secret) async throws {
        self.folder = try TemporaryFolder("webhooks")
        self.server = try await ScriptedServer(
            script: "webhook_receiver.py", arguments: ["--log", self.folder.file("arrivals.jsonl"), "--secret", secret],
            errorsPath: self.folder.file("errors"))
        guard let url = self.server.greeting["url"]?.stringValue else { throw TestKitError(.notStarted, "the receiver said no URL") }
        self.url = url
    }

    package func arrivals() -> [Arrival] {
        self.folder.text(of: "arrivals.jsonl").split(separator: "\n").compactMap { line in
            guard let json = try? JSONReader.parse(String(line), limits: .init(bytesMax: 16 << 20)) else { return nil }
            func text(_ name: String) -> String { json[name]?.stringValue ?? "" }
            return Arrival(
                id: text("id"), timestamp: text("timestamp"), signature: text("signature"), isValid: json["isValid"]?.boolValue ?? false,
                contentType: text("contentType"), path: text("path"), body: json["body"] ?? .null, raw: text("raw"),
                answered: json["answered"]?.intValue ?? 0)
        }
    }

    /// What the next requests are answered with, one each; then 200 again.
    package func setAnswers(_ statuses: [Int], location: String? = nil) async throws {
        try await self.server.ask([
            "answers": .array(statuses.map { JSONValue($0) }), "location": location.map { .string($0) } ?? .null
        ])
    }

    /// Waits until `isEnough`, at most so long, and gives what is there then.
    package func arrivals(withinSeconds seconds: Double, until isEnough: @Sendable ([Arrival]) -> Bool) async -> [Arrival] {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < deadline {
            let found = self.arrivals()
            if isEnough(found) { return found }
            try? await Task.sleep(for: .milliseconds(50))
        }
        return self.arrivals()
    }
}
