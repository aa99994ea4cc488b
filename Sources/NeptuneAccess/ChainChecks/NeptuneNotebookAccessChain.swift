import IAMPolicy
package import ReconcileCore

extension NeptuneNotebookAccessBlueprint: BlueprintDefinition {
    package func questions(of blueprint: DesiredResource, in surroundings: BlueprintSurroundings) -> [ChainQuestion] {
        guard let parameters = try? Parameters(blueprint, in: surroundings) else { return [] }
        return [ChainReads.resource(parameters.principal.identity, in: surroundings)]
            + parameters.notebooks.map { .notebook(name: $0, region: parameters.region) } + ChainReads.controlPolicies(in: surroundings)
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
            let own = expansion.documents(for: parameters.principal.identity)
            let chain = PrincipalChain(
                parameters.principal.identity, arn: parameters.principal.arn, documents: own + [Self.reading(parameters, view.account)], inspection)
            return [Self.exist(parameters, view), Self.run(parameters, view), chain.exists("principalExists")] + chain.access
        } catch {
            return [.faulty(error)]
        }
    }

    package func command(of blueprint: DesiredResource, in view: ChainView) -> String? {
        guard let parameters = try? Parameters(blueprint, in: view.surroundings), let name = parameters.notebooks.first else { return nil }
        return ShellText.command([
            "aws", "sagemaker", "create-presigned-notebook-instance-url", "--notebook-instance-name", name, "--region", parameters.region
        ])
    }

    /// What AWS's own policy is attached for: to find the clusters, and to read their data.
    private static func reading(_ parameters: Parameters, _ account: AccountSettings) -> JSONValue {
        let data = parameters.cluster?.dataARN(account) ?? Self.allData(parameters, account)
        return [
            "Version": "2012-10-17",
            "Statement": [
                ["Effect": "Allow", "Action": ["rds:DescribeDBClusters", "rds:DescribeDBInstances"], "Resource": "*"],
                ["Effect": "Allow", "Action": ["neptune-db:ReadDataViaQuery", "neptune-db:GetEngineStatus"], "Resource": .string(data)]
            ]
        ]
    }

    // MARK: The notebooks

    private static func exist(_ parameters: Parameters, _ view: ChainView) -> ChainLink {
        var open: String?
        for name in parameters.notebooks {
            switch view.answer(.notebook(name: name, region: parameters.region)) {
            case .known: continue
            case .absent:
                let finding = ChainFinding.broken(
                    "there is no notebook instance \(name) in \(parameters.region)",
                    fix: "name one of: aws sagemaker list-notebook-instances --region \(parameters.region)")
                return view.link("notebookExists", finding)
            case .unreadable(let gap): open = "notebook instance \(name) could not be read (\(gap.message))"
            }
        }
        return view.link("notebookExists", open.map(ChainFinding.unknown) ?? .ok())
    }

    /// - SeeAlso: Amazon SageMaker API Reference, `NotebookInstanceStatus`.
    private static func run(_ parameters: Parameters, _ view: ChainView) -> ChainLink {
        var open: String?
        for name in parameters.notebooks {
            guard case .known(let value) = view.answer(.notebook(name: name, region: parameters.region)) else {
                open = open ?? "the state of notebook instance \(name) is not known"
                continue
            }
            let status = value["status"]?.stringValue
            if status == "InService" { continue }
            let start = "aws sagemaker start-notebook-instance --notebook-instance-name \(name) --region \(parameters.region)"
            let finding = ChainFinding.broken(
                "notebook instance \(name) is \(status ?? "in no known state")", fix: status == "Stopped" ? start : "wait until it is InService")
            return view.link("notebookStatus", finding)
        }
        return view.link("notebookStatus", open.map(ChainFinding.unknown) ?? .ok())
    }
}
