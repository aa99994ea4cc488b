import IAMPolicy
import ReconcileCore

/// A document whose frame is understood; its spec is not looked at yet.
struct ManifestDraft {
    enum Accounts {
        case omitted
        case all
        case named([(name: String, place: SourcePlace)])
    }

    let place: SourcePlace
    let root: SourceNode
    let definition: ManifestKind
    /// `nil`, with a fault, where there is none: the spec is checked all the same.
    let name: String?
    let namePlace: SourcePlace
    let accounts: Accounts
    let region: String?
    let labels: [String: String]
    let spec: SourceNode
    let settings: ReconcileSettings
}

/// Reads the frame of a manifest: all but its spec.
struct DraftReader {
    static let apiVersion = "reconciled/v1"

    let faults: FaultCollector
    let blueprints: BlueprintCatalog

    func read(_ root: SourceNode) -> ManifestDraft? {
        let keys = ["apiVersion", "kind", "metadata", "spec", "reconcile"]
        guard let top = MapReader(root, path: "", keys: keys, faults: self.faults) else { return nil }
        self.checkVersion(top)
        let definition = self.definition(top)
        for key in ["metadata", "spec"] where !top.has(key) { self.faults.add(root.place, "`\(key)` is missing") }
        let metadata = top.reader("metadata", keys: ["name", "account", "region", "labels"])
        let name = metadata.flatMap { self.name($0, definition) }
        let accounts = metadata.flatMap(self.accounts)
        let region = metadata.flatMap { self.region($0, definition) }
        let labels = metadata.flatMap(self.labels) ?? [:]
        let settings = SettingsReader(faults: self.faults).read(top, definition)
        guard let definition, let spec = top.node("spec") else { return nil }
        return ManifestDraft(
            place: root.place, root: root, definition: definition, name: name, namePlace: metadata?.place("name") ?? root.place,
            accounts: accounts ?? .omitted, region: region, labels: labels, spec: spec, settings: settings)
    }

    private func checkVersion(_ top: MapReader) {
        guard let version = top.requiredText("apiVersion"), version != Self.apiVersion else { return }
        top.fault("apiVersion", "must be `\(Self.apiVersion)`, found `\(SourceNode.shortened(version))`")
    }

    private func definition(_ top: MapReader) -> ManifestKind? {
        guard let kind = top.requiredText("kind") else { return nil }
        if let definition = ManifestKind(ResourceKind(kind), blueprints: self.blueprints) { return definition }
        let kept = KindRegistry.all.map(\.kind.rawValue) + self.blueprints.all.map(\.kind.rawValue)
        if KindNames.all.contains(kind) {
            top.fault("kind", "`\(kind)` is not kept by this version; it keeps \(kept.sorted().joined(separator: ", "))")
        } else {
            let suggestion = Suggestion.nearest(to: kind, among: kept + KindNames.all)
            top.fault("kind", "`\(SourceNode.shortened(kind))` is unknown", suggestion: suggestion)
        }
        return nil
    }

    private func name(_ metadata: MapReader, _ definition: ManifestKind?) -> String? {
        guard let name = metadata.requiredText("name") else { return nil }
        if let rule = definition?.nameRule, let fault = rule.fault(name) {
            metadata.fault("name", "must be \(rule.name): `\(SourceNode.shortened(name))` \(fault)")
        }
        return name
    }

    private func accounts(_ metadata: MapReader) -> ManifestDraft.Accounts? {
        guard let node = metadata.node("account") else { return nil }
        guard let nodes = node.list else {
            guard let text = metadata.text("account") else { return nil }
            return text == "*" ? .all : .named([(text, node.place)])
        }
        if nodes.isEmpty { metadata.fault("account", "must name at least one account") }
        var named: [(name: String, place: SourcePlace)] = []
        for element in nodes {
            let text = MapReader.text(of: element) { self.faults.add(element.place, "metadata.account \($0)") }
            guard let text else { continue }
            if named.contains(where: { $0.name == text }) { self.faults.add(element.place, "metadata.account names `\(text)` twice") }
            named.append((text, element.place))
        }
        return named.contains { $0.name == "*" } ? .all : .named(named)
    }

    private func region(_ metadata: MapReader, _ definition: ManifestKind?) -> String? {
        guard let region = metadata.text("region") else { return nil }
        if let definition, !definition.isRegional {
            metadata.fault("region", definition.regionFault)
        } else if !NetworkNames.isRegion(region) {
            metadata.fault("region", "must be an AWS region such as eu-west-1, found `\(SourceNode.shortened(region))`")
        }
        return region
    }

    private func labels(_ metadata: MapReader) -> [String: String]? {
        guard let node = metadata.node("labels") else { return nil }
        guard let members = node.map else {
            metadata.fault("labels", "must be a map, found \(node.described)")
            return nil
        }
        var labels: [String: String] = [:]
        for member in members {
            if case .string(let text)? = member.value.scalar?.value {
                labels[member.name] = text
            } else {
                let hint = member.value.scalar.map { $0.value.isNull ? "" : ": quote it" } ?? ""
                self.faults.add(member.value.place, "metadata.labels.\(member.name) must be text, found \(member.value.described)\(hint)")
            }
        }
        return labels
    }
}
