import IAMPolicy

/// The members of one line of a batch, or of an object within it.
struct LineMembers {
    /// Such as `policies.`, in front of names in messages.
    private let place: String
    private let object: JSONObject
    private let form: String

    static let limits = JSONReader.Limits(bytesMax: LineInput.lineBytesMax)

    /// - Parameter form: what a line must hold, for people.
    init(_ line: LineInput.Line, form: String) throws(LineFault) {
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
            throw LineFault(code: .invalidLine, message: "a line is an object with \(form), not \(request.kindDescription)")
        }
        self.init(object: object, place: "", form: form)
    }

    private init(object: JSONObject, place: String, form: String) {
        self.object = object
        self.place = place
        self.form = form
    }

    var names: [String] { self.object.names }

    /// Absent and `null` are `nil`.
    func value(_ name: String) -> JSONValue? { self.object[name].flatMap { $0.isNull ? nil : $0 } }

    func required(_ name: String) throws(LineFault) -> JSONValue {
        guard let value = self.object[name] else {
            throw LineFault(code: .invalidLine, message: "\"\(self.place)\(name)\" is missing; a line is an object with \(self.form)")
        }
        return value
    }

    func text(_ name: String) throws(LineFault) -> String? {
        guard let value = self.value(name) else { return nil }
        guard let text = value.stringValue, !text.isEmpty else { throw self.wrong(name, "a string that is not empty", value) }
        return text
    }

    func requiredText(_ name: String) throws(LineFault) -> String {
        guard let text = try self.text(name) else { throw self.wrong(name, "a string", try self.required(name)) }
        return text
    }

    /// The members of an object within; absent and `null` are `nil`.
    func members(_ name: String) throws(LineFault) -> LineMembers? {
        guard let value = self.value(name) else { return nil }
        guard let object = value.objectValue else { throw self.wrong(name, "an object", value) }
        return LineMembers(object: object, place: "\(self.place)\(name).", form: self.form)
    }

    /// The policy type under `type`; `nil` where none is named.
    func type() throws(LineFault) -> PolicyType? {
        guard let value = self.value("type") else { return nil }
        guard let type = value.stringValue.flatMap(PolicyType.init) else {
            throw LineFault(code: .unknownType, message: "\"type\" is \(JSONWriter.compact(value)); the types are \(PolicyTypeOption.names)")
        }
        return type
    }

    // MARK: Documents

    /// A policy, as a JSON value or as a string of JSON.
    func document(_ name: String) throws(LineFault) -> BatchDocument { try self.document(try self.required(name), name) }

    /// The policies under `name`, one or an array of them; `nil`: absent or `null`.
    func documents(_ name: String) throws(LineFault) -> [PolicyDocument]? {
        guard let value = self.value(name) else { return nil }
        return try self.documents(value, name)
    }

    /// An array of arrays of policies.
    func levels(_ name: String) throws(LineFault) -> [[PolicyDocument]]? {
        guard let value = self.value(name) else { return nil }
        guard let levels = value.arrayValue else { throw self.wrong(name, "an array with one array of policies for each level", value) }
        var result: [[PolicyDocument]] = []
        for (index, level) in levels.enumerated() {
            guard level.arrayValue != nil else { throw self.wrong("\(name)[\(index)]", "an array of policies", level) }
            result.append(try self.documents(level, "\(name)[\(index)]"))
        }
        return result
    }

    private func documents(_ value: JSONValue, _ name: String) throws(LineFault) -> [PolicyDocument] {
        guard let values = value.arrayValue else { return [try self.document(value, name).document] }
        var result: [PolicyDocument] = []
        for (index, element) in values.enumerated() { result.append(try self.document(element, "\(name)[\(index)]").document) }
        return result
    }

    /// What stands for a policy, be it one or not.
    func json(_ name: String) throws(LineFault) -> JSONValue { try self.json(try self.required(name), name) }

    private func json(_ value: JSONValue, _ name: String) throws(LineFault) -> JSONValue {
        guard case .string(let text) = value else { return value }
        do {
            return try JSONReader.parse(PolicyText.decode(text), limits: Self.limits)
        } catch {
            throw LineFault(code: .invalidDocument, message: "\(self.place)\(name): \(error)")
        }
    }

    private func document(_ value: JSONValue, _ name: String) throws(LineFault) -> BatchDocument {
        let json = try self.json(value, name)
        guard let document = PolicyDocument.read(json) else {
            let fault = PolicyDocument.parse(json, type: .identity).faults.first.map { "\($0)" } ?? "it is no policy"
            throw LineFault(code: .invalidDocument, message: "\(self.place)\(name): \(fault)")
        }
        return BatchDocument(json: json, document: document)
    }

    func wrong(_ name: String, _ expected: String, _ found: JSONValue) -> LineFault {
        LineFault(
            code: .invalidLine,
            message: "\"\(self.place)\(name)\" must be \(expected), not \(found == .string("") ? "an empty one" : found.kindDescription)")
    }
}

/// A policy that came in a line.
struct BatchDocument {
    let json: JSONValue
    let document: PolicyDocument
}
