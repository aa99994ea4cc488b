import Testing

@testable import IAMPolicy

@Suite struct ActionCatalogTests {
    @Test(
        arguments: [
            ("cloudtrail", 60), ("ec2", 800), ("iam", 180), ("kms", 55), ("neptune-db", 37), ("neptune-graph", 38), ("organizations", 60),
            ("rds", 160), ("s3", 170), ("sagemaker", 440), ("sqs", 20), ("sts", 14)
        ])
    func everyServiceHasItsActions(prefix: String, count: Int) throws {
        let service = try #require(ActionCatalog.service(prefix))
        #expect(service.actions.count >= count)
        #expect(ActionCatalog.hasService(prefix))
        #expect(Set(service.actions.map { $0.name.lowercased() }).count == service.actions.count)
    }

    @Test func allTablesAreListed() {
        #expect(ActionCatalog.tabledPrefixes.count == 12)
        #expect(ActionCatalog.hasService("Lambda"))
        #expect(!ActionCatalog.hasService("neptune"))
        #expect(ActionCatalog.service("lambda") == nil)
    }

    @Test func namesHaveNoCase() throws {
        let action = try #require(ActionCatalog.service("S3")?.action("getOBJECT"))
        #expect(action.name == "GetObject")
        #expect(action.level == .read)
        #expect(action.resourceTypes == ["accesspointobject", "object"])
    }

    @Test(
        arguments: [
            ("s3", "ListBucket", .list, ["accesspoint", "bucket"]), ("s3", "PutBucketPolicy", .permissionsManagement, ["bucket"]),
            ("s3", "ListAllMyBuckets", .list, []), ("iam", "PassRole", .write, ["role"]), ("sts", "AssumeRole", .write, ["role"]),
            ("kms", "Decrypt", .write, ["key"]), ("neptune-db", "connect", .write, ["database"]),
            ("neptune-db", "GetExportJobStatus", .read, ["database"]),
            ("ec2", "RunInstances", .write, nil)
        ] as [(String, String, AccessLevel, [String]?)])
    func factsAreThoseOfTheReference(service: String, name: String, level: AccessLevel, types: [String]?) throws {
        let action = try #require(ActionCatalog.service(service)?.action(name))
        #expect(action.level == level)
        #expect(action.resourceTypes == types)
    }

    @Test func neptunesPageHasAnActionThatIsNone() throws {
        let service = try #require(ActionCatalog.service("neptune-db"))
        #expect(service.action("GetStatisticsSummary") == nil)
        #expect(service.suggestion(for: "GetStatisticsStatu") == "GetStatisticsStatus")
        #expect(service.carriers(ofKey: "querylanguage")?.count == 5)
        #expect(service.carriers(ofKey: "other") == nil)
        #expect(service.resourcePatterns == ["database": "arn:*:neptune-db:*:*:*/*"])
    }

    @Test(
        arguments: [
            ("Get*", 11), ("*DataViaQuery", 3), ("List??????", 0), ("*", 37), ("readdataviaquery", 1), ("Nothing*", 0), ("", 0)
        ])
    func patternsStandForActions(pattern: String, count: Int) throws {
        let service = try #require(ActionCatalog.service("neptune-db"))
        let matching = service.actions(matching: pattern)
        #expect(matching.count == count)
    }

    @Test func keysHaveTypes() throws {
        let service = try #require(ActionCatalog.service("kms"))
        #expect(service.keyType("encryptioncontextkeys") == .arrayOfString)
        #expect(service.keyType("EncryptionContext:team") == .string)
        #expect(service.keyType("NoSuchKey") == nil)
        #expect(ConditionKeyType.arrayOfARN.isMultivalued)
        #expect(!ConditionKeyType.arn.isMultivalued)
    }

    @Test(
        arguments: [
            ("GetObjekt", "GetObject"), ("PutObjcet", "PutObject"), ("ListBuckets", "ListBucket"), ("GetObject", nil), ("Xyz", nil), ("", nil),
            (String(repeating: "G", count: 200), nil)
        ] as [(String, String?)])
    func suggestsTheNearestName(name: String, nearest: String?) {
        #expect(ActionCatalog.service("s3")?.suggestion(for: name) == nearest)
    }

    @Test(
        arguments: [
            ("a*c", "ab*", true), ("a", "a", true), ("a", "b", false), ("*", "", true), ("a?", "a", false), ("a?c", "*bc", true),
            ("arn:*:s3:::*/*", "arn:aws:s3:::b", false), ("arn:*:s3:::*/*", "arn:aws:s3:::b*", true),
            ("arn:*:iam::*:role/*", "arn:aws:iam::1:user/x", false),
            ("arn:*:iam::*:user/*", "arn:aws:iam::1:user/${aws:username}", true), ("x*y", "*z", false), ("**", "?", true)
        ])
    func patternsOverlap(left: String, right: String, overlap: Bool) {
        #expect(PatternOverlap.exists(left, right) == overlap)
        #expect(PatternOverlap.exists(right, left) == overlap)
    }
}
