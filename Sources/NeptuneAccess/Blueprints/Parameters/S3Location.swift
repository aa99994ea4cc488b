import IAMPolicy
import ReconcileCore

/// A bucket and the beginning of the keys that are meant in it.
package struct S3Location: Equatable, Sendable {
    package let bucket: String
    /// Empty for the whole bucket; without a slash at the end it is the beginning of names, as S3 takes it.
    package let prefix: String

    package init(bucket: String, prefix: String) {
        self.bucket = bucket
        self.prefix = prefix
    }

    /// - Returns: `nil` where the text is no `s3://BUCKET/PREFIX`.
    package init?(uri: String) {
        guard Self.fault(uri) == nil else { return nil }
        let (bucket, prefix) = Self.parts(uri)
        self.init(bucket: bucket, prefix: prefix)
    }

    package var uri: String { "s3://\(self.bucket)/\(self.prefix)" }

    package func bucketARN(_ partition: String) -> String { "arn:\(partition):s3:::\(self.bucket)" }

    /// All objects whose keys begin like that.
    package func objectsARN(_ partition: String) -> String { "\(self.bucketARN(partition))/\(self.prefix)*" }

    /// The same as a folder: what is written there comes behind a slash.
    var asFolder: S3Location {
        S3Location(bucket: self.bucket, prefix: self.prefix.isEmpty || self.prefix.hasSuffix("/") ? self.prefix : self.prefix + "/")
    }

    static func fault(_ uri: String) -> String? {
        guard uri.hasPrefix("s3://") else { return "must look like s3://BUCKET/PREFIX/" }
        let (bucket, prefix) = Self.parts(uri)
        if let fault = StringRule.bucketName.fault(bucket) { return "names the bucket `\(bucket)`, which \(fault)" }
        return StringRule.objectPrefix.fault(prefix).map { "names the prefix `\(prefix)`, which \($0)" }
    }

    private static func parts(_ uri: String) -> (bucket: String, prefix: String) {
        let rest = uri.dropFirst("s3://".count)
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        return (String(rest[..<slash]), String(rest[slash...].dropFirst()))
    }
}

extension ParameterReader {
    /// A required S3 URI.
    func location(_ name: String) throws(BlueprintFault) -> S3Location {
        guard let location = S3Location(uri: try self.required(name, .objectURI)) else {
            throw BlueprintFault(path: name, message: "must be \(StringRule.objectURI.name)", suggestion: "s3://BUCKET/PREFIX/")
        }
        return location
    }
}

extension S3Location {
    /// Limits a listing to what is meant; empty for a whole bucket.
    /// - SeeAlso: Amazon S3 User Guide, "Bucket policy examples using condition keys", `s3:prefix`.
    var listing: JSONObject {
        self.prefix.isEmpty ? JSONObject() : ["StringLike": ["s3:prefix": .string("\(self.prefix)*")]]
    }
}
