/// Key Management Service.
///
/// Source: botocore 1.43, service model kms/2014-11-01.
package enum KMS {
    package static let service = AWSService(
        id: "KMS", wire: .json(version: "1.1", targetPrefix: "TrentService"), apiVersion: "2014-11-01", signingName: "kms",
        endpointPrefix: "kms", isGlobal: false)

    // Reads.
    package static let describeKey = Self.read("DescribeKey")
    package static let getKeyPolicy = Self.read("GetKeyPolicy")
    package static let getKeyRotationStatus = Self.read("GetKeyRotationStatus")
    package static let listAliases = Self.read("ListAliases", paged: true)
    package static let listKeys = Self.read("ListKeys", paged: true)
    package static let listResourceTags = Self.read("ListResourceTags", paged: true)

    // Writes.
    package static let cancelKeyDeletion = Self.write("CancelKeyDeletion")
    package static let disableKey = Self.write("DisableKey")
    package static let enableKey = Self.write("EnableKey")
    package static let putKeyPolicy = Self.write("PutKeyPolicy")

    /// All operations above, by name.
    package static let operations: [AWSOperation] = [
        describeKey, getKeyPolicy, getKeyRotationStatus, listAliases, listKeys, listResourceTags, cancelKeyDeletion, disableKey,
        enableKey, putKeyPolicy
    ]

    private static let paging = AWSOperation.Paging(
        requestToken: "Marker", answerToken: "NextMarker", moreFlag: "Truncated", limit: "Limit")

    private static func read(_ name: String, paged: Bool = false) -> AWSOperation {
        AWSOperation(
            service: Self.service, name: name, mutates: false, iamAction: "kms:\(name)", paging: paged ? Self.paging : nil)
    }

    private static func write(_ name: String) -> AWSOperation {
        AWSOperation(service: Self.service, name: name, mutates: true, iamAction: "kms:\(name)")
    }
}
