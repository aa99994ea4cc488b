import IAMPolicy
package import ReconcileCore

/// Somebody who works with Neptune through notebooks: sees clusters, finds the notebook instances and opens those that are named.
/// - SeeAlso: Amazon Neptune User Guide, "Using Amazon Neptune with graph notebooks"; Service Authorization Reference, Amazon SageMaker.
package struct NeptuneNotebookAccessBlueprint: Sendable {
    package init() {}

    package let kind = ResourceKind("NeptuneNotebookAccess")
    package let nameRule = StringRule.blueprintName

    package let fields = [
        SpecField("principal", PrincipalParameter.shape, isRequired: true),
        SpecField("notebooks", .list(.string(.notebookName)), isRequired: true),
        SpecField("write", .boolean),
        SpecField("cluster", .nullable(ClusterParameter.shape)),
        SpecField("region", .string(.region))
    ]

    package struct Parameters: Equatable, Sendable {
        package let region: String
        package let principal: PrincipalParameter
        /// Names of notebook instances that may be opened.
        package let notebooks: [String]
        /// Whether the principal may change data with its own credentials.
        package let mayWrite: Bool
        /// Whose data it may change; `nil`: that of all clusters of the account and region.
        package let cluster: ClusterParameter?

        package init(_ blueprint: DesiredResource, in surroundings: BlueprintSurroundings) throws(BlueprintFault) {
            let reader = ParameterReader(blueprint, surroundings)
            self.region = try reader.region()
            self.principal = try reader.requiredPrincipal("principal")
            self.notebooks = try reader.texts("notebooks", .notebookName)
            self.mayWrite = try reader.flag("write", default: false)
            self.cluster = try reader.cluster("cluster", region: self.region)
            if self.notebooks.isEmpty {
                throw BlueprintFault(
                    path: "notebooks", message: "names no notebook instance: there would be none to open", suggestion: "notebooks: [NAME]")
            }
        }

        /// ARNs of the notebook instances.
        package func notebookARNs(_ account: AccountSettings) -> [String] {
            self.notebooks.map { "arn:\(account.partition):sagemaker:\(self.region):\(account.accountID):notebook-instance/\($0.lowercased())" }
        }
    }
}

// MARK: - What it comes to

extension NeptuneNotebookAccessBlueprint {
    /// AWS's own policy: what there is of Neptune, and reading its data.
    /// - SeeAlso: AWS Managed Policy Reference, NeptuneReadOnlyAccess.
    package static func readOnlyPolicy(_ partition: String) -> String { "arn:\(partition):iam::aws:policy/NeptuneReadOnlyAccess" }

    package func expansion(of blueprint: DesiredResource, in surroundings: BlueprintSurroundings) throws(BlueprintFault) -> BlueprintExpansion {
        let parameters = try Parameters(blueprint, in: surroundings)
        let account = surroundings.account
        var draft = ExpansionDraft(blueprint, surroundings)
        var grants = Self.notebooks(parameters, account)
        if parameters.mayWrite { grants.append(try Self.writing(parameters, account)) }
        let managed = Self.readOnlyPolicy(account.partition)
        draft.give(grants, to: parameters.principal, policy: "notebook-\(blueprint.identity.name)", managed: [managed])
        draft.explain(
            ["rds:Describe*", "neptune-db:Read*", "neptune-db:Get*", "neptune-db:List*"], parameters.principal.identity,
            AspectName("managedPolicies", managed), "to see clusters, instances and their network, and to read data with signed requests")
        draft.note("NeptuneReadOnlyAccess holds nothing of SageMaker: without sagemaker:ListNotebookInstances the list of notebooks stays empty")
        draft.note(
            "what is run inside a notebook is run with the role of the notebook instance, not with that of whoever opened it: "
                + "that role decides what may be changed from there")
        return draft.expansion
    }

    /// The data of all clusters of the account and region.
    static func allData(_ parameters: Parameters, _ account: AccountSettings) -> String {
        "arn:\(account.partition):neptune-db:\(parameters.region):\(account.accountID):*/*"
    }

    private static func notebooks(_ parameters: Parameters, _ account: AccountSettings) -> [Grant] {
        [
            Grant(
                "ListNotebooks", [.init(["sagemaker:ListNotebookInstances"], "to find the notebook instances; AWS grants it on all of them only")],
                on: ["*"]),
            Grant(
                "OpenNotebooks",
                [.init(["sagemaker:CreatePresignedNotebookInstanceUrl"], "to open these notebook instances, and no others")],
                on: parameters.notebookARNs(account))
        ]
    }

    private static func writing(_ parameters: Parameters, _ account: AccountSettings) throws(BlueprintFault) -> Grant {
        if let cluster = parameters.cluster, cluster.resourceID == nil { throw cluster.unknown(path: "cluster") }
        return Grant(
            "ChangeData",
            [
                .init(["neptune-db:WriteDataViaQuery"], "to add data with the principal's own credentials"),
                .init(["neptune-db:DeleteDataViaQuery"], "to replace and remove data with them")
            ], on: [parameters.cluster?.dataARN(account) ?? Self.allData(parameters, account)])
    }
}
