import IAMPolicy
import ReconcileCore

/// Policies: a map, JSON text or `{file: …}`, in one of three forms.
extension SpecWalker {
    private static let elements = ["Version", "Id", "Statement"]
    private static let statementElements = [
        "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"
    ]

    mutating func policy(_ node: SourceNode, _ type: PolicyType, forms: Set<PolicyForm>, path: String) -> JSONValue? {
        guard let document = self.document(node, path: path) else { return nil }
        guard let members = document.map else { return self.refuse(document, path, "must be a policy document (a map), found \(document.described)") }
        guard let form = members.first(where: { $0.name == "statements" || $0.name == "access" }) else {
            return self.exact(document, type, path: path)
        }
        let kind: PolicyForm = form.name == "access" ? .access : .statements
        guard forms.contains(kind) else {
            self.faults.add(form.place, "\(path) cannot be declared by `\(form.name)`; write the whole document")
            return nil
        }
        for other in members where other.name != form.name {
            self.faults.add(other.place, "\(path): `\(other.name)` cannot stand beside `\(form.name)`")
        }
        let value =
            kind == .access
            ? self.access(form.value, type, path: "\(path).access") : self.statements(form, type, path: "\(path).statements")
        return value.map { .object(JSONObject([JSONObject.Member(name: form.name, value: $0)])) }
    }

    private func exact(_ document: SourceNode, _ type: PolicyType, path: String) -> JSONValue? {
        guard let checked = self.json(document, replaces: true, path: path) else { return nil }
        self.tell(PolicyDocument.parse(checked, type: type).faults, in: document, path: path)
        return self.replaces ? checked : self.json(document, replaces: false, path: path)
    }

    private func statements(_ member: SourceMember, _ type: PolicyType, path: String) -> JSONValue? {
        guard let nodes = member.value.list else { return self.refuse(member.value, path, "must be a list, found \(member.value.described)") }
        if nodes.isEmpty { self.refuse(member.value, path, "must hold at least one statement") }
        var sids: Set<String> = []
        for (index, node) in nodes.enumerated() {
            let sid = node.map?.first { $0.name == "Sid" }?.value
            guard let text = sid?.scalar?.value.stringValue, !text.isEmpty else {
                self.refuse(sid ?? node, "\(path)[\(index)]", "needs a Sid: by it the statement is found again")
                continue
            }
            self.checkSid(text, type, at: sid ?? node, path: "\(path)[\(index)]")
            if !sids.insert(text).inserted { self.refuse(sid ?? node, "\(path)[\(index)]", "has the Sid `\(text)` of another statement") }
        }
        // The statements are checked as the document that they will be part of.
        let whole = SourceNode(place: member.place, content: .map([SourceMember(name: "Statement", place: member.place, value: member.value)]))
        guard let checked = self.json(whole, replaces: true, path: path) else { return nil }
        let faults = PolicyDocument.parse(checked, type: type).faults.filter { $0.code != .duplicateSid && $0.code != .emptyStatements }
        self.tell(faults, in: whole, path: path)
        return self.json(member.value, replaces: self.replaces, path: path)
    }

    private func tell(_ policyFaults: [PolicyFault], in document: SourceNode, path: String) {
        for fault in policyFaults {
            let (node, name) = document.nearest(to: fault.path)
            let isUnknown = fault.code == .unknownElement
            var suggestion: String?
            if isUnknown, case .name(let word)? = fault.path.steps.last {
                suggestion = Suggestion.nearest(to: word, among: fault.path.steps.count == 1 ? Self.elements : Self.statementElements)
            }
            self.policyFaults.add(isUnknown ? name ?? node.place : node.place, "\(path): \(fault.description)", suggestion: suggestion)
        }
    }
}

// MARK: - The document

extension SpecWalker {
    private mutating func document(_ node: SourceNode, path: String) -> SourceNode? {
        var locator = PolicyLocator(folder: self.folder, faults: self.faults)
        let source = locator.source(node, path: path)
        self.inlinedFiles.formUnion(locator.inlinedFiles)
        switch source {
        case .node(let document)?: return document
        // A length that nothing reads is no matter of the policy's own.
        case .text(let written)?: return written.node(faults: written.isTooLong ? self.faults : self.policyFaults)
        case nil: return nil
        }
    }

    /// The node as JSON, in the author's order.
    func json(_ node: SourceNode, replaces: Bool, path: String) -> JSONValue? {
        switch node.content {
        case .scalar(let scalar):
            if case .string(let text) = scalar.value {
                return replaces ? self.checkable(text, at: node.place, path: path).map { .string($0) } : .string(text)
            }
            if case .number(let text) = scalar.value, !YAMLScalarRules.isJSONNumber(text) {
                return self.refuse(node, path, "holds \(node.described), which is no number in JSON: quote it")
            }
            return scalar.value
        case .list(let nodes): return .array(nodes.compactMap { self.json($0, replaces: replaces, path: path) })
        case .map(let members):
            var result: [JSONObject.Member] = []
            var names: Set<String> = []
            for member in members {
                guard let checked = self.checkable(member.name, at: member.place, path: path) else { continue }
                if !names.insert(checked).inserted { self.faults.add(member.place, "\(path): the key `\(checked)` is written twice in one map") }
                if let value = self.json(member.value, replaces: replaces, path: path) {
                    result.append(JSONObject.Member(name: replaces ? checked : member.name, value: value))
                }
            }
            return .object(JSONObject(result))
        }
    }
}
