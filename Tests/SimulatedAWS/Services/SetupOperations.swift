package import AWSClient

/// Operations that the product has no use for, but that whoever builds or edits an account does.
///
/// In the form of the product's own tables.
enum SetupOperations {
    static func operation(_ service: AWSService, _ name: String) -> AWSOperation? { Self.named(service.signingName, name) }

    static func operations(of service: AWSService) -> [AWSOperation] {
        [Self.tables, SurroundingsSetup.tables].flatMap { $0[service.signingName]?.operations ?? [] }
    }

    private static let tables: [String: ServiceTable] = [
        "iam": ServiceTable(
            service: IAM.service,
            text: """
                write CreateAccessKey POST / input=CreateAccessKeyRequest output=CreateAccessKeyResponse
                write DeleteAccessKey POST / input=DeleteAccessKeyRequest
                AccessKey UserName:s AccessKeyId:s Status:s SecretAccessKey:s
                CreateAccessKeyRequest UserName:s
                CreateAccessKeyResponse AccessKey:AccessKey
                DeleteAccessKeyRequest UserName:s AccessKeyId!:s
                """),
        "kms": ServiceTable(
            service: KMS.service,
            text: """
                write CreateKey POST / input=CreateKeyRequest output=CreateKeyResponse
                write ScheduleKeyDeletion POST / input=ScheduleKeyDeletionRequest output=ScheduleKeyDeletionResponse
                CreateKeyRequest Policy:s Description:s KeySpec:s Tags:[Tag]
                CreateKeyResponse KeyMetadata:KeyMetadata
                KeyMetadata KeyId:s Arn:s AWSAccountId:s CreationDate:t Enabled:b Description:s KeyUsage:s KeyState:s DeletionDate:t Origin:s
                  KeyManager:s CustomerMasterKeySpec:s KeySpec:s MultiRegion:b EncryptionAlgorithms:[s]
                ScheduleKeyDeletionRequest KeyId!:s PendingWindowInDays:i
                ScheduleKeyDeletionResponse KeyId:s KeyState:s
                Tag TagKey:s TagValue:s
                """),
        "s3": ServiceTable(
            service: S3.service,
            text: """
                write CreateBucket PUT / input=CreateBucketRequest
                CreateBucketRequest Bucket!:s@u=Bucket@ctx=Bucket
                """),
        "ec2": ServiceTable(
            service: EC2.service,
            text: """
                write CreateSecurityGroup POST / input=CreateSecurityGroupRequest output=CreateSecurityGroupResult
                CreateSecurityGroupRequest GroupName:s GroupDescription:s VpcId:s
                CreateSecurityGroupResult GroupId:s@n=groupId
                """),
        "rds": ServiceTable(
            service: Neptune.service,
            text: """
                write CreateDBCluster POST / input=CreateDBClusterMessage
                CreateDBClusterMessage DBClusterIdentifier:s Engine:s VpcSecurityGroupIds:[s@n=VpcSecurityGroupId] DBSubnetGroupName:s
                  EnableIAMDatabaseAuthentication:b
                """),
        "sqs": ServiceTable(
            service: SQS.service,
            text: """
                write CreateQueue POST / input=CreateQueueRequest output=CreateQueueResult
                write SendMessage POST / input=SendMessageRequest output=SendMessageResult
                CreateQueueRequest QueueName!:s
                CreateQueueResult QueueUrl:s
                SendMessageRequest QueueUrl!:s MessageBody!:s
                SendMessageResult MessageId:s
                """)
    ]

    /// The same as values, for callers that speak to another server than the simulator.
    static func named(_ service: String, _ name: String) -> AWSOperation? {
        Self.tables[service]?.operation(name) ?? SurroundingsSetup.tables[service]?.operation(name)
    }
}

/// An operation by name: of the product's tables, or of those that only building needs.
package enum WorldOperations {
    package static func operation(_ service: String, _ name: String) -> AWSOperation? {
        ServiceCatalog.operation(signingName: service, name: name) ?? SetupOperations.named(service, name)
    }

    /// Whether the simulated AWS carries it out.
    package static func isSimulated(_ operation: AWSOperation) -> Bool {
        SimulatedServices.has(operation.service.signingName, operation.name)
    }
}
