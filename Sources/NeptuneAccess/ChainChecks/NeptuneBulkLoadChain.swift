import IAMPolicy
package import ReconcileCore

extension NeptuneBulkLoadBlueprint: BlueprintDefinition {
    package func questions(of blueprint: DesiredResource, in surroundings: BlueprintSurroundings) -> [ChainQuestion] {
        guard let parameters = try? Parameters(blueprint, in: surroundings) else { return [] }
        return [
            ChainReads.resource(parameters.role, in: surroundings),
            .cluster(identifier: parameters.clusterIdentifier, region: parameters.region), .bucketRegion(bucket: parameters.source.bucket),
            .objects(bucket: parameters.source.bucket, prefix: parameters.source.prefix)
        ] + [parameters.key].compactMap { $0 }.map { ChainKey.question($0, in: surroundings) } + ChainReads.controlPolicies(in: surroundings)
    }

    package func furtherQuestions(of blueprint: DesiredResource, in view: ChainView) -> [ChainQuestion] {
        guard let parameters = try? Parameters(blueprint, in: view.surroundings) else { return [] }
        let cluster = ChainCluster(
            parameters.clusterIdentifier, region: parameters.region, identity: parameters.clusterIdentity, in: view)
        let endpoints = cluster.text("vpcID").map { [ChainQuestion.s3Endpoints(vpcID: $0, region: parameters.region)] } ?? []
        let ports = parameters.clients.isEmpty ? [] : ChainInspection.portQuestions(cluster, clients: parameters.clients, in: view)
        return ChainReads.policies(of: parameters.role, in: view) + ChainReads.bucket(parameters.source.bucket, in: view) + endpoints + ports
    }

    package func links(of blueprint: DesiredResource, in view: ChainView) -> [ChainLink] {
        do throws(BlueprintFault) {
            return BulkLoadChain(try Parameters(blueprint, in: view.surroundings), view).links
        } catch {
            return [.faulty(error)]
        }
    }

    package func command(of blueprint: DesiredResource, in view: ChainView) -> String? {
        guard let parameters = try? Parameters(blueprint, in: view.surroundings) else { return nil }
        return BulkLoadChain(parameters, view).command
    }
}

/// What a load job rests on.
/// - SeeAlso: Amazon Neptune User Guide, "Using the Amazon Neptune bulk loader to ingest data".
private struct BulkLoadChain {
    let parameters: NeptuneBulkLoadBlueprint.Parameters
    let inspection: ChainInspection
    let role: ChainResource
    let cluster: ChainCluster
    let bucket: ChainResource
    let key: ChainKey?

    init(_ parameters: NeptuneBulkLoadBlueprint.Parameters, _ view: ChainView) {
        self.parameters = parameters
        self.inspection = ChainInspection(view, region: parameters.region)
        self.role = view.resource(parameters.role)
        self.cluster = ChainCluster(
            parameters.clusterIdentifier, region: parameters.region, identity: parameters.clusterIdentity, in: view)
        self.bucket = view.bucket(parameters.source.bucket)
        self.key = parameters.key.map { ChainKey($0, in: view) }
    }

    private var account: AccountSettings { self.inspection.account }
    private var service: String { NeptuneBulkLoadBlueprint.service }

