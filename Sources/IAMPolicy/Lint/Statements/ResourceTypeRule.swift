/// Actions beside resources of which none is a kind that the action works on.
///
/// Source: Service Authorization Reference, columns "Resource types" and "ARN".
enum ResourceTypeRule: LintRule {
    static let none = LintCode("RESOURCE_NOT_OF_ACTION", .warning, "An action beside resources that it does not work on: it does nothing.")
    static let star = LintCode(
        "ACTION_NEEDS_STAR_RESOURCE", .warning, "An action that cannot be limited to resources, beside resources: it does nothing.")
    static let codes = [Self.none, Self.star]

    /// These have rules of their own on what fits together.
    private static let excepted = ["s3", "neptune-db"]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        guard !subject.type.namesPrincipals else { return }
        for entry in subject.statements where entry.statement.notResource == nil && !entry.namedResources.isEmpty {
            let resources = entry.namedResources.map(\.value)
            // What is no ARN is reported as such, and may have been meant for anything.
            if resources.contains(where: { LintedAction.isEverything($0) || (LintedARN($0) == nil && !$0.hasSuffix("*")) }) { continue }
            for text in entry.namedActions {
                guard let action = text.action, let service = ActionCatalog.service(action.service) else { continue }
                let actions = service.actions(matching: action.name)
                let isUnlimited = actions.allSatisfy { $0.resourceTypes == [] }
                if actions.isEmpty || (!isUnlimited && Self.excepted.contains(action.service)) { continue }
                if actions.contains(where: { Self.works($0, on: resources, service) }) { continue }
                if isUnlimited {
                    report.add(
                        Self.star, "\(text.value) cannot be limited to resources: beside an ARN it does nothing", at: text.path,
                        fix: LintFix("move it to a statement with \"Resource\": \"*\""))
                } else {
                    report.add(
                        Self.none, "\(text.value) works on none of the resources of its statement", at: text.path,
                        fix: Self.fix(for: actions, service))
                }
            }
        }
    }

    private static func works(_ action: ActionFacts, on resources: [String], _ service: ServiceActions) -> Bool {
        guard let types = action.resourceTypes else { return true }
        let patterns = types.compactMap { service.resourcePatterns[$0] }
        if patterns.count < types.count { return true }
        if patterns.isEmpty {
            return resources.contains { resource in
                // All buckets have been seen to stand for "*" with the actions of S3.
                resource.hasPrefix("*") || resource.hasPrefix("arn:*:*") || resource.hasSuffix(":s3:::*")
                    || resource.hasPrefix("arn:*") && !resource.dropFirst(5).hasPrefix(":")
            }
        }
        return resources.contains { resource in patterns.contains { PatternOverlap.exists($0, resource) } }
    }

    private static func fix(for actions: [ActionFacts], _ service: ServiceActions) -> LintFix? {
        let patterns = Set(actions.flatMap { $0.resourceTypes ?? [] }).compactMap { service.resourcePatterns[$0] }.sorted()
        guard let first = patterns.first, patterns.count <= 3 else { return nil }
        return LintFix("name resources of the form \(patterns.count == 1 ? first : patterns.joined(separator: " or "))")
    }
}
