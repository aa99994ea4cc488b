package import IAMPolicy
package import ReconcileCore

/// Writes resources as manifests.
package enum ManifestWriter {
    /// Any value as YAML text, its members in their order, with a line end at its end.
    package static func yaml(_ value: JSONValue) -> String { YAMLWriter.text(value) }

    /// A whole manifest as YAML text, without `---`.
    package static func yaml(_ resource: DesiredResource) -> String { YAMLWriter.text(Self.document(resource)) }

    /// A whole manifest as a value; what is at its default is left out.
    package static func document(_ resource: DesiredResource) -> JSONValue {
        var metadata = JSONObject()
        metadata["name"] = .string(resource.identity.name)
        metadata["account"] = .string(resource.identity.account)
        metadata["region"] = resource.identity.region.map { .string($0) }
        if !resource.labels.isEmpty {
            let labels = resource.labels.sorted { ExactText.precedes($0.key, $1.key) }
            metadata["labels"] = .object(JSONObject(labels.map { JSONObject.Member(name: $0.key, value: .string($0.value)) }))
        }
        var document = JSONObject()
        document["apiVersion"] = .string(DraftReader.apiVersion)
        document["kind"] = .string(resource.identity.kind.rawValue)
        document["metadata"] = .object(metadata)
        document["spec"] = .object(resource.spec)
        let settings = Self.settings(resource.settings)
        if !settings.isEmpty { document["reconcile"] = .object(settings) }
        return .object(document)
    }

    private static func settings(_ settings: ReconcileSettings) -> JSONObject {
        var result = JSONObject()
        result["mode"] = settings.mode.map { .string($0.rawValue) }
        if settings.ownership != .exclusive { result["ownership"] = .string(settings.ownership.rawValue) }
        if settings.deletion != .retain { result["deletion"] = .string(settings.deletion.rawValue) }
        result["propagation"] = settings.propagationSeconds.map { .string(Self.duration($0)) }
        if !settings.ignoreRules.isEmpty { result["ignore"] = .array(settings.ignoreRules.map(Self.rule)) }
        return result
    }

    private static func rule(_ rule: IgnoreRule) -> JSONValue {
        var result = JSONObject()
        result["aspect"] = .string(rule.aspect)
        result["reason"] = .string(rule.reason)
        result["owner"] = rule.owner.map { .string($0) }
        result["until"] = rule.until.map { .string(RFC3339.string($0)) }
        return .object(result)
    }

    /// In the largest unit that divides it.
    private static func duration(_ seconds: Double) -> String {
        let whole = Int(exactly: seconds.rounded()) ?? 0
        for (unit, length) in [("d", 86_400), ("h", 3600), ("m", 60)] where whole > 0 && whole.isMultiple(of: length) {
            return "\(whole / length)\(unit)"
        }
        return "\(whole)s"
    }
}
