import IAMPolicy
import ReconcileCore

/// Answers one question of a batch.
protocol LineJudge {
    /// What a line must hold, for whoever got it wrong.
    static var form: String { get }

    func judge(_ line: LineMembers) throws(LineFault) -> JSONValue
}

/// Why a line cannot be judged.
struct LineFault: Error, Equatable {
    enum Code: String { case lineTooLong, invalidLine, invalidDocument, unknownType, unknownPrincipal }

    let code: Code
    let message: String

    /// `{"error": {"code", "message"}}`.
    var json: JSONValue { ["error": ["code": .string(self.code.rawValue), "message": .string(self.message)]] }
}

/// Judges one question a line, in order, holding one line at a time.
struct LineBatch<Judge: LineJudge> {
    let judge: Judge

    /// Answers every line of `input` on standard output, each as soon as it is judged.
    func run(_ input: LineInput) -> ExitStatus {
        var input = input
        var exit = ExitStatus.fine
        while let line = input.next() {
            let answer = self.answer(to: line)
            if answer["error"] != nil { exit = .error }
            Terminal.write(JSONWriter.compact(answer) + "\n")
        }
        return input.hasFailed ? .error : exit
    }

    /// The judge's answer, or `{"error": {"code", "message"}}`.
    func answer(to line: LineInput.Line) -> JSONValue {
        do {
            return try self.judge.judge(try LineMembers(line, form: Judge.form))
        } catch {
            return error.json
        }
    }
}
