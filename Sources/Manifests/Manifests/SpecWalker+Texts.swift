import IAMPolicy
import ReconcileCore

/// Long texts, such as queries: in the manifest, or in a file of their own.
extension SpecWalker {
    /// Placeholders are not looked for: `{{` may be part of what the text means.
    mutating func wholeText(_ node: SourceNode, _ rule: StringRule, bytesMax: Int, path: String) -> JSONValue? {
        guard let text = self.text(node, bytesMax: bytesMax, path: path) else { return nil }
        guard text.utf8.count <= bytesMax else {
            return self.refuse(node, path, "has \(text.utf8.count) bytes; at most \(bytesMax) are taken")
        }
        if let fault = rule.fault(text) { return self.refuse(node, path, "must be \(rule.name): `\(SourceNode.shortened(text))` \(fault)") }
        return .string(text)
    }

    private mutating func text(_ node: SourceNode, bytesMax: Int, path: String) -> String? {
        if let text = node.scalar?.value.stringValue { return text }
        guard let members = node.map, members.contains(where: { $0.name == "file" }) else {
            self.refuse(node, path, "must be text or {file: NAME}, found \(node.described)")
            return nil
        }
        var files = InlinedFiles(folder: self.folder, faults: self.faults)
        let found = files.text(members, path: path, bytesMax: bytesMax)
        self.inlinedFiles.formUnion(files.read)
        return found?.text
    }
}
