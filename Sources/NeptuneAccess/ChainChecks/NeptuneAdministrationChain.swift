import IAMPolicy
package import ReconcileCore

extension NeptuneAdministrationBlueprint: BlueprintDefinition {
    package func questions(of blueprint: DesiredResource, in surroundings: BlueprintSurroundings) -> [ChainQuestion] {
        guard let parameters = try? Parameters(blueprint, in: surroundings) else { return [] }
        // The account that keeps the organization may be another one.
        let controlPolicy = parameters.controlPolicy.map { ChainReads.resource($0, more: ["document", "targets"], in: surroundings) }
        return [ChainReads.resource(parameters.principal.identity, in: surroundings)] + [controlPolicy].compactMap(\.self)
            + ChainReads.controlPolicies(in: surroundings)
    }

    package func furtherQuestions(of blueprint: DesiredResource, in view: ChainView) -> [ChainQuestion] {
        guard let parameters = try? Parameters(blueprint, in: view.surroundings) else { return [] }
        return ChainReads.policies(of: parameters.principal.identity, in: view)
    }

    package func links(of blueprint: DesiredResource, in view: ChainView) -> [ChainLink] {
        do throws(BlueprintFault) {
            let parameters = try Parameters(blueprint, in: view.surroundings)
            let expansion = try self.expansion(of: blueprint, in: view.surroundings)
            let inspection = ChainInspection(view, region: parameters.region)
            let chain = PrincipalChain(
                parameters.principal.identity, arn: parameters.principal.arn, documents: expansion.documents(for: parameters.policy), inspection)
            let targets = parameters.controlPolicy.map { [Self.attachment(of: $0, parameters, view)] } ?? []
            return [chain.exists("principalExists")] + chain.access + targets
        } catch {
            return [.faulty(error)]
        }
    }

    package func command(of blueprint: DesiredResource, in view: ChainView) -> String? {
        guard let parameters = try? Parameters(blueprint, in: view.surroundings) else { return nil }
        return ShellText.command(["aws", "neptune", "describe-db-clusters", "--region", parameters.region])
    }

    // MARK: The control policy for member accounts

    private static func attachment(of identity: ResourceIdentity, _ parameters: Parameters, _ view: ChainView) -> ChainLink {
        let watched = [ChainAspect(identity, nil)]
        let policy = view.resource(identity)
        guard let live = policy.live else {
            let finding: ChainFinding =
                policy.isAbsent
                ? .broken("\(identity) does not exist", fix: "reconcilectl sync") : .unknown(policy.lack ?? "\(identity) has not been read")
            return view.link("controlPolicyTargets", finding, watching: watched)
        }
        if let gap = policy.gap("targets") ?? policy.gap("document") {
            return view.link("controlPolicyTargets", .unknown("\(identity) could not be read in full (\(gap.message))"))
        }
        let attached = policy.members("targets")
        if let target = parameters.scpTargets.first(where: { attached[$0] == nil }) {
            let finding = ChainFinding.broken(
                "\(identity) is not attached to \(target)",
                fix: ShellText.command([
                    "aws", "organizations", "attach-policy", "--policy-id", live.uniqueID ?? "p-ID", "--target-id", target
                ]))
            return view.link("controlPolicyTargets", finding, watching: watched)
        }
        return view.link("controlPolicyTargets", Self.planes(of: policy, view), watching: watched)
    }

    /// Both planes: clusters are managed by `rds`, data is used by `neptune-db`.
    private static func planes(of policy: ChainResource, _ view: ChainView) -> ChainFinding {
        guard let document = policy.value("document").flatMap({ PolicyDocument.read($0) }),
            let principal = RequestPrincipal("arn:\(view.account.partition):iam::\(view.account.accountID):role/anybody")
        else { return .unknown("the document of \(policy.identity) cannot be read as a policy") }
        let everything = PolicyDocument(
            version: PolicyDocument.currentVersion, statements: [PolicyStatement(effect: .allow, action: ["*"], resource: ["*"])])
        for action in ["rds:CreateDBCluster", "neptune-db:ReadDataViaQuery"] {
            let request = AccessRequest(principal: principal, action: action, resource: "*")
            if PolicyEvaluator.evaluate(request, PolicySet(identity: [everything], scps: [[document]])).verdict != .allowed {
                return .broken(
                    "\(policy.identity) does not let \(action) through",
                    fix: "allow rds:* and neptune-db:* in it, or reconcilectl sync where it is kept")
            }
        }
        return .ok()
    }
}
