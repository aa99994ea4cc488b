import ReconcileCore

/// What the frame and the spec of a manifest are checked by: a kind that is kept, or a blueprint.
struct ManifestKind {
    let kind: ResourceKind
    let nameRule: StringRule
    let fields: [SpecField]
    let namesIgnoreCase: Bool
    let isRegional: Bool
    let belongsToOrganization: Bool
    /// What its ignore rules may name: of a blueprint whatever the resources it stands for consist of.
    let aspectBases: [String]

    init(_ definition: any KindDefinition) {
        self.kind = definition.kind
        self.nameRule = definition.nameRule
        self.fields = definition.fields
        self.namesIgnoreCase = definition.namesIgnoreCase
        self.isRegional = definition.isRegional
        self.belongsToOrganization = definition.belongsToOrganization
        self.aspectBases = definition.fields.map(\.name)
    }

    init(_ blueprint: any BlueprintDefinition) {
        self.kind = blueprint.kind
        self.nameRule = blueprint.nameRule
        self.fields = blueprint.fields
        self.namesIgnoreCase = false
        self.isRegional = false
        self.belongsToOrganization = false
        self.aspectBases = Set(KindRegistry.all.flatMap { $0.fields.map(\.name) }).sorted()
    }

    /// - Returns: `nil` for a kind that this program does not know.
    init?(_ kind: ResourceKind, blueprints: BlueprintCatalog) {
        if let definition = KindRegistry.definition(of: kind) {
            self.init(definition)
        } else if let definition = blueprints.definition(of: kind) {
            self.init(definition)
        } else {
            return nil
        }
    }

    /// Says why a manifest of it names no region.
    var regionFault: String {
        let own = self.fields.contains { $0.name == "region" } ? "; its region is said by spec.region" : ""
        return "does not apply: a \(self.kind) belongs to no region\(own)"
    }
}
