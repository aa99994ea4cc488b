/// The services whose actions are known here, and the prefixes of all others.
///
/// Source: Service Authorization Reference; `docs/ACTIONS.md` says how it is renewed.
package enum ActionCatalog {
    /// The facts of a service.
    /// - Parameter prefix: As before the colon of an action, in any case.
    /// - Returns: `nil` for a service without a table, which need not mean that it does not exist.
    package static func service(_ prefix: String) -> ServiceActions? { Self.services[ASCIICase.lowered(prefix)]?() }

    /// Lower-case prefixes of the services with a table.
    package static let tabledPrefixes = Self.services.keys.sorted()

    /// Whether AWS has a service of that prefix, in any case.
    package static func hasService(_ prefix: String) -> Bool { Self.prefixes.contains(ASCIICase.lowered(prefix)) }

    /// The prefix that somebody who wrote `prefix` most likely meant.
    package static func serviceSuggestion(for prefix: String) -> String? { NearestName.to(prefix, among: Self.prefixCandidates) }

    private static let prefixes: Set<String> = Set(Self.sortedPrefixes)
    private static let prefixCandidates = Self.sortedPrefixes.map(NearestName.Candidate.init)
    private static let sortedPrefixes = ActionTableText.servicePrefixes.split(whereSeparator: \.isWhitespace).map(String.init)

    /// A table is read when it is first asked for.
    private static let services: [String: @Sendable () -> ServiceActions] = [
        "cloudtrail": { Self.cloudTrail }, "ec2": { Self.ec2 }, "iam": { Self.iam },
        "kms": { Self.kms }, "neptune-db": { Self.neptuneDB }, "neptune-graph": { Self.neptuneGraph },
        "organizations": { Self.organizations }, "rds": { Self.rds }, "s3": { Self.s3 },
        "sagemaker": { Self.sageMaker }, "sqs": { Self.sqs }, "sts": { Self.sts }
    ]

    private static let cloudTrail = ServiceActions(prefix: "cloudtrail", text: ActionTableText.cloudTrail)
    private static let ec2 = ServiceActions(prefix: "ec2", text: ActionTableText.ec2)
    private static let iam = ServiceActions(prefix: "iam", text: ActionTableText.iam)
    private static let kms = ServiceActions(prefix: "kms", text: ActionTableText.kms)
    private static let neptuneDB = ServiceActions(prefix: "neptune-db", text: ActionTableText.neptuneDB)
    private static let neptuneGraph = ServiceActions(prefix: "neptune-graph", text: ActionTableText.neptuneGraph)
    private static let organizations = ServiceActions(prefix: "organizations", text: ActionTableText.organizations)
    private static let rds = ServiceActions(prefix: "rds", text: ActionTableText.rds)
    private static let s3 = ServiceActions(prefix: "s3", text: ActionTableText.s3)
    private static let sageMaker = ServiceActions(prefix: "sagemaker", text: ActionTableText.sageMaker)
    private static let sqs = ServiceActions(prefix: "sqs", text: ActionTableText.sqs)
    private static let sts = ServiceActions(prefix: "sts", text: ActionTableText.sts)
}
