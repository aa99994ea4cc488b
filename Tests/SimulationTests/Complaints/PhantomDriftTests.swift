import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import SimulatedAWS
import Testing

/// What means the same is the same: nothing is told and nothing is sent.
@Suite struct PhantomDriftTests {
    /// The declared trust and inline policy of a role in another spelling.
    private static func statement(_ members: JSONObject) -> JSONValue { ["Version": "2012-10-17", "Statement": .object(members)] }

    @Test(
        arguments: [
            (
                "1, 2: another order of members",
                ["Statement": [["Resource": "*", "Action": "s3:GetObject", "Effect": "Allow"]], "Version": "2012-10-17"]
            ),
            ("13: a list of one for a text", Self.statement(["Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["*"]])),
            ("13: one statement for a list of one", Self.statement(["Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"])),
            ("6: repeated and in another case", Self.statement(["Effect": "Allow", "Action": ["s3:getobject", "S3:GetObject"], "Resource": "*"]))
        ] as [(String, JSONValue)])
    func anotherSpellingIsNoDrift(complaint: String, document: JSONValue) async throws {
        let scene = try await Scene()
        try scene.role("PutRolePolicy", ["PolicyName": "load", "PolicyDocument": document.asText])
        try await scene.pass(2)
        #expect(try await scene.drifts() == [])
        #expect(scene.sent == [])
        #expect(try await scene.told() == [:])
    }

    @Test("3, 4, 5: principals in another order") func principalsMayComeInAnyOrder() async throws {
        let scene = try await Scene()
        let first = Fixtures.roleARN("export1")
        let key = JSONValue.string(scene.estate.account.keyID)
        let root = "arn:aws:iam::\(Lab.account):root"
        let document = Fixtures.document([
            "Resource": "*", "Effect": "Allow", "Action": "kms:*", "Principal": ["AWS": [.string(first), .string(root)]]
        ])
        try scene.edit("kms", "PutKeyPolicy", ["KeyId": key, "PolicyName": "default", "Policy": document.asText])
        try await scene.pass(2)
        #expect(try await scene.drifts() == [])
        #expect(scene.sent == [])
    }

    @Test("11: white space in a document") func whiteSpaceIsNothing() async throws {
        let scene = try await Scene()
        try scene.role("PutRolePolicy", ["PolicyName": "load", "PolicyDocument": .string(JSONWriter.pretty(Fixtures.allow("s3:GetObject")))])
        try await scene.pass()
        #expect(try await scene.drifts() == [])
    }

    @Test("8, 9, 10, 58: nothing is put again that is as declared") func whatIsAsDeclaredIsNeverPutAgain() async throws {
        let scene = try await Scene()
        try await scene.pass(12)
        #expect(scene.sent == [])
        #expect(try await scene.told() == [:])
    }

    @Test("12: not declared, empty and null", arguments: [nil, JSONValue.object(JSONObject())])
    func unsetAndEmptyDoNotLoop(inline: JSONValue?) async throws {
        let scene = try await Scene()
        try scene.edit("iam", "CreateRole", ["RoleName": "bare", "AssumeRolePolicyDocument": Fixtures.trust().asText])
        var spec: JSONObject = ["trustPolicy": Fixtures.trust(), "managedPolicies": [], "permissionsBoundary": .null]
        if let inline { spec["inlinePolicies"] = inline }
        try await scene.estate.declare(Fixtures.resource(.role, "bare", spec))
        try await scene.pass(3)
        #expect(try await scene.drifts() == [])
        #expect(scene.sent == [])
    }

    @Test("15: what others attach is tolerated where that is declared") func whatOthersAttachIsLeftWhereItIsTolerated() async throws {
        let scene = try await Scene()
        let audit: JSONValue = "arn:aws:iam::aws:policy/SecurityAudit"
        try scene.role("AttachRolePolicy", ["PolicyArn": audit], name: "bystander")
        let spec: JSONObject = ["managedPolicies": []]
        let settings = ReconcileSettings(ownership: .additive)
        try await scene.estate.declare(Fixtures.resource(.role, "bystander", spec, settings: settings))
        try await scene.pass(2)
        #expect(try await scene.drifts() == [])
        #expect(scene.live("iam", "roles", "bystander", "attached") == [audit])
    }

    @Test("17, 19: a principal that was made again") func aPrincipalThatWasMadeAgainIsBoundAgainForGood() async throws {
        let scene = try await Scene()
        try scene.edit("iam", "CreateRole", ["RoleName": "caller", "AssumeRolePolicyDocument": Fixtures.trust().asText])
        let trust = Fixtures.trust(principal: Fixtures.roleARN("caller"))
        try scene.edit("iam", "CreateRole", ["RoleName": "called", "AssumeRolePolicyDocument": trust.asText])
        try await scene.estate.declare(Fixtures.resource(.role, "called", ["trustPolicy": trust]))
        try await scene.pass()
        #expect(try await scene.drifts() == [])
        try scene.role("DeleteRole", [:], name: "caller")
        try scene.role("CreateRole", ["AssumeRolePolicyDocument": Fixtures.trust().asText], name: "caller")
        try await scene.pass()
        // A namesake inherits nothing before a person says so.
        let asking = try await scene.estate.store.corrections(of: nil, includingFinal: false).filter { $0.state == .awaitingApproval }
        #expect(asking.map { $0.mutations.map(\.operation) } == [["UpdateAssumeRolePolicy"]])
        _ = try await scene.desk.approve(asking.map(\.id), by: Scene.anna)
        try await scene.pass(4)
        #expect(try await scene.drifts() == [])
        #expect(scene.sent == ["UpdateAssumeRolePolicy"])
    }
}
