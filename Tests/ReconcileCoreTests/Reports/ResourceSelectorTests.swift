import Testing

@testable import ReconcileCore

@Suite struct ResourceSelectorTests {
    @Test(arguments: ["Role", "role", "ROLES", "roles"])
    func `a kind is found as people type it`(text: String) throws {
        #expect(try ResourceSelector.kind(named: text) == .role)
    }

    @Test func `plurals of kinds that end in y are known`() throws {
        #expect(try ResourceSelector.kind(named: "managedpolicies") == .managedPolicy)
        #expect(try ResourceSelector.kind(named: "kmskeys") == .kmsKey)
    }

    @Test(arguments: ["Rolle", "", "Basket"])
    func `an unknown kind is refused with those that there are`(text: String) {
        let error = #expect(throws: ControlError.self) { try ResourceSelector.kind(named: text) }
        #expect(error?.code == .invalid)
        for kind in ["Bucket", "KMSKey", "NeptuneBulkLoad", "NeptuneCluster", "Role"] { #expect(error?.message.contains(kind) == true) }
    }

    @Test(
        arguments: [
            ("Role", nil, nil, nil), ("Role/x", nil, nil, "x"), ("prod/Role/x", "prod", nil, "x"),
            ("prod/eu-west-1/KMSKey/x", "prod", "eu-west-1", "x")
        ] as [(String, String?, String?, String?)])
    func `all forms of a name are read`(text: String, account: String?, region: String?, name: String?) throws {
        let selector = try ResourceSelector(parsing: text, account: nil)
        #expect(selector.account == account && selector.region == region && selector.name == name)
    }

    @Test(arguments: ["", "/", "Role/", "/x", "a//Role/x", "a/b/Role/x/y"])
    func `what is no name is refused`(text: String) {
        #expect(throws: ControlError.self) { try ResourceSelector(parsing: text, account: nil) }
    }

    @Test func `two different accounts are refused`() {
        #expect(throws: ControlError.self) { try ResourceSelector(parsing: "prod/Role/x", account: "test") }
    }

    @Test func `IAM names are found without case, key names with it`() throws {
        #expect(try ResourceSelector(parsing: "role/NEPTUNE-export", account: nil).matches(ReportSamples.role))
        #expect(try !ResourceSelector(parsing: "kmskey/NEPTUNE-export", account: nil).matches(ReportSamples.key))
    }

    @Test func `exactly one is found, none is said, several are named`() throws {
        let other = ResourceIdentity(account: "test", region: nil, kind: .role, name: "neptune-export")
        let all = [ReportSamples.role, other, ReportSamples.key]
        let selector = try ResourceSelector(parsing: "Role/neptune-export", account: nil)
        #expect(try selector.single(among: [ReportSamples.role, ReportSamples.key]) == ReportSamples.role)
        #expect(throws: ControlError.self) { try selector.single(among: [ReportSamples.key]) }
        let error = #expect(throws: ControlError.self) { try selector.single(among: all) }
        #expect(error?.message.contains("prod/Role/neptune-export, test/Role/neptune-export") == true)
        #expect(try ResourceSelector(parsing: "Role/neptune-export", account: "test").single(among: all) == other)
    }
}
