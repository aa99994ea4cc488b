import IAMPolicy
package import ReconcileCore

extension CrossAccountImportBlueprint: BlueprintDefinition {
    package func questions(of blueprint: DesiredResource, in surroundings: BlueprintSurroundings) -> [ChainQuestion] {
        guard let parameters = try? Parameters(blueprint, in: surroundings) else { return [] }
        return [
            ChainReads.resource(parameters.role, in: surroundings), .bucketRegion(bucket: parameters.location.bucket),
            .objects(bucket: parameters.location.bucket, prefix: parameters.location.prefix)
        ] + [parameters.key].compactMap { $0 }.map { ChainKey.question($0, in: surroundings) } + ChainReads.controlPolicies(in: surroundings)
    }

    package func furtherQuestions(of blueprint: DesiredResource, in view: ChainView) -> [ChainQuestion] {
        guard let parameters = try? Parameters(blueprint, in: view.surroundings) else { return [] }
        return ChainReads.policies(of: parameters.role, in: view) + ChainReads.bucket(parameters.location.bucket, in: view)
    }

    package func links(of blueprint: DesiredResource, in view: ChainView) -> [ChainLink] {
        do throws(BlueprintFault) {
            return CrossAccountChain(try Parameters(blueprint, in: view.surroundings), view).links
        } catch {
            return [.faulty(error)]
        }
    }

    /// What the partner runs, as the role of the session.
    package func command(of blueprint: DesiredResource, in view: ChainView) -> String? {
        guard let parameters = try? Parameters(blueprint, in: view.surroundings) else { return nil }
        let account = view.account
        let arn = view.resource(parameters.role).live?.arn ?? "arn:\(account.partition):iam::\(account.accountID):role/\(parameters.roleName)"
        return ShellText.command([
            "aws", "sts", "assume-role", "--role-arn", arn, "--role-session-name", parameters.session.session, "--external-id", parameters.externalID
        ])
    }
}

/// What a partner's import rests on: first who may become the role, then what the role may read.
private struct CrossAccountChain {
    let parameters: CrossAccountImportBlueprint.Parameters
    let inspection: ChainInspection
    let role: ChainResource
    let bucket: ChainResource
    let key: ChainKey?

    init(_ parameters: CrossAccountImportBlueprint.Parameters, _ view: ChainView) {
        self.parameters = parameters
        self.inspection = ChainInspection(view, region: parameters.region)
        self.role = view.resource(parameters.role)
        self.bucket = view.bucket(parameters.location.bucket)
        self.key = parameters.key.map { ChainKey($0, in: view) }
    }

    var links: [ChainLink] {
        let holder = self.role.label
        let (objects, keyRequests) = (self.objectRequests, self.keyRequests)
        var links = [
            self.inspection.existence(
                "roleExists", self.role, fix: "reconcilectl sync, or: aws iam create-role --role-name \(self.parameters.roleName)")
        ]
        let trust = PartnerTrust(self.parameters, self.role, self.inspection)
        links += trust.links
        links += self.inspection.access(
            of: self.role, objects + keyRequests, lacks: self.key?.lack ?? [], others: trust.assumption.map { [$0] } ?? [])
        links += [
            self.inspection.bucketExists(self.parameters.location.bucket), self.inspection.bucketPolicy(self.bucket, objects, holder: holder),
            self.inspection.bucketEncryption(self.bucket, key: self.key, isRequired: false)
        ]
        if let key { links += [self.inspection.keyState(key), self.inspection.keyPolicy(key, keyRequests, holder: holder)] }
        return links + [self.inspection.objectsPresent(self.parameters.location, wanted: "a file") { _ in true }]
    }

    private var objectRequests: [ChainRequest] {
        guard let principal = self.role.principal else { return [] }
        return [self.inspection.listing(principal, self.parameters.location)]
            + self.inspection.objects(principal, ["s3:GetObject"], self.parameters.location)
    }

    private var keyRequests: [ChainRequest] {
        self.inspection.keyRequestsThroughS3(self.role.principal, ["kms:Decrypt"], self.key)
    }

}

/// Whom the trust policy of the role lets in: the partner, its session and its external id, each judged by itself.
private struct PartnerTrust {
    let parameters: CrossAccountImportBlueprint.Parameters
    let role: ChainResource
    let inspection: ChainInspection

    init(_ parameters: CrossAccountImportBlueprint.Parameters, _ role: ChainResource, _ inspection: ChainInspection) {
        self.parameters = parameters
        self.role = role
        self.inspection = inspection
    }

    private var session: AssumedRoleSession { self.parameters.session }

    /// `nil` where the role is not there, or its trust policy was not read.
    var assumption: ChainRequest? { self.request(externalID: self.parameters.externalID) }

    private func request(externalID: String?) -> ChainRequest? {
        guard let arn = self.role.live?.arn, let principal = RequestPrincipal(self.session.arn) else { return nil }
        return self.inspection.request(
            principal, "sts:AssumeRole", arn, externalID.map { ["sts:ExternalId": [$0]] } ?? [:], absent: ["sts:*", "aws:SourceIdentity"])
    }

