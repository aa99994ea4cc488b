import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import SimulatedAWS
import Testing

/// Everything declared is looked at, and what could not be read is neither gone nor as declared.
@Suite struct HiddenDriftTests {
    @Test("21, 24, 27: what somebody attached or added by hand") func whatWasAddedByHandIsSeenAndRemoved() async throws {
        let scene = try await Scene()
        try scene.role("AttachRolePolicy", ["PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"])
        try scene.role("PutRolePolicy", ["PolicyName": "debug", "PolicyDocument": Fixtures.allow("s3:*").asText])
        try await scene.pass()
        #expect(Set(scene.sent) == ["DetachRolePolicy", "DeleteRolePolicy"])
        scene.estate.lab.clock.advance(by: 61)
        try await scene.pass()
        #expect(scene.estate.export == scene.estate.baseline)
        #expect(try await scene.told()["drift.detected"] == 1)
    }

    @Test("22, 25, 31: a changed trust policy and inline policy") func changedDocumentsAreSeen() async throws {
        let scene = try await Scene()
        scene.estate.lab.world.trouble.denied = ["iam:UpdateAssumeRolePolicy", "iam:PutRolePolicy"]
        try scene.role("UpdateAssumeRolePolicy", ["PolicyDocument": Fixtures.trust("ec2.amazonaws.com").asText])
        try scene.role("PutRolePolicy", ["PolicyName": "load", "PolicyDocument": Fixtures.allow("s3:*").asText])
        try await scene.pass()
        #expect(try await scene.drifts() == ["inlinePolicies[load] modified widens", "trustPolicy modified both"])
    }

    @Test("23, 26: a rule in a group that must have none") func aRuleWhereNoneMayBeIsSeen() async throws {
        let scene = try await Scene()
        let group = JSONValue.string(scene.estate.account.services.groupID)
        let rule: JSONValue = ["IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [["CidrIp": "0.0.0.0/0"]]]
        try scene.edit("ec2", "AuthorizeSecurityGroupIngress", ["GroupId": group, "IpPermissions": [rule]])
        try await scene.pass()
        #expect(scene.sent == ["RevokeSecurityGroupIngress"])
        #expect(scene.estate.export == scene.estate.baseline)
    }

    @Test("28: a bucket policy, a grant and a rule at once") func whatDoesNotStandInTheTemplateIsSeenToo() async throws {
        let scene = try await Scene()
        let key = JSONValue.string(scene.estate.account.keyID)
        let open = Fixtures.document(["Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::exports/*"])
        try scene.edit("s3", "DeletePublicAccessBlock", ["Bucket": "exports"])
        try scene.edit("s3", "PutBucketPolicy", ["Bucket": "exports", "Policy": open.asText])
        try scene.edit(
            "kms", "CreateGrant", ["KeyId": key, "GranteePrincipal": .string(Fixtures.roleARN("bystander")), "Operations": ["Decrypt"]])
        scene.estate.lab.world.trouble.denied = ["s3:PutBucketPolicy", "s3:PutPublicAccessBlock"]
        try await scene.pass()
        let drifts = try await scene.records()
        #expect(Set(drifts.map(\.aspect.base)) == ["bucketPolicy", "publicAccessBlock", "grants"])
        #expect(drifts.filter { $0.aspect.base == "bucketPolicy" }.map(\.severity) == [.critical])
    }

    @Test("29: a resource that is gone") func whatIsGoneIsMissingAndNotSkipped() async throws {
        let scene = try await Scene()
        try scene.edit("kms", "ScheduleKeyDeletion", ["KeyId": .string(scene.estate.account.keyID), "PendingWindowInDays": 7])
        let user: JSONObject.Member = .init(name: "UserName", value: .string(DeclaredAccount.user))
        let calls: [(String, JSONObject.Member?)] = [
            ("RemoveUserFromGroup", .init(name: "GroupName", value: .string(DeclaredAccount.group))),
            ("DeleteUserPolicy", .init(name: "PolicyName", value: "load")),
            ("DetachUserPolicy", .init(name: "PolicyArn", value: .string(Fixtures.policyARN("read")))), ("DeleteUser", nil)
        ]
        for (operation, more) in calls { try scene.edit("iam", operation, JSONObject([user] + [more].compactMap(\.self))) }
        scene.estate.lab.world.trouble.denied = ["kms:CancelKeyDeletion", "iam:CreateUser"]
        try await scene.pass()
        #expect(try await scene.drifts().contains { $0.hasPrefix("existence missing") })
        #expect(try await scene.drifts().contains { $0.hasPrefix("enabled modified") })
    }

    @Test("29, 75: what may not be read is not in sync") func whatMayNotBeReadIsUndetermined() async throws {
        let scene = try await Scene()
        scene.estate.lab.world.trouble.denied = ["kms:GetKeyPolicy", "s3:GetBucketPolicy"]
        try await scene.pass()
        let states = try await scene.estate.store.observedResources().filter { [.kmsKey, .bucket].contains($0.identity.kind) }.map(\.state)
        #expect(states == [.undetermined, .undetermined])
        #expect(try await scene.drifts() == [])
        #expect(scene.sent == [])
    }

    @Test("30: a statement under a known Sid with another content") func aKnownSidHidesNothing() async throws {
        let scene = try await Scene()
        let own: JSONValue = [
            "Sid": "Load", "Effect": "Allow", "Principal": ["AWS": .string(Fixtures.roleARN("export1"))], "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::exports/*"
        ]
        let region = Fixtures.identity(.bucket, "exports").region
        try await scene.estate.declare(
            DesiredResource(
                identity: ResourceIdentity(account: "prod", region: region, kind: .bucket, name: "exports"),
                spec: ["bucketPolicy": ["statements": [own]]], source: .directory(file: "estate.yaml", line: 1)))
        try await scene.pass()
        #expect(try await scene.drifts() == [])
        let foreign = Fixtures.document([
            "Sid": "Load", "Effect": "Allow", "Principal": ["AWS": "arn:aws:iam::999999999999:root"], "Action": "s3:*",
            "Resource": "arn:aws:s3:::exports/*"
        ])
        try scene.edit("s3", "PutBucketPolicy", ["Bucket": "exports", "Policy": foreign.asText])
        scene.estate.lab.world.trouble.denied = ["s3:PutBucketPolicy"]
        try await scene.pass()
        #expect(try await scene.records().map(\.severity) == [.critical])
    }

    @Test("101: a boundary, which listings of roles do not tell") func aBoundaryIsSeenInListingsToo() async throws {
        let scene = try await Scene(roles: 12)
        try scene.role("DeleteRolePermissionsBoundary", [:])
        try await scene.pass()
        #expect(scene.sent == ["PutRolePermissionsBoundary"])
    }
}
