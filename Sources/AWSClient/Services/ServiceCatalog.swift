/// All services that this client can call.
package enum ServiceCatalog {
    package static let tables: [ServiceTable] = [
        IAM.table, STS.table, KMS.table, S3.table, Neptune.table, NeptuneGraph.table, EC2.table, Organizations.table, SQS.table,
        CloudTrail.table, SageMaker.table, AccessAnalyzer.table, ResourceGroupsTagging.table
    ]

    /// - Parameter signingName: `iam`; Neptune's is `rds`.
    package static func operation(signingName: String, name: String) -> AWSOperation? {
        self.tables.first { $0.service.signingName == signingName }?.operation(name)
    }

    /// What a policy must allow for an operation, which for S3 is not always its name; `nil` if nothing is needed or it is not known.
    package static func action(signingName: String, name: String) -> String? {
        self.operation(signingName: signingName, name: name)?.iamAction
    }
}
