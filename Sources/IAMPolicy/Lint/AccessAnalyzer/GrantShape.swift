/// How wide a statement grants one action that should be granted narrowly.
struct GrantShape {
    enum Actions {
        /// The action by its name.
        case named
        /// A pattern that the action is among.
        case star
        /// All actions but some.
        case excluded
    }
    enum Resources {
        case star
        case specific
        case excluded
    }

    let actions: Actions
    let resources: Resources
    /// Of the element that grants the action.
    let path: JSONPath

    /// - Parameters:
    ///   - action: Lower case.
    ///   - role: A resource part that no author would name, such as `role/zq7`.
    /// - Returns: `nil` if the statement does not grant the action.
    init?(of action: String, on role: String, in entry: LintStatement) {
        guard entry.isAllow else { return nil }
        if let named = entry.namedActions.first(where: { ASCIICase.lowered($0.value) == action }) {
            (self.actions, self.path) = (.named, named.path)
        } else if let star = entry.namedActions.first(where: { LintedAction.pattern($0.value, covers: action) }) {
            (self.actions, self.path) = (.star, star.path)
        } else if let excluded = entry.statement.notAction, !excluded.contains(where: { LintedAction.pattern($0, covers: action) }) {
            (self.actions, self.path) = (.excluded, entry.path.appending("NotAction"))
        } else {
            return nil
        }
        if entry.statement.notResource != nil {
            self.resources = .excluded
        } else {
            self.resources = entry.namedResources.contains { Self.isStar($0.value, role) } ? .star : .specific
        }
    }

    private static func isStar(_ resource: String, _ role: String) -> Bool {
        if LintedAction.isEverything(resource) { return true }
        guard let arn = LintedARN(resource) else { return resource.hasSuffix("*") }
        return GlobPattern.covers(Array(arn.resource.utf8)[...], Array(role.utf8)[...]) && ["iam", "*"].contains(arn.service)
    }

    /// Whether nothing is excluded by name: `*` or `NotAction` on all resources is what administrators have.
    var code: GrantCode? {
        switch (self.actions, self.resources) {
        case (.named, .star): .starInResource
        case (.named, .excluded): .notResource
        case (.star, .star): .starInActionAndResource
        case (.star, .excluded): .starInActionAndNotResource
        case (.excluded, .star): .starInResourceAndNotAction
        case (.excluded, .excluded): .notActionAndNotResource
        case (_, .specific): nil
        }
    }
}

/// The ways of granting too widely that Access Analyzer tells apart.
enum GrantCode: String, CaseIterable {
    case starInResource = "STAR_IN_RESOURCE"
    case notResource = "NOT_RESOURCE"
    case starInActionAndResource = "STAR_IN_ACTION_AND_RESOURCE"
    case starInActionAndNotResource = "STAR_IN_ACTION_AND_NOT_RESOURCE"
    case starInResourceAndNotAction = "STAR_IN_RESOURCE_AND_NOT_ACTION"
    case notActionAndNotResource = "NOT_ACTION_AND_NOT_RESOURCE"

    /// For people: how the statement grants the action.
    var description: String {
        switch self {
        case .starInResource: "on every role"
        case .notResource: "on every role but those in `NotResource`"
        case .starInActionAndResource: "among others, by a wildcard, on every role"
        case .starInActionAndNotResource: "among others, by a wildcard, on every role but those in `NotResource`"
        case .starInResourceAndNotAction: "by not excluding it in `NotAction`, on every role"
        case .notActionAndNotResource: "by not excluding it in `NotAction`, on every role but those in `NotResource`"
        }
    }
}
