import IAMPolicy
import ReconcileCore

/// Reads how a resource is kept: the `reconcile` part.
struct SettingsReader {
    let faults: FaultCollector

    func read(_ top: MapReader, _ definition: ManifestKind?) -> ReconcileSettings {
        var settings = ReconcileSettings()
        let keys = ["mode", "ownership", "deletion", "propagation", "ignore"]
        guard let reader = top.reader("reconcile", keys: keys) else { return settings }
        settings.mode = reader.word("mode", ReconcileMode.self)
        if let ownership = reader.word("ownership", Ownership.self) { settings.ownership = ownership }
        if let deletion = reader.word("deletion", DeletionPolicy.self) { settings.deletion = deletion }
        settings.propagationSeconds = reader.seconds("propagation", min: 1)
        settings.ignoreRules = (reader.list("ignore") ?? []).compactMap { self.rule($0.node, path: $0.path, definition) }
        return settings
    }

    private func rule(_ node: SourceNode, path: String, _ definition: ManifestKind?) -> IgnoreRule? {
        guard let reader = MapReader(node, path: path, keys: ["aspect", "reason", "owner", "until"], faults: self.faults) else { return nil }
        let aspect = reader.requiredText("aspect")
        if let aspect, let definition { self.check(aspect, reader, definition) }
        let reason = reader.requiredText("reason")
        let until = reader.text("until")
        let end = until.flatMap(Quantity.end)
        if let until, end == nil {
            reader.fault("until", "must be a date such as 2027-01-31 or an RFC 3339 time, found `\(SourceNode.shortened(until))`")
        }
        guard let aspect, let reason else { return nil }
        return IgnoreRule(aspect: aspect, reason: reason, owner: reader.text("owner"), until: end)
    }

    private func check(_ aspect: String, _ reader: MapReader, _ definition: ManifestKind) {
        let base = AspectName(parsing: aspect).base
        let bases = definition.aspectBases + [AspectName.existence.base]
        guard !bases.contains(base) else { return }
        reader.fault(
            "aspect", "names no aspect of a \(definition.kind): `\(SourceNode.shortened(aspect))`",
            suggestion: Suggestion.nearest(to: base, among: bases))
    }
}
