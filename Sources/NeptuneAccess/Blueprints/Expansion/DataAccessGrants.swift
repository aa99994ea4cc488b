import IAMPolicy
import ReconcileCore

/// The statements of a `NeptuneDataAccess`: what is named and what queries need, by language where requests tell theirs.
struct DataAccessGrants {
    private typealias Reasons = [String: String]

    private let dataARN: String
    /// Of requests in any language.
    private var everyLanguage: Reasons = [:]
    private var byLanguage: [QueryLanguage: Reasons] = [:]

    init(_ parameters: NeptuneDataAccessBlueprint.Parameters) {
        self.dataARN = parameters.dataARN
        for action in parameters.actions {
            let because = DataActionPurpose.text(of: action)
            if parameters.languages.isEmpty || !NeptuneDataAccessBlueprint.actionsWithLanguage.contains(action) {
                self.everyLanguage[action] = because
            } else {
                for language in parameters.languages { self.byLanguage[language, default: [:]][action] = because }
            }
        }
        for (index, query) in parameters.queries.enumerated() {
            for action in query.needs.actions where self.byLanguage[query.language]?[action.rawValue] == nil {
                let reason = query.needs.reasons.first { $0.action == action }?.because ?? "the query needs it"
                self.byLanguage[query.language, default: [:]][action.rawValue] = "for queries[\(index)]: \(reason)"
            }
        }
        for language in self.byLanguage.keys {
            self.byLanguage[language] = self.byLanguage[language]?.filter { self.everyLanguage[$0.key] == nil }
        }
    }

    /// Languages that need the same share a statement.
    var grants: [Grant] {
        var grants: [Grant] = []
        if !self.everyLanguage.isEmpty { grants.append(self.grant("UseData", self.everyLanguage, languages: [])) }
        var done: Set<QueryLanguage> = []
        for language in QueryLanguage.allCases where !done.contains(language) {
            guard let reasons = self.byLanguage[language], !reasons.isEmpty else { continue }
            let alike = QueryLanguage.allCases.filter { self.byLanguage[$0].map { Set($0.keys) } == Set(reasons.keys) }
            done.formUnion(alike)
            grants.append(self.grant("Query" + alike.map(\.conditionValue).joined(), reasons, languages: alike))
        }
        return grants
    }

    private func grant(_ sid: String, _ reasons: Reasons, languages: [QueryLanguage]) -> Grant {
        let order = (ActionCatalog.service(NeptuneDataAccessBlueprint.prefix)?.actions ?? []).map(\.name)
        let purposes = order.compactMap { name in
            reasons[name].map { Grant.Purpose(["\(NeptuneDataAccessBlueprint.prefix):\(name)"], $0) }
        }
        let condition: JSONObject =
            languages.isEmpty
            ? JSONObject() : ["StringEquals": ["neptune-db:QueryLanguage": .listed(languages.map(\.conditionValue))]]
        return Grant(sid, purposes, on: [self.dataARN], if: condition)
    }
}
