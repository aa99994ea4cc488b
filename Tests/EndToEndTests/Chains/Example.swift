import IAMPolicy
import ReconcileTestKit
import Testing

/// One folder of `examples/`, what it takes for granted, and what people do to it.
struct Example: Sendable, CustomTestStringConvertible {
    let folder: String
    /// `KIND/NAME` of the blueprint in it.
    let blueprint: String
    /// Links that the emulated AWS cannot show, each with the reason.
    var unknown: [String: String] = [:]
    let edits: [ExampleEdit]
    /// Makes what has to exist. The answer: what AWS names itself, by what the example has in its place.
    let prepare: @Sendable (ExampleEstate) async throws -> [String: String]

    var testDescription: String { self.folder }

    /// As `status` and notices name the blueprint.
    var resource: String { "prod/\(self.blueprint)" }
}

/// Something that breaks one link of an example's chain, and how it is undone.
struct ExampleEdit: Sendable {
    let name: String
    let breaks: String
    let make: @Sendable (ExampleEstate) async throws -> Void
    let undo: @Sendable (ExampleEstate) async throws -> Void

    init(
        _ name: String, breaks: String, make: @escaping @Sendable (ExampleEstate) async throws -> Void,
        undo: @escaping @Sendable (ExampleEstate) async throws -> Void
    ) {
        self.name = name
        self.breaks = breaks
        self.make = make
        self.undo = undo
    }

    // MARK: What is done in several examples

    /// Roles and users have the same calls under other names.
    struct Holder: Sendable {
        let word: String
        let name: String

        static func role(_ name: String) -> Holder { Holder(word: "role", name: name) }
        static func user(_ name: String) -> Holder { Holder(word: "user", name: name) }

        var reference: JSONObject { [self.word == "role" ? "RoleName" : "UserName": .string(self.name)] }

        func with(_ more: JSONObject) -> JSONValue { .object(JSONObject(self.reference.members + more.members)) }
    }

    static func denied(_ holder: Holder, _ action: String) -> ExampleEdit {
        ExampleEdit("a Deny of \(action)", breaks: "identityPolicy") { estate in
            let document = ChainEstate.text([["Effect": "Deny", "Action": .string(action), "Resource": "*"]])
            try await estate.aws.call("iam", "put_\(holder.word)_policy", holder.with(["PolicyName": "no", "PolicyDocument": document]))
        } undo: { estate in
            try await estate.aws.call("iam", "delete_\(holder.word)_policy", holder.with(["PolicyName": "no"]))
        }
    }

    static func bounded(_ holder: Holder) -> ExampleEdit {
        ExampleEdit("a boundary", breaks: "permissionsBoundary") { estate in
            let document = ChainEstate.text([["Effect": "Allow", "Action": "sqs:ListQueues", "Resource": "*"]])
            let made = try await estate.aws.call("iam", "create_policy", ["PolicyName": "narrow", "PolicyDocument": document])
            try await estate.aws.call(
                "iam", "put_\(holder.word)_permissions_boundary", holder.with(["PermissionsBoundary": made["Policy"]?["Arn"] ?? .null]))
        } undo: { estate in
            try await estate.aws.call("iam", "delete_\(holder.word)_permissions_boundary", .object(holder.reference))
            try await estate.aws.call("iam", "delete_policy", ["PolicyArn": .string("arn:aws:iam::\(ExampleEstate.account):policy/narrow")])
        }
    }

    static func limited(_ action: String) -> ExampleEdit {
        ExampleEdit("a control policy against \(action)", breaks: "controlPolicies") {
            try await $0.controlPolicy("limit", [["Sid": "No", "Effect": "Deny", "Action": .string(action), "Resource": "*"]])
        } undo: {
            try await $0.controlPolicy("limit", nil)
        }
    }

    /// On a bucket without a policy.
    static func closed(_ bucket: String, _ action: String) -> ExampleEdit {
        ExampleEdit("a bucket policy against \(action)", breaks: "bucketPolicy") { estate in
            let denial: JSONValue = [
                "Effect": "Deny", "Principal": "*", "Action": .string(action), "Resource": .string("arn:aws:s3:::\(bucket)/*")
            ]
            try await estate.aws.call("s3", "put_bucket_policy", ["Bucket": .string(bucket), "Policy": ChainEstate.text([denial])])
        } undo: { estate in
            try await estate.aws.call("s3", "delete_bucket_policy", ["Bucket": .string(bucket)])
        }
    }

    static func emptied(_ bucket: String, _ key: String) -> ExampleEdit {
        ExampleEdit("nothing to read", breaks: "sourceObjects") { estate in
            try await estate.aws.call("s3", "delete_object", ["Bucket": .string(bucket), "Key": .string(key)])
        } undo: { estate in
            try await estate.file(key, in: bucket)
        }
    }

    /// One text of the role's trust policy for another.
    static func trusted(_ name: String, breaks: String, _ role: String, _ old: String, _ new: String) -> ExampleEdit {
        ExampleEdit(name, breaks: breaks) {
            try await $0.replaceInTrust(of: role, old, new)
        } undo: {
            try await $0.replaceInTrust(of: role, new, old)
        }
    }
}
