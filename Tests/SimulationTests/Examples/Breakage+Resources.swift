import IAMPolicy
import ReconcileTestKit

// What is done to buckets, keys and networks.
extension Breakage {
    /// Beside whatever else the bucket's policy says.
    static func closed(_ bucket: String, _ action: String) -> Breakage {
        Breakage("a bucket policy against \(action)", breaks: "bucketPolicy") { ground in
            try ground.addToBucketPolicy(
                [
                    "Sid": "No", "Effect": "Deny", "Principal": "*", "Action": .string(action), "Resource": .string("arn:aws:s3:::\(bucket)/*")
                ], of: bucket)
        }
    }

    static func encrypted(_ bucket: String) -> Breakage {
        Breakage("a key that the blueprint does not name", breaks: "bucketEncryption") { ground in
            try ground.encrypt(bucket, with: try ground.key("alias/other"))
        }
    }

    static func gone(_ bucket: String) -> Breakage {
        Breakage("the bucket deleted", breaks: "bucketExists", hidesOthers: true) { try $0.deleteBucket(bucket) }
    }

    /// The same bucket, but for where it lies.
    static func moved(_ bucket: String) -> Breakage {
        Breakage("the bucket in another region", breaks: "bucketRegion") { try $0.moveBucket(bucket, to: "eu-west-1") }
    }

    // MARK: Objects

    static func emptied(_ bucket: String, _ key: String) -> Breakage {
        Breakage("nothing to read", breaks: "sourceObjects") { try $0.removeFile(key, in: bucket) }
    }

    static func replaced(_ bucket: String, _ key: String, by other: String, bytes: Int, _ name: String) -> Breakage {
        Breakage(name, breaks: "sourceObjects") { ground in
            try ground.removeFile(key, in: bucket)
            try ground.file(other, in: bucket, bytes: bytes)
        }
    }

    // MARK: Keys

    static func disabled(_ alias: String) -> Breakage {
        Breakage("the key disabled", breaks: "keyState") { ground in
            try ground.kms("DisableKey", ["KeyId": .string(try ground.keyID(of: alias))])
        }
    }

    static func doomed(_ alias: String) -> Breakage {
        Breakage("the key about to be deleted", breaks: "keyState") { ground in
            try ground.kms("ScheduleKeyDeletion", ["KeyId": .string(try ground.keyID(of: alias)), "PendingWindowInDays": 7])
        }
    }

    static func locked(_ alias: String, _ action: String) -> Breakage {
        Breakage("a key policy against \(action)", breaks: "keyPolicy") { ground in
            try ground.addToKeyPolicy(
                ["Sid": "No", "Effect": "Deny", "Principal": "*", "Action": .string(action), "Resource": "*"], of: alias)
        }
    }

    /// The account administers its key, and gets no more of it than one action.
    static func handedOnOnly(_ alias: String, _ action: String) -> Breakage {
        Breakage("a key policy that hands on \(action) only", breaks: "keyPolicy") { ground in
            let root: JSONValue = ["AWS": .string("arn:aws:iam::\(Lab.account):root")]
            let document = Fixtures.document([
                "Effect": "Allow", "Principal": root, "Action": ["kms:Put*", "kms:Get*", "kms:List*", .string(action)], "Resource": "*"
            ])
            try ground.kms("PutKeyPolicy", ["KeyId": .string(try ground.keyID(of: alias)), "PolicyName": "default", "Policy": document.asText])
        }
    }
}
