import Foundation
package import IAMPolicy

/// The permissions that judging chains takes in one account, beyond those of the resources that are kept.
package struct ChainPermissions: Sendable {
    private let account: AccountSettings
    private let questions: [ChainQuestion]
    private let kept: [DesiredResource]

    /// - Parameter desired: all that is declared, blueprints and their expansions included.
    package init(account: AccountSettings, configuration: Configuration, desired: [DesiredResource], catalog: BlueprintCatalog) {
        var questions: [ChainQuestion] = []
        for owner in configuration.accounts {
            let plan = ChainPlan(account: owner, configuration: configuration, desired: desired, observed: [], catalog: catalog)
            questions += plan.questionsWhateverIsAnswered().filter { question in
                if let target = question.target { return account.covers(target.identity) }
                return question == .controlPolicies ? account.readsOrganization : owner.name == account.name
            }
        }
        self.init(account: account, questions: questions, kept: desired)
    }

    init(account: AccountSettings, questions: [ChainQuestion], kept: [DesiredResource] = []) {
        self.account = account
        self.questions = questions
        self.kept = kept
    }

    /// Statements of an identity policy, one for each set of resources.
    package var statements: [JSONValue] {
        var needs = self.questions.flatMap { $0.target.map(self.needs) ?? self.needs(of: $0) }.filter { !$0.actions.isEmpty }
        // What is needed on the same resources goes together.
        let groups = Dictionary(grouping: needs, by: { Scope(resources: $0.resources, condition: $0.condition.map(JSONWriter.canonical)) })
        needs = groups.map { scope, needs in
            Need(actions: Array(Set(needs.flatMap(\.actions))).sorted(), resources: scope.resources, condition: needs.first?.condition)
        }
        // And resources on which the same is needed.
        let byActions = Dictionary(grouping: needs, by: { Likeness(actions: $0.actions, condition: $0.condition.map(JSONWriter.canonical)) })
        let merged = byActions.map { likeness, needs in
            Need(actions: likeness.actions, resources: Set(needs.flatMap(\.resources)).sorted(), condition: needs.first?.condition)
        }
        return merged.sorted { ($0.actions + $0.resources).lexicographicallyPrecedes($1.actions + $1.resources) }.enumerated()
            .map { number, need in need.statement("Chains\(number + 1)") }
    }

    /// Of questions that no kept resource answers.
    private func needs(of question: ChainQuestion) -> [Need] {
        let account = self.account
        func arn(_ service: String, _ region: String, _ resource: String, owner: String? = nil) -> String {
            "arn:\(account.partition):\(service):\(region):\(owner ?? account.accountID):\(resource)"
        }
        switch question {
        case .resource: return []
        case .bucketRegion(let bucket): return [Need(["s3:GetBucketLocation"], [Self.bucket(bucket, account)])]
        case .objects(let bucket, let prefix):
            let condition: JSONValue? = prefix.isEmpty ? nil : ["StringEquals": ["s3:prefix": .string(prefix)]]
            return [Need(["s3:ListBucket"], [Self.bucket(bucket, account)], condition)]
        case .cluster(let identifier, let region):
            return [
                Need(["rds:DescribeDBClusters"], [arn("rds", region, "cluster:\(identifier)")]),
                Need(["rds:DescribeDBSubnetGroups"], [arn("rds", region, "subgrp:*")])
            ]
        // EC2 grants these on everything or nothing.
        case .s3Endpoints: return [Need(["ec2:DescribeRouteTables", "ec2:DescribeVpcEndpoints"], ["*"])]
        case .ingress: return [Need(["ec2:DescribeSecurityGroups"], ["*"])]
        case .prefixList(let id, let region):
            let resource = "prefix-list/\(id)"
            return [Need(["ec2:GetManagedPrefixListEntries"], [arn("ec2", region, resource), arn("ec2", region, resource, owner: "aws")])]
        case .graph(let id, let region): return [Need(["neptune-graph:GetGraph"], [arn("neptune-graph", region, "graph/\(id)")])]
        case .notebook(let name, let region):
            return [Need(["sagemaker:DescribeNotebookInstance"], [arn("sagemaker", region, "notebook-instance/\(name.lowercased())")])]
        case .controlPolicies: return [Need(Self.organizationReads, ["*"])]
        }
    }

    private static let organizationReads = [
        "organizations:DescribeOrganization", "organizations:DescribePolicy", "organizations:ListParents", "organizations:ListPoliciesForTarget",
        "organizations:ListRoots"
    ]

    /// Of a resource: what its kind reads, on what its kind's permissions are limited to.
    private func needs(of target: ReadTarget) -> [Need] {
        guard let definition = KindRegistry.definition(of: target.identity.kind) else { return [] }
        let operations = Set(definition.foundBy + definition.aspects.filter { target.bases.contains($0.base) }.flatMap(\.readBy))
        let accountWide = operations.intersection(definition.accountWideOperations)
        func actions(_ operations: Set<String>) -> [String] { Set(operations.flatMap(definition.actions)).sorted() }
        return [Need(actions(accountWide), ["*"])]
            + self.scopes(of: target, definition).map { Need(actions(operations.subtracting(accountWide)), $0.resources, $0.condition) }
    }

    private func scopes(of target: ReadTarget, _ definition: any KindDefinition) -> [(resources: [String], condition: JSONValue?)] {
        let owner = target.locator.flatMap(ARN.init)?.account ?? ""
        if let locator = target.locator, !owner.isEmpty, owner != self.account.accountID { return [([locator], nil)] }
        let scope = definition.permissionScope(of: self.declaration(of: target, definition), account: self.account)
        var scopes: [(resources: [String], condition: JSONValue?)] = []
        if !scope.arns.isEmpty { scopes.append((scope.arns.sorted(), nil)) }
        if !scope.aliases.isEmpty {
            let condition: JSONValue = ["ForAnyValue:StringEquals": ["kms:ResourceAliases": .array(scope.aliases.sorted().map(JSONValue.string))]]
            scopes.append((scope.aliasARNs.sorted(), condition))
        }
        return scopes
    }

    /// What is kept under that name, else a declaration of nothing but what finds it.
    private func declaration(of target: ReadTarget, _ definition: any KindDefinition) -> DesiredResource {
        if let kept = self.kept.first(where: { $0.identity == target.identity }) { return kept }
        return DesiredResource(
            identity: target.identity, spec: definition.sought(target.locator ?? target.identity.name).spec, source: .api)
    }

    private static func bucket(_ name: String, _ account: AccountSettings) -> String { "arn:\(account.partition):s3:::\(name)" }

    private struct Scope: Hashable {
        let resources: [String]
        let condition: String?
    }

    private struct Likeness: Hashable {
        let actions: [String]
        let condition: String?
    }

    private struct Need {
        let actions: [String]
        let resources: [String]
        let condition: JSONValue?

        init(actions: [String], resources: [String], condition: JSONValue?) {
            self.actions = actions
            self.resources = resources
            self.condition = condition
        }

        init(_ actions: [String], _ resources: [String], _ condition: JSONValue? = nil) {
            self.init(actions: actions, resources: resources, condition: condition)
        }

        func statement(_ sid: String) -> JSONValue {
            var statement: JSONObject = [
                "Sid": .string(sid), "Effect": "Allow", "Action": .array(self.actions.map(JSONValue.string)),
                "Resource": .array(self.resources.map(JSONValue.string))
            ]
            statement["Condition"] = self.condition
            return .object(statement)
        }
    }
}
