package import IAMPolicy

/// The smallest statement of a policy that lets somebody run a query.
package struct QueryStatement: Sendable, Equatable {
    package let actions: [DataAction]
    package let language: QueryLanguage
    /// The ARN of a cluster's data: `arn:aws:neptune-db:REGION:ACCOUNT:CLUSTER-RESOURCE-ID/*`.
    package let resource: String

    /// The data of every cluster.
    package static let everyCluster = "arn:aws:neptune-db:*:*:*/*"

    package init(actions: [DataAction], language: QueryLanguage, resource: String = Self.everyCluster) {
        self.actions = actions
        self.language = language
        self.resource = resource
    }

    /// The names of the actions with their service: `neptune-db:ReadDataViaQuery`.
    package static func name(of action: DataAction) -> String { "neptune-db:\(action.rawValue)" }

    /// What Neptune sets in the context of a request that runs a query.
    package static func context(of language: QueryLanguage) -> RequestContext {
        RequestContext(["neptune-db:QueryLanguage": [language.conditionValue]])
    }

    /// `{"Effect", "Action", "Resource", "Condition"}`; the condition admits no other language.
    package var json: JSONValue {
        [
            "Effect": "Allow", "Action": .array(self.actions.map { .string(Self.name(of: $0)) }), "Resource": .string(self.resource),
            "Condition": ["StringEquals": ["neptune-db:QueryLanguage": .string(self.language.conditionValue)]]
        ]
    }
}
