import IAMPolicy
package import ReconcileCore

extension NeptuneDataAccessBlueprint: BlueprintDefinition {
    package func questions(of blueprint: DesiredResource, in surroundings: BlueprintSurroundings) -> [ChainQuestion] {
        guard let parameters = try? Parameters(blueprint, in: surroundings) else { return [] }
        let cluster = parameters.cluster.identifier.map { [ChainQuestion.cluster(identifier: $0, region: parameters.cluster.region)] } ?? []
        return [ChainReads.resource(parameters.principal.identity, in: surroundings)] + cluster + ChainReads.controlPolicies(in: surroundings)
    }

    package func furtherQuestions(of blueprint: DesiredResource, in view: ChainView) -> [ChainQuestion] {
        guard let parameters = try? Parameters(blueprint, in: view.surroundings) else { return [] }
        return ChainReads.policies(of: parameters.principal.identity, in: view)
    }

    package func links(of blueprint: DesiredResource, in view: ChainView) -> [ChainLink] {
        do throws(BlueprintFault) {
            let parameters = try Parameters(blueprint, in: view.surroundings)
            return DataAccessChain(parameters, try self.expansion(of: blueprint, in: view.surroundings), view).links
        } catch {
            return [.faulty(error)]
        }
    }

    /// One query in a language that may be used.
    package func command(of blueprint: DesiredResource, in view: ChainView) -> String? {
        guard let parameters = try? Parameters(blueprint, in: view.surroundings) else { return nil }
        let region = parameters.cluster.region
        let query = parameters.queries.first
        let language = query?.language ?? parameters.languages.first ?? .gremlin
        guard let address = Self.address(of: parameters, path: language == .sparql ? "/sparql" : "", in: view) else { return nil }
        func executing(_ words: [String]) -> String {
            "\(ShellText.command(["aws", "neptunedata"] + words)) --endpoint-url \(address) \(ShellText.command(["--region", region]))"
        }
        switch language {
        case .gremlin:
            return executing(["execute-gremlin-query", "--gremlin-query", query?.text ?? "g.V().limit(1)"])
        case .openCypher:
            return executing(["execute-open-cypher-query", "--open-cypher-query", query?.text ?? "MATCH (n) RETURN n LIMIT 1"])
        case .sparql:
            let form = query.map { $0.needs.actions == [.readDataViaQuery] } ?? true ? "query" : "update"
            let start = ShellText.command(["awscurl", "--service", "neptune-db", "--region", region, "-X", "POST"])
            let text = query?.text ?? "SELECT * WHERE { ?s ?p ?o } LIMIT 1"
            return "\(start) \(address) \(ShellText.command(["-H", "Content-Type: application/sparql-\(form)", "-d", text]))"
        }
    }

    /// Where requests go to, as a word of a command; of a resource id only AWS can tell, and the command asks it.
    private static func address(of parameters: Parameters, path: String, in view: ChainView) -> String? {
        let cluster = parameters.cluster
        if let identifier = cluster.identifier {
            let known = ChainCluster(identifier, region: cluster.region, identity: cluster.identity, in: view)
            return ShellText.quoted(known.endpoint + path)
        }
        guard let id = cluster.resourceID else { return nil }
        let question = ShellText.command([
            "aws", "neptune", "describe-db-clusters", "--region", cluster.region, "--output", "text", "--query",
            "DBClusters[?DbClusterResourceId=='\(id)'] | [0].join(':', [Endpoint, to_string(Port)])"
        ])
        return "\"https://$(\(question))\(path)\""
    }
}

/// What signed requests to the data of a cluster rest on.
private struct DataAccessChain {
    let parameters: NeptuneDataAccessBlueprint.Parameters
    let inspection: ChainInspection
    let chain: PrincipalChain
    /// `nil` where only the resource id is known.
    let cluster: ChainCluster?

