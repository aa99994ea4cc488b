import IAMPolicy
import ReconcileTestKit

/// What `reconciled permissions` says that the daemon needs.
struct PrintedPolicy {
    let document: JSONValue

    init(_ world: World, mode: String) async throws {
        let arguments = ["permissions", "--config", world.folder.file("reconciled.yaml"), "--mode", mode]
        self.document = try await world.runner.run("reconciled", arguments).json()
    }

    private init(_ document: JSONValue) { self.document = document }

    var actions: Set<String> {
        Set((self.document["Statement"]?.arrayValue ?? []).flatMap { $0["Action"]?.arrayValue ?? [] }.compactMap(\.stringValue))
    }

    /// All of it but one action.
    func without(_ action: String) -> PrintedPolicy {
        let statements = (self.document["Statement"]?.arrayValue ?? []).compactMap { statement -> JSONValue? in
            var object = statement.objectValue ?? JSONObject()
            let rest = (object["Action"]?.arrayValue ?? []).filter { $0.stringValue != action }
            object["Action"] = .array(rest)
            return rest.isEmpty ? nil : .object(object)
        }
        return PrintedPolicy(["Version": "2012-10-17", "Statement": .array(statements)])
    }

    /// The daemon may do this and no more from here on, and its signatures count.
    func enforce(in world: World) async throws {
        try await world.aws.enforce(self.document, accessKey: World.accessKey, secret: World.secret)
    }
}
