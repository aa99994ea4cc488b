import IAMPolicy
package import ReconcileCore

/// Somebody who runs Neptune clusters, and the control policy under which member accounts can use both of Neptune's planes.
/// - SeeAlso: Amazon Neptune User Guide, "Creating custom IAM policy statements to administer Amazon Neptune".
package struct NeptuneAdministrationBlueprint: Sendable {
    package init() {}

    package let kind = ResourceKind("NeptuneAdministration")
    package let nameRule = StringRule.blueprintName

    package let fields = [
        SpecField("principal", PrincipalParameter.shape, isRequired: true),
        SpecField("console", .boolean),
        SpecField("clusters", .nullable(.list(.string(.clusterName)))),
        SpecField("passableRoles", .nullable(.list(.reference([.role], .roleARN)))),
        SpecField("scpTargets", .nullable(.list(.string(.controlPolicyTarget)))),
        SpecField("policyName", .string(.policyName)),
        SpecField("scpName", .string(.controlPolicyName)),
        SpecField("region", .string(.region))
    ]

    package struct Parameters: Equatable, Sendable {
        package let region: String
        package let principal: PrincipalParameter
        /// Whether it works in the AWS Management Console.
        package let usesConsole: Bool
        /// Identifiers, in small letters; empty: all clusters of the account and region.
        package let clusters: [String]
        /// Roles that it may give to clusters.
        package let passableRoles: [PrincipalParameter]
        package let policy: ResourceIdentity
        /// Roots, units and accounts of the organization; empty: no control policy is kept.
        package let scpTargets: [String]
        /// The control policy; `nil` where there are no targets.
        package let controlPolicy: ResourceIdentity?

        package init(_ blueprint: DesiredResource, in surroundings: BlueprintSurroundings) throws(BlueprintFault) {
            let reader = ParameterReader(blueprint, surroundings)
            self.region = try reader.region()
            self.principal = try reader.requiredPrincipal("principal")
            self.usesConsole = try reader.flag("console", default: false)
            self.clusters = try reader.texts("clusters", .clusterName).map { $0.lowercased() }
            var roles: [PrincipalParameter] = []
            for (index, text) in try reader.texts("passableRoles", .any).enumerated() {
                roles.append(try reader.principal(text, path: "passableRoles[\(index)]", kinds: [.role]))
            }
            self.passableRoles = roles
            self.policy = reader.identity(
                .managedPolicy, region: nil, try reader.name("policyName", .policyName, default: "neptune-administration-\(reader.name)"))
            self.scpTargets = try reader.texts("scpTargets", .controlPolicyTarget)
            let name = try reader.name("scpName", .controlPolicyName, default: "neptune-\(reader.name)")
            self.controlPolicy =
                self.scpTargets.isEmpty
                ? nil : ResourceIdentity(account: AccountSettings.organization, region: nil, kind: .serviceControlPolicy, name: name)
            if !self.scpTargets.isEmpty, !surroundings.configuration.accounts.contains(where: \.readsOrganization) {
                throw BlueprintFault(
                    path: "scpTargets", message: "needs the organization, and the configuration does not say which account may read it",
                    suggestion: "organization: {account: NAME}")
            }
        }
    }
}

// MARK: - What it comes to

extension NeptuneAdministrationBlueprint {
    package func expansion(of blueprint: DesiredResource, in surroundings: BlueprintSurroundings) throws(BlueprintFault) -> BlueprintExpansion {
        let parameters = try Parameters(blueprint, in: surroundings)
        var draft = ExpansionDraft(blueprint, surroundings)
        let grants = AdministrationGrants(parameters, surroundings.account).grants
        draft.add(parameters.policy, .own, ["document": grants.document])
        draft.explain(grants, parameters.policy, AspectName("document"))
        draft.add(parameters.principal.identity, .shared, ["managedPolicies": [.string("ManagedPolicy/\(parameters.policy.name)")]])
        if let controlPolicy = parameters.controlPolicy {
            draft.add(controlPolicy, .own, ["document": Self.controlPolicy, "targets": .texts(parameters.scpTargets)])
            draft.explain(["rds:*"], controlPolicy, AspectName("document"), "Neptune's control plane: clusters are managed by actions of rds")
            draft.explain(["neptune-db:*"], controlPolicy, AspectName("document"), "Neptune's data plane: queries, loads and the status of both")
        }
        Self.tell(parameters, &draft)
        return draft.expansion
    }

    /// What member accounts may give to anybody at all; by itself it gives nothing.
    /// - SeeAlso: AWS Organizations User Guide, "SCP evaluation".
    private static let controlPolicy: JSONValue = [
        "Version": "2012-10-17",
        "Statement": [
            ["Sid": "NeptuneControlPlane", "Effect": "Allow", "Action": "rds:*", "Resource": "*"],
            ["Sid": "NeptuneDataPlane", "Effect": "Allow", "Action": "neptune-db:*", "Resource": "*"]
        ]
    ]

    private static func tell(_ parameters: Parameters, _ draft: inout ExpansionDraft) {
        draft.note("nothing of the data is granted: administrative actions are rds:, those on data neptune-db:; NeptuneDataAccess gives these")
        if parameters.clusters.isEmpty {
            draft.note(
                "rds is about RDS and DocumentDB too, and AWS tells the engine of instances only: name `clusters` to keep other clusters out of reach"
            )
        }
        if parameters.passableRoles.isEmpty {
            draft.note("no role can be given to a cluster: name those that may be as `passableRoles`")
        }
        draft.note("rds:ModifyDBClusterSnapshotAttribute is left out: with it a snapshot can be given to any account")
        if parameters.controlPolicy != nil {
            draft.note(
                "the usual instructions allow neptune:* in control policies, which no action begins with: the control plane is rds:*, "
                    + "the data plane neptune-db:*"
            )
            draft.note(
                "a control policy allows only what every level above allows as well, the root included; where FullAWSAccess is attached it changes nothing"
            )
        }
    }
}
