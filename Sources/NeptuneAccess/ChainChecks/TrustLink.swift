import IAMPolicy
import ReconcileCore

extension ChainInspection {
    /// Whether a service may assume a role.
    ///
    /// What services say of the resource for which they come is proved for none of Neptune's: conditions on it leave the link open, unless they
    /// ask for another account or resource than the real one.
    /// - Parameter source: the ARN of that resource, where it is known.
    func trust(_ service: String, in role: ChainResource, source: String?) -> ChainLink {
        guard let arn = role.live?.arn else {
            return self.view.link("trustPolicy", .unknown(role.lack ?? "\(role.identity) has not been read"))
        }
        let bare = self.assumption(by: service, of: arn)
        var told = bare
        told.request.context["aws:SourceAccount"] = [self.account.accountID]
        if let source { told.request.context["aws:SourceArn"] = [source] }
        let best = self.policies.judgement(of: told, at: .resource)
        let judgement: AccessJudgement
        if case .fails = best {
            judgement = best
        } else {
            judgement = self.policies.judgement(of: bare, at: .resource)
        }
        let finding = ChainFinding.of([judgement]) { failures in
            AccessPart.resource.fix(failures, holder: service, place: "trustPolicy of \(role.identity)")
        }
        return self.view.link("trustPolicy", finding, watching: [ChainAspect(role.identity, "trustPolicy")])
    }

    func assumption(by service: String, of role: String) -> ChainRequest {
        self.request(.service(service), "sts:AssumeRole", role)
    }
}

/// How a role that a service assumes is made, where nobody keeps it.
enum ServiceTrust {
    static func creation(of role: String, for service: String) -> String {
        let document: JSONValue = [
            "Version": "2012-10-17",
            "Statement": [["Effect": "Allow", "Principal": ["Service": .string(service)], "Action": "sts:AssumeRole"]]
        ]
        let command = ShellText.command([
            "aws", "iam", "create-role", "--role-name", role, "--assume-role-policy-document", JSONWriter.compact(document)
        ])
        return "reconcilectl sync, or: \(command)"
    }
}
