import IAMPolicy

/// Answers in which every id is `*`: what chains ask after them is what the daemon may have to ask, whatever AWS will say.
enum ChainSamples {
    /// Takes the place of every id and name.
    static let anything = "*"

    static func answer(to question: ChainQuestion, account: AccountSettings) -> ChainAnswer {
        let id = JSONValue.string(Self.anything)
        switch question {
        case .resource: return .absent
        case .bucketRegion: return .known(["region": .string(account.region)])
        case .objects: return .known(["keys": [], "truncated": false])
        case .cluster(let identifier, let region):
            return .known([
                "resourceID": id, "arn": .string("arn:\(account.partition):rds:\(region):\(account.accountID):cluster:\(identifier)"),
                "status": "available", "engine": "neptune", "engineVersion": "1", "port": JSONValue(IngressRule.neptunePort), "endpoint": id,
                "vpcID": id, "subnetIDs": [id], "securityGroupIDs": [id], "iamDatabaseAuthentication": true,
                "roles": [["role": .string(Self.arn("role", account)), "status": "ACTIVE"]]
            ])
        case .s3Endpoints: return .known(["endpoints": [], "routeTables": []])
        case .ingress:
            let port = JSONValue(IngressRule.neptunePort)
            return .known(["rules": [["protocol": "tcp", "fromPort": port, "toPort": port, "source": "pl-*"]]])
        case .prefixList: return .known(["entries": []])
        case .graph(let graph, let region):
            let prefix = "arn:\(account.partition)"
            return .known([
                "id": .string(graph), "arn": .string("\(prefix):neptune-graph:\(region):\(account.accountID):graph/\(graph)"), "name": id,
                "status": "AVAILABLE", "publicConnectivity": false,
                "kmsKey": .string("\(prefix):kms:\(region):\(account.accountID):key/\(Self.anything)")
            ])
        case .notebook(let name, let region):
            return .known([
                "name": .string(name), "arn": .string("arn:\(account.partition):sagemaker:\(region):\(account.accountID):notebook-instance/\(name)"),
                "status": "InService", "roleARN": .string(Self.arn("role", account))
            ])
        case .controlPolicies: return .known(["levels": [], "resourceLevels": []])
        }
    }

    /// A resource that refers to everything that it could.
    static func reading(of target: ReadTarget, account: AccountSettings) -> ResourceReading {
        guard let definition = KindRegistry.definition(of: target.identity.kind) else { return .absent }
        let stub = DesiredResource(identity: target.identity, spec: JSONObject(), source: .api)
        var live = LiveResource(arn: definition.arn(of: stub, account: account, bound: nil) ?? target.locator ?? Self.anything, uniqueID: nil)
        for field in definition.fields where target.bases.contains(field.name) { Self.add(field.name, field.shape, account, to: &live) }
        return .present(live)
    }

    private static func add(_ base: String, _ shape: SpecShape, _ account: AccountSettings, to live: inout LiveResource) {
        switch shape {
        case .nullable(let inner): Self.add(base, inner, account, to: &live)
        case .list(.reference(let kinds, let rule)):
            for name in Self.names(of: kinds, rule, account) { live.aspects[AspectName(base, name)] = .string(name) }
        case .reference(let kinds, let rule):
            if let name = Self.names(of: kinds, rule, account).first { live.aspects[AspectName(base)] = .string(name) }
        default: break
        }
    }

    /// What a reference may hold: ARNs of the account and of AWS where it takes ARNs, else a name.
    private static func names(of kinds: Set<ResourceKind>, _ rule: StringRule, _ account: AccountSettings) -> [String] {
        kinds.sorted().flatMap { kind -> [String] in
            guard let definition = KindRegistry.definition(of: kind) else { return [] }
            func arn(_ name: String, _ account: AccountSettings) -> String? {
                let identity = ResourceIdentity(account: account.name, region: definition.isRegional ? account.region : nil, kind: kind, name: name)
                return definition.arn(of: DesiredResource(identity: identity, spec: JSONObject(), source: .api), account: account, bound: nil)
            }
            var ofAWS = account
            ofAWS.accountID = "aws"
            let arns = [account, ofAWS].filter { owner in arn("x", owner).map { rule.fault($0) == nil } ?? false }
                .compactMap { arn(Self.anything, $0) }
            return arns.isEmpty ? [Self.anything] : arns
        }
    }

    private static func arn(_ type: String, _ account: AccountSettings) -> String {
        "arn:\(account.partition):iam::\(account.accountID):\(type)/\(Self.anything)"
    }
}

extension ChainPlan {
    /// All that the chains of the account may come to ask, whatever is answered.
    package func questionsWhateverIsAnswered() -> [ChainQuestion] {
        let account = self.surroundings.account
        var readings: [ResourceIdentity: ResourceReading] = [:]
        var answers: [ChainQuestion: ChainAnswer] = [:]
        var all: [ChainQuestion] = []
        var next = self.questions
        let now = Instant(wall: .distantPast, bootID: "", secondsSinceBoot: 0)
        for _ in 1...ChainQuestion.roundsMax where !next.isEmpty {
            all += next
            for question in next {
                if let target = question.target {
                    readings[target.identity] = ChainSamples.reading(of: target, account: account)
                } else {
                    answers[question] = ChainSamples.answer(to: question, account: account)
                }
            }
            let view = ChainView(surroundings: self.surroundings, readings: readings, answers: answers, windows: [], now: now)
            next = self.furtherQuestions(in: view, besides: Set(all))
        }
        return all
    }
}
