import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@Suite struct DriftDetectorTests {
    private func verdicts(
        _ spec: JSONObject, live: [AspectName: JSONValue], gaps: [String: ReadGap] = [:], ownership: Ownership = .exclusive
    ) throws -> [AspectName: Verdict] {
        let role = Fixtures.resource(.role, "export", spec)
        let desired = try RoleKind().desiredAspects(of: role, resolver: Fixtures.references())
        let reading = LiveResource(arn: Fixtures.roleARN("export"), uniqueID: "AROA1", aspects: live, gaps: gaps)
        return DriftDetector(kind: .role, desired: desired, ownership: ownership).verdicts(for: .present(reading))
    }

    private func kind(_ verdict: Verdict?) -> DriftKind? {
        if case .drifted(let drift) = verdict { drift.kind } else { nil }
    }

    private static let gap = ReadGap(code: .denied, message: "denied")

    @Test(
        arguments: [
            (["description": "a"], [AspectName("description"): "a"], nil),
            (["description": "a"], [AspectName("description"): "b"], .modified),
            (["description": "a"], [:], .missing),
            (["description": .null], [AspectName("description"): "b"], .extra),
            (["description": .null], [:], nil),
            (["description": ""], [:], nil),
            (["description": ""], [AspectName("description"): "b"], .extra)
        ] as [(JSONObject, [AspectName: JSONValue], DriftKind?)])
    func aValueIsComparedWithWhatIsDeclared(spec: JSONObject, live: [AspectName: JSONValue], kind: DriftKind?) throws {
        #expect(self.kind(try self.verdicts(spec, live: live)[AspectName("description")]) == kind)
    }

    @Test(arguments: Ownership.allCases, ["tags", "inlinePolicies", "managedPolicies"])
    func anUndeclaredMemberCountsOnlyUnderExclusiveOwnership(ownership: Ownership, base: String) throws {
        let extra = AspectName(base, "extra")
        let verdicts = try self.verdicts([base: .null], live: [extra: "x"], ownership: ownership)
        #expect(self.kind(verdicts[extra]) == (ownership == .exclusive ? .extra : nil))
    }

    @Test(arguments: Ownership.allCases)
    func aDeclaredMemberThatIsGoneCountsUnderBothOwnerships(ownership: Ownership) throws {
        let verdicts = try self.verdicts(["tags": ["owner": "graph"]], live: [:], ownership: ownership)
        #expect(self.kind(verdicts[AspectName("tags", "owner")]) == .missing)
    }

    @Test func membersOfASetThatIsNotDeclaredDoNotCount() throws {
        let verdicts = try self.verdicts(["description": "a"], live: [AspectName("tags", "x"): "1", AspectName("description"): "a"])
        #expect(Set(verdicts.keys) == [.existence, AspectName("description")])
    }

    @Test(arguments: [("aws:cloudformation:stack-id", false), ("AWS:x", false), ("aws", true), ("awsome:x", true)])
    func tagsThatAWSSetsItselfAreNotExtra(key: String, isExtra: Bool) throws {
        let verdicts = try self.verdicts(["tags": .null], live: [AspectName("tags", key): "x"])
        #expect((self.kind(verdicts[AspectName("tags", key)]) == .extra) == isExtra)
    }

    @Test func anAspectThatCouldNotBeReadIsNeitherInSyncNorGone() throws {
        let load = AspectName("inlinePolicies", "load")
        let verdicts = try self.verdicts(
            ["inlinePolicies": ["load": Fixtures.allow("s3:*")], "description": "a"], live: [AspectName("description"): "a"],
            gaps: ["inlinePolicies[load]": Self.gap])
        #expect(verdicts[load] == .undetermined(Self.gap))
        #expect(verdicts[AspectName("description")] == .inSync(spelledDifferently: false))
    }

    @Test func aListThatCouldNotBeReadMayHideWhatMustNotBeThere() throws {
        let verdicts = try self.verdicts(["tags": .null], live: [:], gaps: ["tags": Self.gap])
        #expect(verdicts[AspectName("tags")] == .undetermined(Self.gap))
    }

    @Test func whatIsAbsentIsOneDriftOfExistence() throws {
        let desired = try RoleKind().desiredAspects(of: Fixtures.fullRole(), resolver: Fixtures.references())
        let verdicts = DriftDetector(kind: .role, desired: desired, ownership: .exclusive).verdicts(for: .absent)
        #expect(Array(verdicts.keys) == [.existence])
        #expect(self.kind(verdicts[.existence]) == .missing)
    }

    @Test func whatIsUnreadableIsUndeterminedInEveryPart() throws {
        let desired = try RoleKind().desiredAspects(of: Fixtures.fullRole(), resolver: Fixtures.references())
        let verdicts = DriftDetector(kind: .role, desired: desired, ownership: .exclusive).verdicts(for: .unreadable(Self.gap))
        #expect(verdicts.count == desired.values.count + 1)
        #expect(verdicts.values.allSatisfy { $0 == .undetermined(Self.gap) })
    }

    @Test func aPolicyThatMeansTheSameIsInSyncAndOneThatDoesNotIsModified() throws {
        let same: JSONValue = [
            "Statement": ["Resource": ["*"], "Action": ["S3:getobject"], "Effect": "Allow"], "Version": "2012-10-17"
        ]
        let load = AspectName("inlinePolicies", "load")
        let spec: JSONObject = ["inlinePolicies": ["load": Fixtures.allow("s3:GetObject")]]
        #expect(try self.verdicts(spec, live: [load: same])[load] == .inSync(spelledDifferently: false))
        #expect(self.kind(try self.verdicts(spec, live: [load: Fixtures.allow("s3:PutObject")])[load]) == .modified)
    }

    @Test func anotherSidIsInSyncAndNoted() throws {
        let labelled = Fixtures.document(["Sid": "Load", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"])
        let load = AspectName("inlinePolicies", "load")
        let verdict = try self.verdicts(["inlinePolicies": ["load": Fixtures.allow("s3:GetObject")]], live: [load: labelled])[load]
        #expect(verdict == .inSync(spelledDifferently: true))
    }
}
