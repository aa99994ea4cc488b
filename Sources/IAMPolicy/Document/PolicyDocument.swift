/// A policy document with typed elements, in the author's order and spelling.
///
/// Source: IAM User Guide, "Grammar of the IAM JSON policy language".
package struct PolicyDocument: Hashable, Sendable {
    /// As written; absent means `2008-10-17`.
    package var version: String?
    package var id: String?
    package var statements: [PolicyStatement]
    /// Members that the language does not know; they are kept and count in comparisons.
    package var unknownMembers: [JSONObject.Member]

    package init(
        version: String? = nil, id: String? = nil, statements: [PolicyStatement] = [], unknownMembers: [JSONObject.Member] = []
    ) {
        self.version = version
        self.id = id
        self.statements = statements
        self.unknownMembers = unknownMembers
    }

    /// The version that an absent `Version` stands for.
    package static let defaultVersion = "2008-10-17"
    /// The version with policy variables.
    package static let currentVersion = "2012-10-17"
    package static let knownVersions = [Self.defaultVersion, Self.currentVersion]

    package var effectiveVersion: String { self.version ?? Self.defaultVersion }
}

/// One statement of a policy document.
package struct PolicyStatement: Hashable, Sendable {
    package var sid: String?
    package var effect: PolicyEffect
    package var principal: PrincipalSet?
    package var notPrincipal: PrincipalSet?
    package var action: [String]?
    package var notAction: [String]?
    package var resource: [String]?
    package var notResource: [String]?
    /// All must hold; empty means no condition.
    package var condition: [ConditionBlock]
    package var unknownMembers: [JSONObject.Member]

    package init(
        sid: String? = nil, effect: PolicyEffect, principal: PrincipalSet? = nil, notPrincipal: PrincipalSet? = nil,
        action: [String]? = nil, notAction: [String]? = nil, resource: [String]? = nil, notResource: [String]? = nil,
        condition: [ConditionBlock] = [], unknownMembers: [JSONObject.Member] = []
    ) {
        self.sid = sid
        self.effect = effect
        self.principal = principal
        self.notPrincipal = notPrincipal
        self.action = action
        self.notAction = notAction
        self.resource = resource
        self.notResource = notResource
        self.condition = condition
        self.unknownMembers = unknownMembers
    }
}

package enum PolicyEffect: String, Hashable, Sendable {
    case allow = "Allow"
    case deny = "Deny"
}

/// Whom a `Principal` or `NotPrincipal` names.
package enum PrincipalSet: Hashable, Sendable {
    /// A bare string: `"*"`; anything else is a fault, but kept.
    case text(String)
    /// By type: `AWS`, `Service`, `Federated`, `CanonicalUser`.
    case groups([PrincipalGroup])
}

package struct PrincipalGroup: Hashable, Sendable {
    package var type: String
    package var values: [String]

    package init(type: String, values: [String]) {
        self.type = type
        self.values = values
    }
}

/// One operator of a `Condition` with its keys.
package struct ConditionBlock: Hashable, Sendable {
    /// With its prefix and suffix, such as `ForAllValues:StringLikeIfExists`.
    package var operatorName: String
    package var entries: [ConditionEntry]

    package init(operatorName: String, entries: [ConditionEntry]) {
        self.operatorName = operatorName
        self.entries = entries
    }
}

/// One condition key and the values of which one must match.
package struct ConditionEntry: Hashable, Sendable {
    package var key: String
    /// Booleans and numbers stand as the text that AWS compares.
    package var values: [String]

    package init(key: String, values: [String]) {
        self.key = key
        self.values = values
    }
}
