/// Resources by which people recognise what a witness is about.
enum WitnessResource {
    private static let freshAccount = PrincipalCandidates.freshAccount

    /// Well-formed ARNs of the action's service; none where the request's resource is one already, or is `*`.
    static func candidates(for request: AccessRequest) -> [String] {
        let parts = request.resource.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[1].isEmpty || parts[2].isEmpty else { return [] }
        let action = ASCIICase.lowered(request.action)
        let service = String(action.prefix { $0 != ":" })
        let account = request.resourceAccount ?? request.principal.account ?? Self.freshAccount
        return Self.resources(of: service, isAboutObjects: action.contains("object"), account: account)
    }

    private static func resources(of service: String, isAboutObjects: Bool, account: String) -> [String] {
        switch service {
        case "s3":
            let both = ["arn:aws:s3:::example/example", "arn:aws:s3:::example"]
            return isAboutObjects ? both : both.reversed()
        case "iam", "sts": return ["role", "user"].map { "arn:aws:iam::\(account):\($0)/example" }
        // An alias takes no key policy.
        case "kms": return ["key/1234abcd-12ab-34cd-56ef-1234567890ab", "alias/example"].map { "arn:aws:kms:us-east-1:\(account):\($0)" }
        default: return ["arn:aws:\(service):us-east-1:\(account):example"]
        }
    }
}
