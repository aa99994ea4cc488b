import IAMPolicy
import ReconcileCore
import ReconcileTestKit

/// A key whose policy is shared with others, and passes over it.
enum SharedKey {
    static let roleARN = Fixtures.roleARN("reader")

    /// Hands the key to the account, as AWS's console writes it.
    static let delegation: JSONValue = [
        "Sid": "Enable IAM User Permissions", "Effect": "Allow", "Principal": ["AWS": .string("arn:aws:iam::\(Fixtures.accountID):root")],
        "Action": "kms:*", "Resource": "*"
    ]

    /// Lets the account put the policy, and nothing else.
    static let administration: JSONValue = [
        "Sid": "Admin", "Effect": "Allow", "Principal": ["AWS": .string("arn:aws:iam::\(Fixtures.accountID):root")],
        "Action": ["kms:PutKeyPolicy", "kms:GetKeyPolicy"], "Resource": "*"
    ]

    /// Somebody else's, in a spelling of their own.
    static let others: JSONValue = [
        "Resource": ["*"], "Sid": "Team B", "Effect": "Allow", "Principal": ["AWS": .string(Fixtures.roleARN("team-b"))], "Action": ["kms:Encrypt"]
    ]

    static func grant(_ sid: String, _ actions: [String] = ["kms:Decrypt", "kms:DescribeKey"], to arn: String = Self.roleARN) -> JSONValue {
        [
            "Sid": .string(sid), "Effect": "Allow", "Principal": ["AWS": .string(arn)], "Action": .array(actions.map(JSONValue.string)),
            "Resource": "*"
        ]
    }

    static func document(_ statements: [JSONValue], version: String = "2012-10-17") -> JSONValue {
        ["Version": .string(version), "Id": "key-default-1", "Statement": .array(statements)]
    }

    static func key(_ policy: JSONValue, ownership: Ownership = .exclusive) -> DesiredResource {
        Fixtures.resource(
            .kmsKey, "shared", ["key": .string(Fixtures.keyID), "keyPolicy": policy], settings: ReconcileSettings(ownership: ownership))
    }

    static func item(
        _ actions: [String], principal: String = Self.roleARN, resources: [String] = ["*"], context: JSONObject = JSONObject()
    ) -> JSONValue {
        var object: JSONObject = [
            "principal": .string(principal), "actions": .array(actions.map(JSONValue.string)), "resources": .array(resources.map(JSONValue.string))
        ]
        if !context.isEmpty { object["context"] = .object(context) }
        return .object(object)
    }

    static func access(_ items: JSONValue...) -> JSONValue { ["access": .array(items)] }

    /// The role `reader` as a resource that is kept, with all that its access depends on declared.
    static func reader(_ inline: JSONObject = JSONObject(), boundary: JSONValue = .null) -> DesiredResource {
        Fixtures.resource(
            .role, "reader",
            [
                "trustPolicy": Fixtures.trust(), "inlinePolicies": .object(inline), "managedPolicies": [], "permissionsBoundary": boundary
            ])
    }

    /// A script over the key, and over the role where it is kept; the role is there in any case.
    static func script(_ desired: [DesiredResource], live: [JSONValue], inline: [String: JSONValue] = [:], boundary: String? = nil) -> PassScript {
        let script = PassScript(desired)
        script.cloud.edit { world in
            world.keys[Fixtures.keyID]?.policy = Self.document(live)
            world.addRole("reader", trust: Fixtures.trust())
            world[role: "reader"]?.inlinePolicies = inline
            world[role: "reader"]?.permissionsBoundary = boundary
        }
        return script
    }
}

extension PassScript {
    /// The statements of the live key policy.
    var statements: [JSONValue] { self.cloud.world().keys[Fixtures.keyID]?.policy["Statement"]?.arrayValue ?? [] }

    func put(_ statements: [JSONValue]) { self.cloud.edit { $0.keys[Fixtures.keyID]?.policy = SharedKey.document(statements) } }

    var keyState: ObservedResource.State? { self.state(.kmsKey, "shared") }
}