    var links: [ChainLink] {
        let policy = ChainPolicies.policy("trustPolicy", of: self.role, name: "\(self.role.identity)")
        guard self.assumption != nil, case .document(let value?, let source) = policy, let document = PolicyDocument.read(value) else {
            let reason = self.role.lack ?? "the trust policy of \(self.role.identity) could not be read"
            return ["principalForm", "trustPolicy", "sessionName", "externalID"].map { self.inspection.view.link($0, .unknown(reason)) }
        }
        let form = self.form(of: document)
        return [
            self.link("principalForm", form.finding), self.link("trustPolicy", form.isSound ? self.partner(document, source) : .unknown(form.text)),
            self.link("sessionName", form.isSound ? self.sessionName(document, source) : .unknown(form.text)),
            self.link("externalID", self.externalID(document, source))
        ]
    }

    private func link(_ name: String, _ finding: ChainFinding) -> ChainLink {
        self.inspection.view.link(name, finding, watching: [ChainAspect(self.role.identity, "trustPolicy")])
    }

    private func judge(_ document: PolicyDocument, _ source: String, externalID: String?) -> AccessJudgement {
        guard var request = self.request(externalID: externalID) else { return .open("\(self.role.identity) has not been read") }
        request.resourcePolicy = .document(document.jsonValue, source: source)
        return self.inspection.policies.judgement(of: request, at: .resource)
    }

    private func fix(_ failures: [AccessJudgement.Failure]) -> String {
        if let denying = failures.compactMap(\.decidedBy).first { return "take away, or narrow, \(denying)" }
        let statement: JSONValue = [
            "Effect": "Allow", "Principal": ["AWS": .string(self.session.arn)], "Action": "sts:AssumeRole",
            "Condition": ["StringEquals": ["sts:ExternalId": .string(self.parameters.externalID)]]
        ]
        return "the trust policy of \(self.role.identity) needs: \(JSONWriter.compact(statement))"
    }

    // MARK: The form of the principal

    /// Principals that are nobody: deleted ones, of which AWS shows the unique id, and names that no session can have.
    private func form(of document: PolicyDocument) -> (isSound: Bool, text: String, finding: ChainFinding) {
        let named = document.statements.filter { $0.effect == .allow }.flatMap { statement -> [String] in
            guard case .groups(let groups)? = statement.principal else { return [] }
            return groups.filter { $0.type == "AWS" }.flatMap(\.values)
        }
        if case .fails = self.judge(Self.withoutExternalID(self.withSession(document)), "", externalID: nil) {
            if let dead = named.first(where: { $0 != "*" && RequestPrincipal($0) == nil }) {
                let text = "the trust policy names `\(dead)`, which is no principal: one that was deleted shows its unique id"
                return (false, text, .broken(text, fix: self.fix([])))
            }
            if let user = named.first(where: { $0.contains(":user/") }) {
                let text = "the trust policy names the user `\(user)`: the partner comes as a session of a role"
                return (false, text, .broken(text, fix: self.fix([])))
            }
        }
        return (true, "", .ok())
    }

    // MARK: Who

    /// Whether the partner's role is let in, whatever its sessions are called and whichever external id it sends.
    private func partner(_ document: PolicyDocument, _ source: String) -> ChainFinding {
        .of([self.judge(Self.withoutExternalID(self.withSession(document)), source, externalID: nil)], fix: self.fix)
    }

    private func sessionName(_ document: PolicyDocument, _ source: String) -> ChainFinding {
        if case .fails = self.judge(Self.withoutExternalID(self.withSession(document)), source, externalID: nil) {
            return .unknown("which sessions are let in cannot be told while the partner's role is not")
        }
        return .of([self.judge(Self.withoutExternalID(document), source, externalID: nil)], fix: self.fix)
    }

    /// Whether the right external id is asked for, whoever sends it.
    private func externalID(_ document: PolicyDocument, _ source: String) -> ChainFinding {
        let anybody = document.mappingStatements { statement in
            guard statement.effect == .allow, statement.principal != nil else { return }
            statement.principal = .text("*")
        }
        let right = self.judge(anybody, source, externalID: self.parameters.externalID)
        guard case .holds = right else { return .of([right], fix: self.fix) }
        switch self.judge(self.withSession(document), source, externalID: nil) {
        case .fails: return .ok()
        case .open(let reason): return .unknown(reason)
        case .holds:
            return .broken(
                "the trust policy lets the partner in without an external id: it could be used in the name of another of its customers",
                fix: self.fix([]))
        }
    }

    // MARK: The document with a question left out

    /// Sessions of the partner's role, as if they bore the right name.
    private func withSession(_ document: PolicyDocument) -> PolicyDocument {
        document.mappingStatements { statement in
            guard case .groups(let groups)? = statement.principal, statement.effect == .allow else { return }
            statement.principal = .groups(
                groups.map { group in PrincipalGroup(type: group.type, values: group.values.map { self.isOwnSession($0) ? self.session.arn : $0 }) })
        }
    }

    private func isOwnSession(_ text: String) -> Bool {
        text.hasPrefix("arn:\(self.session.partition):sts::\(self.session.account):assumed-role/\(self.session.role)/")
    }

    private static func withoutExternalID(_ document: PolicyDocument) -> PolicyDocument {
        document.mappingStatements { statement in
            guard statement.effect == .allow else { return }
            statement.condition = statement.condition.compactMap { block in
                let entries = block.entries.filter { $0.key.lowercased() != "sts:externalid" }
                return entries.isEmpty ? nil : ConditionBlock(operatorName: block.operatorName, entries: entries)
            }
        }
    }
}

extension PolicyDocument {
    fileprivate func mappingStatements(_ change: (inout PolicyStatement) -> Void) -> PolicyDocument {
        var document = self
        for index in document.statements.indices { change(&document.statements[index]) }
        return document
    }
}
