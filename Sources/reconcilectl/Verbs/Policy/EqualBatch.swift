import IAMPolicy
import ReconcileCore

/// Judges one pair a line, in order, holding one line at a time.
struct EqualBatch {
    /// For lines that do not say.
    let defaultType: PolicyType?

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

    /// `{"equal"}`, or `{"error": {"code", "message"}}`.
    func answer(to line: LineInput.Line) -> JSONValue {
        do {
            return try self.judge(line)
        } catch {
            return ["error": ["code": .string(error.code.rawValue), "message": .string(error.message)]]
        }
    }

    /// Why a line cannot be judged.
    struct LineFault: Error {
        enum Code: String { case lineTooLong, invalidLine, invalidDocument, unknownType }

        let code: Code
        let message: String
    }

    private static let limits = JSONReader.Limits(bytesMax: LineInput.lineBytesMax)

    private func judge(_ line: LineInput.Line) throws(LineFault) -> JSONValue {
        guard case .complete(let bytes) = line else {
            throw LineFault(code: .lineTooLong, message: "the line is longer than \(LineInput.lineBytesMax) bytes")
        }
        let request: JSONValue
        do {
            request = try JSONReader.parse(bytes, limits: Self.limits)
        } catch {
            throw LineFault(code: .invalidLine, message: "column \(error.column): \(error.message)")
        }
        guard let object = request.objectValue else {
            throw LineFault(code: .invalidLine, message: "a line is an object with \"left\" and \"right\", not \(request.kindDescription)")
        }
        for name in ["left", "right"] where object[name] == nil {
            throw LineFault(code: .invalidLine, message: "\"\(name)\" is missing")
        }
        let type = try self.type(object["type"])
        let left = try Self.document(object["left"] ?? .null, "left")
        let right = try Self.document(object["right"] ?? .null, "right")
        return ["equal": .bool(PolicyEquivalence.compare(desired: left, live: right, type: type ?? .identity).isEqual)]
    }

    private func type(_ value: JSONValue?) throws(LineFault) -> PolicyType? {
        guard let value, !value.isNull else { return self.defaultType }
        guard let type = value.stringValue.flatMap(PolicyType.init) else {
            let known = PolicyType.allCases.map(\.rawValue).joined(separator: ", ")
            throw LineFault(code: .unknownType, message: "\"type\" is \(JSONWriter.compact(value)); the types are \(known)")
        }
        return type
    }

    private static func document(_ value: JSONValue, _ name: String) throws(LineFault) -> JSONValue {
        var document = value
        if case .string(let text) = value {
            do {
                document = try JSONReader.parse(PolicyText.decode(text), limits: Self.limits)
            } catch {
                throw LineFault(code: .invalidDocument, message: "\(name): \(error)")
            }
        }
        if PolicyDocument.read(document) == nil {
            let fault = PolicyDocument.parse(document, type: .identity).faults.first.map { "\($0)" } ?? "it is no policy"
            throw LineFault(code: .invalidDocument, message: "\(name): \(fault)")
        }
        return document
    }
}
