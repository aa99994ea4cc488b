import IAMPolicy
import ReconcileTestKit

// What is done to those who make requests, and to the organization above them.
extension Breakage {
    static func denied(_ holder: ExampleGround.Holder, _ action: String) -> Breakage {
        Breakage("a Deny of \(action)", breaks: "identityPolicy") { ground in
            try ground.iam("Put\(holder.word)Policy", holder.with(["PolicyName": "no", "PolicyDocument": Self.deny(action).asText]))
        }
    }

    static func deniedByAttachment(_ holder: ExampleGround.Holder, _ action: String) -> Breakage {
        Breakage("a managed policy that denies \(action)", breaks: "identityPolicy") { ground in
            try ground.iam("CreatePolicy", ["PolicyName": "no", "PolicyDocument": Self.deny(action).asText])
            try ground.iam("Attach\(holder.word)Policy", holder.with(["PolicyArn": .string(Fixtures.policyARN("no"))]))
        }
    }

    static func deniedByGroup(_ user: String, _ action: String) -> Breakage {
        Breakage("a group that denies \(action)", breaks: "identityPolicy") { ground in
            try ground.iam("CreateGroup", ["GroupName": "staff"])
            try ground.iam("PutGroupPolicy", ["GroupName": "staff", "PolicyName": "no", "PolicyDocument": Self.deny(action).asText])
            try ground.iam("AddUserToGroup", ["GroupName": "staff", "UserName": .string(user)])
        }
    }

    static func stripped(_ holder: ExampleGround.Holder) -> Breakage {
        Breakage("the permissions taken away", breaks: "identityPolicy") { try $0.strip(holder) }
    }

    static func bounded(_ holder: ExampleGround.Holder) -> Breakage {
        Breakage("a boundary", breaks: "permissionsBoundary") { ground in
            try ground.iam("CreatePolicy", ["PolicyName": "narrow", "PolicyDocument": Fixtures.allow("sqs:ListQueues").asText])
            try ground.iam(
                "Put\(holder.word)PermissionsBoundary", holder.with(["PermissionsBoundary": .string(Fixtures.policyARN("narrow"))]))
        }
    }

    static func deleted(_ holder: ExampleGround.Holder, breaks: String) -> Breakage {
        Breakage("the \(holder.word.lowercased()) deleted", breaks: breaks, hidesOthers: true) { ground in
            try ground.strip(holder)
            try ground.iam("Delete\(holder.word)", holder.with([:]))
        }
    }

    // MARK: Above the account

    static func limited(_ action: String, on target: String = ExampleGround.unit) -> Breakage {
        Breakage("a control policy on \(target) against \(action)", breaks: "controlPolicies") { ground in
            try ground.attach("limit", Self.deny(action), to: target)
        }
    }

    /// What is not allowed at every level is not allowed.
    static let nothingElseAllowed = Breakage("a control policy in the place of FullAWSAccess", breaks: "controlPolicies") { ground in
        try ground.attach("narrow", Fixtures.allow("sqs:*"), to: Lab.account)
        try ground.organization("DetachPolicy", ["PolicyId": "p-FullAWSAccess", "TargetId": .string(Lab.account)])
    }

    // MARK: Trust

    /// One text of the role's trust policy for another.
    static func trusted(
        _ name: String, breaks: String = "trustPolicy", hidesOthers: Bool = false, _ role: String, _ old: String, _ new: String
    ) -> Breakage {
        Breakage(name, breaks: breaks, hidesOthers: hidesOthers) { ground in
            try ground.rewriteTrust(of: role) { $0.replacing(old, with: new) }
        }
    }

    /// The service is let in for somebody else's resources.
    static func trustedForOthers(_ role: String) -> Breakage {
        Breakage("a trust for another account's resources", breaks: "trustPolicy") { ground in
            let condition = ",\"Condition\":{\"StringEquals\":{\"aws:SourceAccount\":\"999999999999\"}}"
            try ground.rewriteTrust(of: role) { $0.replacing("\"sts:AssumeRole\"", with: "\"sts:AssumeRole\"" + condition) }
        }
    }

    static func deny(_ action: String) -> JSONValue {
        Fixtures.document(["Sid": "No", "Effect": "Deny", "Action": .string(action), "Resource": "*"])
    }
}

extension HarmlessEdit {
    /// The usual Deny of other regions.
    static let regionLock = HarmlessEdit("a control policy against other regions") { ground in
        let lock = Fixtures.document([
            "Effect": "Deny", "NotAction": ["iam:*", "organizations:*", "sts:*"], "Resource": "*",
            "Condition": ["StringNotEquals": ["aws:RequestedRegion": .string(Lab.region)]]
        ])
        try ground.attach("regions", lock, to: ExampleGround.unit)
    }
}
