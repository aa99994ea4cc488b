/// Security Token Service.
///
/// Source: botocore 1.43, service model sts/2011-06-15.
package enum STS {
    package static let service = AWSService(
        id: "STS", wire: .query, apiVersion: "2011-06-15", signingName: "sts", endpointPrefix: "sts", isGlobal: false)

    /// Who the credentials belong to; needs no permission.
    package static let getCallerIdentity = AWSOperation(
        service: Self.service, name: "GetCallerIdentity", mutates: false, iamAction: nil)

    /// Gives temporary credentials. Counts as a read: it changes nothing, and a second answer does no harm.
    package static let assumeRole = AWSOperation(
        service: Self.service, name: "AssumeRole", mutates: false, iamAction: "sts:AssumeRole")

    /// All operations above, by name.
    package static let operations: [AWSOperation] = [assumeRole, getCallerIdentity]
}
