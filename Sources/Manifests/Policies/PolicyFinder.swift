import IAMPolicy
import ReconcileCore

/// Finds the policies in a spec whose frame has been checked.
struct PolicyFinder {
    /// `Kind/name` of the manifest.
    let resource: String
    /// The folder that policy files lie in.
    let folder: String?

    /// In the author's order.
    /// - Parameter path: The way to the node, as aspects are called.
    func policies(_ shape: SpecShape, _ node: SourceNode, path: String = "") -> [ManifestPolicy] {
        switch shape {
        case .policy(let type, _): return self.policy(node, type, aspect: path).map { [$0] } ?? []
        case .nullable(let inner): return node.isNull ? [] : self.policies(inner, node, path: path)
        case .list(let inner):
            return (node.list ?? []).enumerated().flatMap { self.policies(inner, $0.element, path: "\(path)[\($0.offset)]") }
        case .map(_, let inner):
            return (node.map ?? []).flatMap { self.policies(inner, $0.value, path: "\(path)[\($0.name)]") }
        case .record(let fields):
            return (node.map ?? []).flatMap { member -> [ManifestPolicy] in
                guard let field = fields.first(where: { $0.name == member.name }) else { return [] }
                return self.policies(field.shape, member.value, path: path.isEmpty ? field.name : "\(path).\(field.name)")
            }
        case .anyOf(let shapes): return shapes.lazy.map { self.policies($0, node, path: path) }.first { !$0.isEmpty } ?? []
        case .string, .text, .integer, .boolean, .reference: return []
        }
    }

    /// - Returns: `nil` for a policy that is declared by what it must make possible.
    private func policy(_ node: SourceNode, _ type: PolicyType, aspect: String) -> ManifestPolicy? {
        // Its faults are known from the check of the frame.
        var locator = PolicyLocator(folder: self.folder, faults: FaultCollector())
        guard let source = locator.source(node, path: aspect) else { return nil }
        let json: SourceNode? =
            switch source {
            case .node(let node): node
            case .text(let written): written.node(faults: FaultCollector())
            }
        guard let json else { return ManifestPolicy(resource: self.resource, aspect: aspect, type: type, place: node.place, source: source) }
        return Self.exact(json).map {
            ManifestPolicy(resource: self.resource, aspect: aspect, type: type, place: node.place, source: .node($0))
        }
    }

    /// The whole document, where only some statements of it are declared.
    private static func exact(_ document: SourceNode) -> SourceNode? {
        guard let form = document.map?.first(where: { $0.name == "statements" || $0.name == "access" }) else { return document }
        if form.name == "access" { return nil }
        let version = SourceScalar(value: .string(PolicyDocument.currentVersion), text: PolicyDocument.currentVersion, layout: .opaque)
        let place = document.place
        return SourceNode(
            place: place,
            content: .map([
                SourceMember(name: "Version", place: place, value: SourceNode(place: place, content: .scalar(version))),
                SourceMember(name: "Statement", place: form.place, value: form.value)
            ]))
    }
}
