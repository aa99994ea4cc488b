import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@Suite struct DaemonPermissionsTests {
    private static func key(_ name: String, _ spec: JSONObject) -> DesiredResource {
        var spec = spec
        spec["key"] = .string(Fixtures.keyID)
        return Fixtures.resource(.kmsKey, name, spec)
    }

    private static func actions(_ keys: [DesiredResource], mode: ReconcileMode = .enforce) -> Set<String> {
        let document = DaemonPermissions(account: Fixtures.account(), resources: keys, mode: mode).document
        return Set((document["Statement"]?.arrayValue ?? []).flatMap { $0["Action"]?.arrayValue ?? [] }.compactMap(\.stringValue))
    }

    @Test(
        arguments: [
            (["enabled": true], ["kms:EnableKey", "kms:CancelKeyDeletion"]), (["enabled": false], ["kms:DisableKey", "kms:CancelKeyDeletion"]),
            ([:], []), (["keyPolicy": Fixtures.keyPolicy()], ["kms:PutKeyPolicy"])
        ] as [(JSONObject, Set<String>)])
    func `only what brings a key to its declared state is needed`(spec: JSONObject, actions: Set<String>) {
        let writing: Set = ["kms:EnableKey", "kms:DisableKey", "kms:CancelKeyDeletion", "kms:PutKeyPolicy"]
        #expect(Self.actions([Self.key("a", spec)]).intersection(writing) == actions)
        #expect(Self.actions([Self.key("a", spec)], mode: .observe).isDisjoint(with: writing))
    }

    @Test func `keys that are declared differently need both`() {
        let both = Self.actions([Self.key("a", ["enabled": true]), Self.key("b", ["enabled": false])])
        #expect(both.isSuperset(of: ["kms:EnableKey", "kms:DisableKey"]))
    }

    @Test(arguments: ReconcileMode.allCases)
    func `who changed something may be looked up in every mode`(mode: ReconcileMode) {
        #expect(Self.actions([Self.key("a", ["enabled": true])], mode: mode).contains("cloudtrail:LookupEvents"))
    }
}
