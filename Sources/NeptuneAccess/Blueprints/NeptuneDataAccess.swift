import IAMPolicy
package import ReconcileCore

/// Somebody who uses the data of one cluster: by actions that are named, or by the queries that have to run.
/// - SeeAlso: Amazon Neptune User Guide, "Creating custom IAM policy statements to access data in Amazon Neptune".
package struct NeptuneDataAccessBlueprint: Sendable {
    package init() {}

    package let kind = ResourceKind("NeptuneDataAccess")
    package let nameRule = StringRule.blueprintName

    package let fields = [
        SpecField("principal", PrincipalParameter.shape, isRequired: true),
        SpecField("cluster", ClusterParameter.shape, isRequired: true),
        SpecField("languages", .nullable(.list(.string(Self.language)))),
        SpecField("actions", .nullable(.list(.string(Self.action)))),
        SpecField(
            "queries",
            .nullable(
                .list(
                    .record([
                        SpecField("language", .string(Self.language), isRequired: true),
                        SpecField("text", .text(.any, bytesMax: Self.queryBytesMax), isRequired: true)
                    ])))),
        SpecField("region", .string(.region))
    ]

    /// The longest query that a manifest can hold.
    package static let queryBytesMax = 1 << 20

    /// One query that has to run.
    package struct Query: Equatable, Sendable {
        package let language: QueryLanguage
        package let text: String
        /// What it needs; every query is understood.
        package let needs: QueryActions
    }

    package struct Parameters: Equatable, Sendable {
        package let principal: PrincipalParameter
        package let cluster: ClusterParameter
        /// What policies name.
        package let dataARN: String
        /// To which the named actions are limited; empty: to none.
        package let languages: [QueryLanguage]
        /// In AWS's spelling, without `neptune-db:`, in the order of the table.
        package let actions: [String]
        package let queries: [Query]

        package init(_ blueprint: DesiredResource, in surroundings: BlueprintSurroundings) throws(BlueprintFault) {
            let reader = ParameterReader(blueprint, surroundings)
            self.principal = try reader.requiredPrincipal("principal")
            guard let cluster = try reader.cluster("cluster", region: try reader.region()) else {
                throw BlueprintFault(path: "cluster", message: "is missing", suggestion: "cluster: IDENTIFIER")
            }
            guard let dataARN = cluster.dataARN(reader.account) else { throw cluster.unknown(path: "cluster") }
            (self.cluster, self.dataARN) = (cluster, dataARN)
            self.languages = try NeptuneDataAccessBlueprint.languages(reader)
            self.actions = try NeptuneDataAccessBlueprint.actions(reader)
            self.queries = try NeptuneDataAccessBlueprint.queries(reader, languages: self.languages)
            if self.actions.isEmpty, self.queries.isEmpty {
                throw BlueprintFault(
                    path: "actions", message: "is empty, and so is `queries`: nothing would be granted", suggestion: "actions: [ReadDataViaQuery]")
            }
        }
    }
}

// MARK: - What it comes to

extension NeptuneDataAccessBlueprint {
    /// Actions whose requests surely tell their language: an Allow with `neptune-db:QueryLanguage` on another one may never apply.
    ///
    /// Those on which the Neptune User Guide and the Service Authorization Reference agree.
    package static let actionsWithLanguage: Set = ["ReadDataViaQuery", "WriteDataViaQuery", "DeleteDataViaQuery", "GetQueryStatus"]

    package func expansion(of blueprint: DesiredResource, in surroundings: BlueprintSurroundings) throws(BlueprintFault) -> BlueprintExpansion {
        let parameters = try Parameters(blueprint, in: surroundings)
        var draft = ExpansionDraft(blueprint, surroundings)
        draft.give(DataAccessGrants(parameters).grants, to: parameters.principal, policy: "data-\(blueprint.identity.name)")
        Self.tell(parameters, &draft)
        return draft.expansion
    }

    private static func tell(_ parameters: Parameters, _ draft: inout ExpansionDraft) {
        draft.note(
            "policies about data count only where the cluster asks for signed requests (iamDatabaseAuthentication): otherwise whoever reaches its port "
                + "may do anything")
        let without = parameters.languages.isEmpty ? [] : parameters.actions.filter { !Self.actionsWithLanguage.contains($0) }
        if !without.isEmpty {
            draft.note(
                "\(without.joined(separator: ", ")) cannot be limited to a language: Neptune does not surely send neptune-db:QueryLanguage with "
                    + "\(without.count == 1 ? "it" : "them"), and an Allow that asks for it would never apply")
        }
        for (index, query) in parameters.queries.enumerated() where !query.needs.furtherNeeds.isEmpty {
            let needs = query.needs.furtherNeeds.map { "\($0.action) (\($0.because))" }.joined(separator: ", ")
            draft.note("queries[\(index)] needs more than access to the cluster's data, which is not granted here: \(needs)")
        }
    }
}
