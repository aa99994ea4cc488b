import ArgumentParser
import IAMPolicy
import ReconcileCore

/// Says no to corrections that ask.
struct Reject: Verb {
    static let configuration = CommandConfiguration(
        abstract: "Say no to corrections that ask; the drift stays, and is shown as refused.",
        discussion: "Exit codes: 0 rejected; 1 one of them is not known or does not ask (any more); the others are rejected all the same.")

    @Argument(help: ArgumentHelp("Corrections (c-…) or drifts (d-…).", valueName: "ID"))
    var ids: [String]

    @OptionGroup var reason: ReasonOption
    @OptionGroup var global: GlobalOptions

    func perform(in session: Session) async throws -> ExitStatus {
        var changed: [JSONValue] = []
        var messages: [String] = []
        var exit = ExitStatus.fine
        for id in self.ids {
            do {
                let json = try await session.command("/v1/reject", ["id": .string(id), "reason": .string(self.reason.text)])
                changed += json.list("changed")
                messages += json["message"]?.stringValue.map { [$0] } ?? []
            } catch {
                guard error.code == .refused else { throw error }
                session.note(error.message)
                exit = .error
            }
        }
        var answer: JSONObject = ["changed": .array(changed)]
        if !messages.isEmpty { answer["message"] = .string(messages.joined(separator: "\n")) }
        let json: JSONValue = .object(answer)
        session.emit(json) { ChangedView(answer: json, nothing: "nothing was rejected").lines(on: $0) }
        return exit
    }
}
