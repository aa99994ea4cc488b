import IAMPolicy
package import ReconcileCore

extension NeptuneAnalyticsExportBlueprint: BlueprintDefinition {
    package func questions(of blueprint: DesiredResource, in surroundings: BlueprintSurroundings) -> [ChainQuestion] {
        guard let parameters = try? Parameters(blueprint, in: surroundings) else { return [] }
        let principals = [parameters.role, parameters.caller?.identity].compactMap(\.self)
        return principals.map { ChainReads.resource($0, in: surroundings) }
            + [
                ChainKey.question(parameters.key, in: surroundings), .bucketRegion(bucket: parameters.destination.bucket),
                .graph(id: parameters.graph, region: parameters.region)
            ] + ChainReads.controlPolicies(in: surroundings)
    }

    package func furtherQuestions(of blueprint: DesiredResource, in view: ChainView) -> [ChainQuestion] {
        guard let parameters = try? Parameters(blueprint, in: view.surroundings) else { return [] }
        let principals = [parameters.role, parameters.caller?.identity].compactMap(\.self)
        return principals.flatMap { ChainReads.policies(of: $0, in: view) } + ChainReads.bucket(parameters.destination.bucket, in: view)
    }

    package func links(of blueprint: DesiredResource, in view: ChainView) -> [ChainLink] {
        do throws(BlueprintFault) {
            return AnalyticsExportChain(try Parameters(blueprint, in: view.surroundings), view).links
        } catch {
            return [.faulty(error)]
        }
    }

    package func command(of blueprint: DesiredResource, in view: ChainView) -> String? {
        guard let parameters = try? Parameters(blueprint, in: view.surroundings) else { return nil }
        return AnalyticsExportChain(parameters, view).command
    }
}

extension ChainLink {
    /// Parameters that do not stand up: nothing else of the chain can be told.
    static func faulty(_ fault: BlueprintFault) -> ChainLink {
        ChainLink(
            "parameters", .broken, reason: "\(fault.path) \(fault.message)", fix: fault.suggestion ?? "mend `\(fault.path)` of the manifest")
    }
}

/// What `StartExportTask` rests on.
/// - SeeAlso: Neptune Analytics User Guide, "Import/export permissions"; API Reference, `StartExportTask`.
private struct AnalyticsExportChain {
    typealias Parameters = NeptuneAnalyticsExportBlueprint.Parameters

    let parameters: Parameters
    let inspection: ChainInspection
    let role: ChainResource
    let key: ChainKey
    let bucket: ChainResource

    init(_ parameters: Parameters, _ view: ChainView) {
        self.parameters = parameters
        self.inspection = ChainInspection(view, region: parameters.region)
        self.role = view.resource(parameters.role)
        self.key = ChainKey(parameters.key, in: view)
        self.bucket = view.bucket(parameters.destination.bucket)
    }

    private var account: AccountSettings { self.inspection.account }
    private var service: String { NeptuneAnalyticsExportBlueprint.service }

    var links: [ChainLink] {
        let roleARN = self.role.label
        let objects = self.objectRequests
        let keyRequests = self.keyRequests
        var links = [
            self.graphStatus,
            self.inspection.existence(
                "roleExists", self.role,
                fix: ServiceTrust.creation(of: self.parameters.roleName, for: self.service)),
            self.inspection.trust(self.service, in: self.role, source: nil)
        ]
        links += self.callerLinks
        let trust = self.role.live.map { [self.inspection.assumption(by: self.service, of: $0.arn)] } ?? []
        links += self.inspection.access(of: self.role, objects + keyRequests, lacks: self.key.lack, others: trust)
        links += [
            self.inspection.keyState(self.key), self.keyARN, self.inspection.keyPolicy(self.key, keyRequests, holder: roleARN),
            self.inspection.bucketExists(self.parameters.destination.bucket),
            self.inspection.bucketRegion(self.parameters.destination.bucket, user: "the graph"),
            self.inspection.bucketPolicy(self.bucket, objects, holder: roleARN),
            self.inspection.bucketEncryption(self.bucket, key: self.key, isRequired: true)
        ]
        return links
    }

    // MARK: Requests

    private var objectRequests: [ChainRequest] {
        guard let principal = self.role.principal else { return [] }
        return [self.inspection.listing(principal, self.parameters.destination)]
            + self.inspection.objects(principal, ["s3:GetObject", "s3:PutObject"], self.parameters.destination)
    }

    private var keyRequests: [ChainRequest] {
        guard let principal = self.role.principal else { return [] }
        let names = NeptuneAnalyticsExportBlueprint.contextKeys
        // No more than the names is known of the encryption context, and the value of the graph's.
        let context = ["kms:EncryptionContextKeys": names, "kms:EncryptionContext:\(names[0])": [self.parameters.graph]]
        return self.inspection.keyRequests(principal, ["kms:DescribeKey"], self.key)
            + self.inspection.keyRequests(principal, ["kms:Decrypt", "kms:GenerateDataKey"], self.key, context)
    }