    var links: [ChainLink] {
        let holder = self.role.label
        let objects = self.objectRequests
        let keyRequests = self.keyRequests
        let trust = self.inspection.trust(self.service, in: self.role, source: self.cluster.text("arn"))
        let assumption = self.role.live.map { [self.inspection.assumption(by: self.service, of: $0.arn)] } ?? []
        var links = [
            self.inspection.clusterStatus(self.cluster),
            self.inspection.existence(
                "roleExists", self.role,
                fix: ServiceTrust.creation(of: self.parameters.roleName, for: self.service)),
            trust, self.inspection.association(of: self.role, with: self.cluster, trust: trust)
        ]
        links += self.inspection.access(of: self.role, objects + keyRequests, lacks: self.key?.lack ?? [], others: assumption)
        links += [
            self.inspection.bucketExists(self.parameters.source.bucket),
            self.inspection.bucketRegion(self.parameters.source.bucket, user: "the cluster"),
            self.inspection.bucketPolicy(self.bucket, objects, holder: holder),
            self.inspection.bucketEncryption(self.bucket, key: self.key, isRequired: false)
        ]
        if let key { links += [self.inspection.keyState(key), self.inspection.keyPolicy(key, keyRequests, holder: holder)] }
        return links + [
            self.inspection.s3Endpoint(self.cluster, objects), self.sourceObjects,
            self.inspection.port(self.cluster, clients: self.parameters.clients, group: self.parameters.securityGroup)
        ]
    }

    // MARK: Requests

    private var objectRequests: [ChainRequest] {
        guard let principal = self.role.principal else { return [] }
        let way = self.inspection.way(of: self.cluster)
        let requests =
            [self.inspection.listing(principal, self.parameters.source)]
            + self.inspection.objects(principal, ["s3:GetObject"], self.parameters.source)
        return requests.map { request in
            var request = request
            for (key, values) in way { request.request.context[key] = values }
            return request
        }
    }

    private var keyRequests: [ChainRequest] {
        self.inspection.keyRequestsThroughS3(self.role.principal, ["kms:Decrypt"], self.key)
    }

    // MARK: Links

    private var sourceObjects: ChainLink {
        let names = LoadFormat(self.parameters.format)
        return self.inspection.objectsPresent(self.parameters.source, wanted: "a file of the format \(self.parameters.format)", isFit: names.mayBe)
    }

    // MARK: The command

    private var roleARN: String {
        self.role.live?.arn ?? "arn:\(self.account.partition):iam::\(self.account.accountID):role/\(self.parameters.roleName)"
    }

    /// Signed where the cluster asks for that.
    var command: String {
        let source = self.parameters.source.uri
        if self.cluster.asksForSignatures {
            return ShellText.command([
                "aws", "neptunedata", "start-loader-job", "--endpoint-url", self.cluster.endpoint, "--region", self.parameters.region, "--source",
                source,
                "--format", self.parameters.format, "--s3-bucket-region", self.parameters.region, "--iam-role-arn", self.roleARN
            ])
        }
        let body: JSONValue = [
            "source": .string(source), "format": .string(self.parameters.format), "iamRoleArn": .string(self.roleARN),
            "region": .string(self.parameters.region), "failOnError": "FALSE"
        ]
        return ShellText.command([
            "curl", "-X", "POST", "-H", "Content-Type: application/json", "\(self.cluster.endpoint)/loader", "-d", JSONWriter.compact(body)
        ])
    }
}

/// What the name of a file says of its format; a name that says nothing may be of any.
/// - SeeAlso: Amazon Neptune User Guide, "Load data formats".
struct LoadFormat {
    private static let endings: [String: Set<String>] = [
        "csv": ["csv"], "opencypher": ["csv"], "ntriples": ["nt"], "nquads": ["nq"], "rdfxml": ["rdf", "xml", "owl"], "turtle": ["ttl"]
    ]
    private static let others: Set<String> = ["parquet", "json", "jsonl", "zip", "xlsx", "tar", "avro", "orc", "txt", "md", "pdf"]
    private static let compressed: Set<String> = ["gz", "bz2"]

    private let own: Set<String>

    init(_ format: String) { self.own = Self.endings[format] ?? [] }

    func mayBe(_ key: String) -> Bool {
        var parts = (key.split(separator: "/").last ?? "").split(separator: ".").map { $0.lowercased() }
        if let last = parts.last, Self.compressed.contains(last) { parts.removeLast() }
        guard parts.count > 1, let ending = parts.last else { return true }
        if self.own.contains(ending) { return true }
        return !Self.others.contains(ending) && !Self.endings.values.contains { $0.contains(ending) }
    }
}