    init(_ parameters: NeptuneDataAccessBlueprint.Parameters, _ expansion: BlueprintExpansion, _ view: ChainView) {
        self.parameters = parameters
        self.inspection = ChainInspection(view, region: parameters.cluster.region)
        self.chain = PrincipalChain(
            parameters.principal.identity, arn: parameters.principal.arn, documents: expansion.documents(for: parameters.principal.identity),
            self.inspection)
        self.cluster = parameters.cluster.identifier.map {
            ChainCluster($0, region: parameters.cluster.region, identity: parameters.cluster.identity, in: view)
        }
    }

    var links: [ChainLink] {
        // Only what speaks of the real cluster reaches its data.
        let real = self.chain.requests.map { self.on(self.realARN, $0) }
        let named = self.mistakenARN(for: real)
        let asked = named.map { arn in real.map { self.on(arn, $0) } } ?? real
        let access = self.inspection.access(of: self.chain.holder, asked)
        guard let cluster else {
            return [self.chain.exists("principalExists"), self.resourceID(named)] + access
        }
        return [
            self.inspection.clusterStatus(cluster), self.inspection.clusterAuthentication(cluster), self.chain.exists("principalExists"),
            self.resourceID(named)
        ] + access
    }

    private func on(_ arn: String, _ request: ChainRequest) -> ChainRequest {
        var changed = request
        changed.request.resource = arn
        return changed
    }

    private var realID: String? { self.cluster?.text("resourceID") ?? self.parameters.cluster.resourceID }

    private var realARN: String {
        let account = self.inspection.account
        guard let id = self.cluster?.text("resourceID") else { return self.parameters.dataARN }
        return "arn:\(account.partition):neptune-db:\(self.parameters.cluster.region):\(account.accountID):\(id)/*"
    }

    // MARK: The id in the policies

    /// Another resource that the principal's policies name and that lets all requests pass which the real one does not.
    private func mistakenARN(for requests: [ChainRequest]) -> String? {
        let failing = zip(requests, self.inspection.policies.judgements(of: requests, at: .identity)).compactMap { request, judgement in
            if case .fails(let failure) = judgement, !failure.isExplicit { request } else { nil }
        }
        if failing.isEmpty { return nil }
        return self.resourcesNamed.first { candidate in
            self.inspection.policies.judgements(of: failing.map { self.on(candidate, $0) }, at: .identity).allSatisfy { judgement in
                if case .holds = judgement { true } else { false }
            }
        }
    }

    /// What Allows about data name, sorted.
    private var resourcesNamed: [String] {
        let view = self.inspection.view
        let attached = self.chain.holder.members("managedPolicies").keys.compactMap {
            view.resource(ChainReads.policyIdentity($0, account: view.account.name)).value("document")
        }
        let statements = (Array(self.chain.holder.members("inlinePolicies").values) + attached).compactMap { PolicyDocument.read($0) }.flatMap(
            \.statements)
        let named = statements.filter { statement in
            statement.effect == .allow && (statement.action ?? []).contains { $0.lowercased().hasPrefix("neptune-db:") }
        }
        return Set(named.flatMap { $0.resource ?? [] }).subtracting(["*"]).sorted()
    }

    private func resourceID(_ mistaken: String?) -> ChainLink {
        let finding: ChainFinding
        if let mistaken {
            let why = ARN(mistaken)?.service == "rds" ? "; the ARN of a cluster means its administration, not its data" : ""
            finding = .broken(
                "the policies of \(self.chain.holder.identity) name \(mistaken), and the cluster's data is \(self.realARN)\(why)",
                fix: "put \(self.realARN) in its place, or reconcilectl sync where the policy is kept")
        } else if self.realID == nil {
            finding = .unknown(self.cluster?.lack ?? "the cluster's resource id is not known")
        } else if self.cluster.map({ $0.value == nil }) ?? false {
            finding = .unknown(self.cluster?.lack ?? "the cluster could not be read")
        } else {
            finding = .ok()
        }
        return self.inspection.view.link(
            "resourceID", finding, watching: ["inlinePolicies", "managedPolicies"].map { ChainAspect(self.chain.holder.identity, $0) })
    }
}
