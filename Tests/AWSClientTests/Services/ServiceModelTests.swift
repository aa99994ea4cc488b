import HTTPTransport
import IAMPolicy
import ReconcileCore
import Testing

@testable import AWSClient

@Suite struct ServiceModelTests {
    private static let operations = ServiceCatalog.tables.flatMap(\.operations)
    /// What counts as a read although it is none by its name; `docs/AWS-CLIENT.md` says why.
    private static let readsDespiteTheirNames: Set = [
        "AssumeRole", "AssumeRoleWithWebIdentity", "ChangeMessageVisibility", "DecodeAuthorizationMessage", "DeleteMessage", "DeleteMessageBatch",
        "ReceiveMessage"
    ]

    @Test func tablesHaveNoFaults() {
        #expect(ServiceCatalog.tables.map(\.faults) == Array(repeating: [], count: ServiceCatalog.tables.count))
        #expect(Set(ServiceCatalog.tables.map(\.service.id)).count == 13)
    }

    @Test(arguments: [
        "read", "read Do POST", "read Do POST / output", "read Do POST / new=1", "read Do POST / static=A", "S A", "S A:", "S A:q", "S A:[s",
        "S A:{s}", "S A:s@new",
        "S@new A:s", "S A:s@ns", "S A:s@ts=never", "S A:[s]]", "S A:Other", "S A:s\nS A:s", "S A:[[[[[[[[[[[[[[[[[[s]]]]]]]]]]]]]]]]]]"
    ])
    func lineThatIsNotOfTheFormIsAFault(text: String) {
        #expect(!ServiceTable(service: IAM.service, text: text).faults.isEmpty)
    }

    @Test(arguments: Self.operations)
    func whatChangesSomethingIsKnownByItsNameAndByItsAction(operation: AWSOperation) {
        let isRead =
            ["Check", "Describe", "Get", "Head", "List", "Lookup", "Simulate", "Validate"].contains { operation.name.hasPrefix($0) }
            || Self.readsDespiteTheirNames.contains(operation.name)
        #expect(operation.mutates == !isRead)
        guard let action = operation.iamAction?.split(separator: ":"), !Self.readsDespiteTheirNames.contains(operation.name) else { return }
        #expect(action.count == 2)
        // Access Analyzer and the tagging API have no table of actions.
        guard let service = ActionCatalog.service(String(action[0])) else { return }
        let facts = service.action(String(action[1]))
        #expect(facts != nil, "\(action) is no action")
        let changes = facts?.level.map { [.write, .tagging, .permissionsManagement].contains($0) }
        #expect(changes ?? operation.mutates == operation.mutates, "\(action)")
    }

    @Test func onlyTheseNeedNoPermission() {
        #expect(Self.operations.filter { $0.iamAction == nil }.map(\.name) == ["AssumeRoleWithWebIdentity", "GetCallerIdentity"])
        #expect(Self.operations.filter { !$0.isSigned }.map(\.name) == ["AssumeRoleWithWebIdentity"])
    }

    @Test func listsThatComeInPagesSayHow() {
        let lists = Self.operations.filter { $0.name.hasPrefix("List") || $0.name == "GetAccountAuthorizationDetails" }
        let without: Set = ["ListTagsForResource"]
        #expect(lists.filter { $0.paging == nil }.allSatisfy { without.contains($0.name) })
        #expect(IAM.listRoles.paging == .init(requestToken: "Marker", answerToken: "Marker", moreFlag: "IsTruncated", limit: "MaxItems"))
        #expect(KMS.listAliases.paging == .init(requestToken: "Marker", answerToken: "NextMarker", moreFlag: "Truncated", limit: "Limit"))
        #expect(Organizations.listRoots.paging == .init(requestToken: "NextToken", answerToken: "NextToken", moreFlag: nil, limit: "MaxResults"))
        for operation in Self.operations {
            guard let paging = operation.paging else { continue }
            #expect(operation.inputStructure.member(paging.requestToken) != nil, "\(operation.name)")
            #expect(operation.shapes.structure(operation.output)?.member(paging.answerToken) != nil, "\(operation.name)")
            #expect(paging.limit.map { operation.inputStructure.member($0) != nil } ?? true, "\(operation.name)")
        }
    }

    @Test(arguments: [
        ("iam", "GetRole", "iam:GetRole"), ("s3", "PutBucketEncryption", "s3:PutEncryptionConfiguration"), ("s3", "HeadBucket", "s3:ListBucket"),
        ("rds", "AddRoleToDBCluster", "rds:AddRoleToDBCluster"), ("tagging", "GetResources", "tag:GetResources"), ("sts", "GetCallerIdentity", nil),
        ("iam", "ExplodeRole", nil), ("nothing", "GetRole", nil)
    ])
    func permissionOfAnOperationIsKnown(service: String, name: String, expected: String?) {
        #expect(ServiceCatalog.action(signingName: service, name: name) == expected)
    }

    /// Spec keys that say which resource is meant.
    private static let locators: Set = ["key", "groupID", "identifier", "policyID"]

    /// The core computes the daemon's own policy from the names alone.
    @Test func kindsNameOperationsThatExistAndTheActionsThatTheyNeed() {
        for definition in KindRegistry.all {
            let operations = definition.aspects.flatMap { $0.readBy + $0.writtenBy } + definition.foundBy + definition.createdBy
            for name in operations {
                let action = ServiceCatalog.action(signingName: definition.service, name: name)
                #expect([action] == definition.actions(of: name), "\(definition.kind) \(name)")
            }
        }
    }

    @Test func eachAspectSaysWhatReadsItAndWhatWritesItOrWhyNothingDoes() {
        for definition in KindRegistry.all {
            #expect(Set(definition.fields.map(\.name)).subtracting(definition.aspects.map(\.base)).isSubset(of: Self.locators), "\(definition.kind)")
            for aspect in definition.aspects {
                #expect(!aspect.readBy.isEmpty, "\(definition.kind) \(aspect.base)")
                #expect(aspect.writtenBy.isEmpty == (aspect.notCorrectable != nil), "\(definition.kind) \(aspect.base)")
            }
        }
    }

    @Test func kindsReadWithReadsAndWriteWithWrites() {
        for definition in KindRegistry.all {
            let table = ServiceCatalog.tables.first { $0.service.signingName == definition.service }
            func mutates(_ name: String) -> Bool? { table?.operation(name)?.mutates }
            for name in definition.foundBy + definition.aspects.flatMap(\.readBy) {
                #expect(mutates(name) == false, "\(definition.kind) reads with \(name)")
            }
            for name in definition.createdBy + definition.aspects.flatMap(\.writtenBy) where !name.hasPrefix("Get") {
                #expect(mutates(name) == true, "\(definition.kind) writes with \(name)")
            }
        }
    }
}
