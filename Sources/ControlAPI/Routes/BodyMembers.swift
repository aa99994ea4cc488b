import IAMPolicy

/// The members of a request's body, each known and of its type.
struct BodyMembers: Equatable {
    /// Deep enough for every policy inside a manifest.
    static let depthMax = 256
    /// A reason is a sentence or two; it stays in the journal for ever. Unit: bytes.
    static let reasonBytesMax = 4_096

    private let object: JSONObject

    /// - Parameter mayBeEmpty: no body at all stands for one without members.
    init(_ body: [UInt8], known: [String], mayBeEmpty: Bool = false) throws(RequestFault) {
        if mayBeEmpty, body.isEmpty {
            self.object = JSONObject()
            return
        }
        let value: JSONValue
        do {
            value = try JSONReader.parse(body, limits: JSONReader.Limits(depthMax: Self.depthMax, bytesMax: body.count))
        } catch {
            throw RequestFault(message: "the body is not JSON as it must be: \(error.description)")
        }
        guard let object = value.objectValue else {
            throw RequestFault(message: "the body must be an object, not \(value.kindDescription)")
        }
        if let stranger = object.names.first(where: { !known.contains($0) }) {
            let expected = known.isEmpty ? "this path takes none" : "known here: \(known.joined(separator: ", "))"
            throw RequestFault(message: "unknown member `\(stranger.prefix(100))`; \(expected)")
        }
        self.object = object
    }

    /// Absent and `null` are `nil`.
    func text(_ name: String) throws(RequestFault) -> String? {
        guard let value = self.object[name], !value.isNull else { return nil }
        guard let text = value.stringValue, !text.isEmpty else { throw Self.wrongType(name, "a string that is not empty", value) }
        return text
    }

    func requiredText(_ name: String) throws(RequestFault) -> String {
        guard let text = try self.text(name) else { throw RequestFault(message: "the member `\(name)` is missing") }
        return text
    }

    /// The member `reason`: said for those who read the journal later, so it says something.
    func reason() throws(RequestFault) -> String {
        let text = try self.requiredText("reason")
        guard text.contains(where: { !$0.isWhitespace }) else { throw RequestFault(message: "`reason` must say something") }
        guard text.utf8.count <= Self.reasonBytesMax else {
            throw RequestFault(message: "`reason` has \(text.utf8.count) bytes; at most \(Self.reasonBytesMax) are kept")
        }
        return text
    }

    /// An array of strings that are not empty; absent and `null` are an empty one.
    func texts(_ name: String) throws(RequestFault) -> [String] {
        guard let value = self.object[name], !value.isNull else { return [] }
        guard let elements = value.arrayValue else { throw Self.wrongType(name, "an array", value) }
        var texts: [String] = []
        for (index, element) in elements.enumerated() {
            guard let text = element.stringValue, !text.isEmpty else {
                throw Self.wrongType("\(name)[\(index)]", "a string that is not empty", element)
            }
            texts.append(text)
        }
        return texts
    }

    /// Absent and `null` are `false`.
    func flag(_ name: String) throws(RequestFault) -> Bool {
        guard let value = self.object[name], !value.isNull else { return false }
        guard let flag = value.boolValue else { throw Self.wrongType(name, "true or false", value) }
        return flag
    }

    /// The array `documents`, each element an object.
    func documents() throws(RequestFault) -> [JSONValue] {
        guard let value = self.object["documents"] else { throw RequestFault(message: "the member `documents` is missing") }
        guard let documents = value.arrayValue else { throw Self.wrongType("documents", "an array", value) }
        for (index, document) in documents.enumerated() where document.objectValue == nil {
            throw Self.wrongType("documents[\(index)]", "an object", document)
        }
        return documents
    }

    /// The object `context`: names with arrays of strings; absent and `null` are an empty one.
    func context() throws(RequestFault) -> RequestContext {
        var context = RequestContext()
        guard let value = self.object["context"], !value.isNull else { return context }
        guard let members = value.objectValue?.members else { throw Self.wrongType("context", "an object", value) }
        for member in members {
            guard let elements = member.value.arrayValue else { throw Self.wrongType("context.\(member.name)", "an array of strings", member.value) }
            var values = context[member.name] ?? []
            for element in elements {
                guard let text = element.stringValue else { throw Self.wrongType("context.\(member.name)", "an array of strings", element) }
                values.append(text)
            }
            context[member.name] = values
        }
        return context
    }

    private static func wrongType(_ name: String, _ expected: String, _ found: JSONValue) -> RequestFault {
        RequestFault(message: "`\(name)` must be \(expected), not \(found == .string("") ? "an empty one" : found.kindDescription)")
    }
}
