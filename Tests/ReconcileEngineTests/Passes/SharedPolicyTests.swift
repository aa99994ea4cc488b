import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@testable import ReconcileEngine

/// A policy that others write too, from the look to the call and back.
@Suite struct SharedPolicyTests {
    private static let key = Fixtures.identity(.kmsKey, "shared")
    private static let root = Self.statement("Admin", "kms:*", "arn:aws:iam::\(Fixtures.accountID):root")
    private static let first = Self.statement("First", "kms:Decrypt", Fixtures.roleARN("export"))
    private static let second = Self.statement("Second", "kms:Encrypt", Fixtures.roleARN("export"))
    private let alice = OperatorIdentity(name: "alice", uid: 1000)

    private static func statement(_ sid: String, _ action: String, _ arn: String) -> JSONValue {
        ["Sid": .string(sid), "Effect": "Allow", "Principal": ["AWS": .string(arn)], "Action": .string(action), "Resource": "*"]
    }

    private static func estate(
        _ policy: JSONValue = ["statements": [Self.first, Self.second]], live: [JSONValue], mode: ReconcileMode = .enforce
    ) async throws -> Estate {
        let estate = try await Estate(
            [Fixtures.resource(.kmsKey, "shared", ["key": .string(Fixtures.keyID), "keyPolicy": policy]), Fixtures.fullRole(), Fixtures.policy()],
            mode: mode)
        Self.put(live, estate)
        return estate
    }

    private static func put(_ statements: [JSONValue], _ estate: Estate) {
        estate.cloud.edit { $0.keys[Fixtures.keyID]?.policy = ["Version": "2012-10-17", "Statement": .array(statements)] }
    }

    private static func sids(_ world: SimulatedAccount) -> [String] {
        (world.keys[Fixtures.keyID]?.policy["Statement"]?.arrayValue ?? []).compactMap { $0["Sid"]?.stringValue }
    }

    @Test func `what others write between the plan and its approval stays, and is approved anew`() async throws {
        let estate = try await Self.estate(live: [Self.root, Self.second], mode: .approve)
        try await estate.pass()
        #expect(try await estate.asking().count == 1)
        try await estate.desk.approve([], by: self.alice)
        let other = Self.statement("Other", "kms:DescribeKey", Fixtures.roleARN("export"))
        Self.put([Self.root, other, Self.second], estate)
        try await estate.pass()
        #expect(estate.cloud.attempts == 0, "what would be sent is not what was approved")
        try await estate.pass()
        #expect(try await estate.asking().count == 1)
        try await estate.desk.approve([], by: self.alice)
        #expect(try await estate.settle() == [])
        #expect(Self.sids(estate.cloud.world()) == ["Admin", "Other", "Second", "First"])
    }

    @Test func `a member that was written a moment ago is not taken away by the next one`() async throws {
        let estate = try await Self.estate(live: [Self.root, Self.first])
        estate.clock.advance(by: 100)
        estate.cloud.failNextSend(of: "PutKeyPolicy", .failed(code: "InternalFailure"))
        try await estate.pass()
        #expect(Self.sids(estate.cloud.world()) == ["Admin", "First"])
        // Before it is tried again, the other one goes and is put back, and reads show that late.
        Self.put([Self.root], estate)
        estate.clock.advance(by: 1)
        try await estate.pass()
        // That it was seen once proves nothing for the next look, which another replica may answer.
        estate.cloud.showOnlyAfter(seconds: 20)
        for _ in 1...12 {
            try await estate.pass()
            estate.clock.advance(by: 5)
        }
        estate.cloud.showOnlyAfter(seconds: 0)
        #expect(try await estate.settle() == [])
        #expect(Set(Self.sids(estate.cloud.world())) == ["Admin", "First", "Second"])
        var written: Set<String> = []
        for moment in estate.cloud.history() {
            let now = Set(Self.sids(moment.world))
            if moment.mutation == nil { written = [] } else { #expect(written.isSubset(of: now), "\(written) before \(now)") }
            if moment.mutation?.operation == "PutKeyPolicy" { written.formUnion(moment.mutation?.writes.compactMap(\.aspect.member) ?? []) }
        }
        #expect(try await estate.openIntents() == [])
    }

    @Test func `going back takes our statement out again, and leaves what others have written since`() async throws {
        let estate = try await Self.estate(live: [Self.root, Self.second])
        #expect(try await estate.settle() == [])
        let id = try #require(try await estate.store.corrections(of: Self.key, includingFinal: true).first { $0.state == .settled }).id
        let other = Self.statement("Other", "kms:DescribeKey", Fixtures.roleARN("export"))
        Self.put([Self.root, Self.first, other, Self.second], estate)
        try await estate.desk.pause(Self.key, account: "prod", reason: "look into it", until: nil, by: self.alice)
        let record = try await Rollback(context: estate.context, configuration: estate.configuration).plan(id, by: self.alice)
        try await estate.pass()
        #expect(Self.sids(estate.cloud.world()) == ["Admin", "Other", "Second"])
        #expect(estate.cloud.accepted.last == record.mutations.last)
        try await estate.desk.resume(Self.key, account: "prod", by: self.alice)
        #expect(try await estate.settle() == [])
        #expect(Set(Self.sids(estate.cloud.world())) == ["Admin", "Other", "Second", "First"])
    }

    @Test func `access that is declared is mended after a crash at any moment, once`() async throws {
        let item: JSONValue = ["principal": "Role/export", "actions": ["kms:Decrypt"], "resources": ["*"]]
        let limited = Self.statement("Admin", "kms:PutKeyPolicy", "arn:aws:iam::\(Fixtures.accountID):root")
        let keep = Fixtures.resource(.managedPolicy, "limit", ["document": Fixtures.allow("*")])
        for step in 1...6 {
            let estate = try await Self.estate(["access": [item]], live: [limited])
            _ = try await estate.store.applyDesired(DesiredChange(upserts: [keep], at: estate.clock.now().wall, actor: "tests"))
            try await estate.reopen(dyingAt: step)
            do { try await estate.pass() } catch is InjectedFault {}
            try await estate.reopen()
            #expect(try await estate.settle() == [], "dying at \(step)")
            #expect(Self.sids(estate.cloud.world()).count == 2)
            #expect(estate.cloud.accepted.count { $0.operation == "PutKeyPolicy" } == 1, "dying at \(step)")
            #expect(try await estate.openIntents() == [])
        }
    }
}