    // MARK: Links

    private var graphARN: String {
        if case .known(let value) = self.graphAnswer, let arn = value["arn"]?.stringValue { return arn }
        return "arn:\(self.account.partition):neptune-graph:\(self.parameters.region):\(self.account.accountID):graph/\(self.parameters.graph)"
    }

    private var graphAnswer: ChainAnswer {
        self.inspection.view.answer(.graph(id: self.parameters.graph, region: self.parameters.region))
    }

    private var graphStatus: ChainLink {
        let finding: ChainFinding
        switch self.graphAnswer {
        case .known(let value):
            let status = value["status"]?.stringValue
            finding =
                status == "AVAILABLE"
                ? .ok()
                : .broken(
                    "graph \(self.parameters.graph) is \(status ?? "in no known state")",
                    fix: status == "STOPPED"
                        ? "aws neptune-graph start-graph --graph-identifier \(self.parameters.graph)"
                        : "wait until it is AVAILABLE: aws neptune-graph get-graph --graph-identifier \(self.parameters.graph)")
        case .absent:
            finding = .broken(
                "there is no graph \(self.parameters.graph) in \(self.parameters.region)", fix: "name one of: aws neptune-graph list-graphs")
        case .unreadable(let gap): finding = .unknown("graph \(self.parameters.graph) could not be read (\(gap.message))")
        }
        return self.inspection.view.link("graphStatus", finding)
    }

    /// Whoever starts the export, where the blueprint names it.
    private var callerLinks: [ChainLink] {
        guard let caller = self.parameters.caller else { return [] }
        let holder = self.inspection.view.resource(caller.identity)
        let arn = holder.live?.arn ?? caller.arn
        guard let principal = RequestPrincipal(arn) else { return [] }
        let tasks = "arn:\(self.account.partition):neptune-graph:\(self.parameters.region):\(self.account.accountID):export-task/*"
        let starting = [self.graphARN, tasks].map { self.inspection.request(principal, "neptune-graph:StartExportTask", $0) }
        var passing: [ChainRequest] = []
        if let role = self.role.live?.arn {
            passing = [self.inspection.request(principal, "iam:PassRole", role, ["iam:PassedToService": [self.service]])]
        }
        return [
            self.inspection.whole("startExport", by: holder, starting),
            self.inspection.whole("passRole", by: holder, passing, lacks: passing.isEmpty ? [self.role.lack ?? "the role is not known"] : [])
        ]
    }

    /// - SeeAlso: Neptune Analytics API Reference, the pattern of `KmsKeyArn`.
    private var keyARN: ChainLink {
        let text = self.parameters.key.text
        let finding: ChainFinding
        if let live = self.key.resource.live {
            let elsewhere = self.parameters.key.alias.flatMap { self.key.resource.members("aliases")[$0] }?.stringValue
            if let alias = self.parameters.key.alias, let elsewhere, elsewhere != alias {
                finding = .broken(
                    "\(alias) points at key \(elsewhere), not at \(live.arn)",
                    fix: "aws kms update-alias --alias-name \(ShellText.quoted(alias)) --target-key-id \(ShellText.quoted(live.uniqueID ?? live.arn))"
                )
            } else if Self.isExportKey(live.arn) {
                finding = .ok(text == live.arn ? nil : "StartExportTask takes no alias: it is given \(live.arn)")
            } else {
                finding = .broken(
                    "\(live.arn) is no ARN that StartExportTask takes", fix: "name a key of AWS's commercial, China or GovCloud regions")
            }
        } else {
            finding = .unknown(self.key.resource.lack ?? "the key has not been read")
        }
        return self.inspection.view.link("kmsKeyARN", finding, watching: [ChainAspect(self.key.resource.identity, "aliases")])
    }

    private static func isExportKey(_ text: String) -> Bool {
        guard let arn = ARN(text), ["aws", "aws-cn", "aws-us-gov"].contains(arn.partition), arn.resource.hasPrefix("key/") else { return false }
        return arn.resource.utf8.count == "key/".utf8.count + 36
    }

    // MARK: The command

    var command: String {
        ShellText.command([
            "aws", "neptune-graph", "start-export-task", "--graph-identifier", self.parameters.graph, "--role-arn",
            self.role.live?.arn ?? "arn:\(self.account.partition):iam::\(self.account.accountID):role/\(self.parameters.roleName)", "--format",
            self.parameters.format, "--destination", self.parameters.destination.uri, "--kms-key-identifier",
            self.key.arn ?? self.parameters.key.keysARN, "--region", self.parameters.region
        ])
    }
}
