import AWSClient
import SimulatedAWS
import Testing

/// Which operations of the client the simulated AWS carries out.
@Suite struct OperationCoverageTests {
    /// What nothing that runs on the simulator needs; `docs/EMULATION.md` names them.
    private static let notSimulated: [String: Set<String>] = [
        "iam": ["SimulateCustomPolicy", "SimulatePrincipalPolicy"],
        "sts": ["AssumeRoleWithWebIdentity", "DecodeAuthorizationMessage"],
        "kms": [], "s3": [], "organizations": [], "sqs": [], "cloudtrail": [], "rds": [],
        "ec2": ["ModifySecurityGroupRules"], "sagemaker": ["CreatePresignedNotebookInstanceUrl"],
        "neptune-graph": [
            "CancelExportTask", "GetExportTask", "GetImportTask", "ListExportTasks", "ListImportTasks", "StartExportTask", "StartImportTask"
        ]
    ]

    @Test(arguments: Self.notSimulated.keys.sorted())
    func everyOperationIsSimulatedOrNamedAsNotSimulated(service: String) throws {
        let table = try #require(ServiceCatalog.tables.first { $0.service.signingName == service })
        let missing = Set(table.operations.filter { !WorldOperations.isSimulated($0) }.map(\.name))
        #expect(missing == Self.notSimulated[service])
    }
}
