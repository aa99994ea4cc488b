import IAMPolicy
import ReconcileCore
import Testing

@testable import Manifests

/// The forms `statements` and `access`, checked where they are written.
@Suite struct PolicyFormTests {
    private static let frame = "apiVersion: reconciled/v1\nkind: KMSKey\nmetadata: {name: k}\nspec:\n  key: alias/k\n"

    private static func faults(_ keyPolicy: String) -> [String] { Samples.manifestFaults("\(Self.frame)  keyPolicy: \(keyPolicy)\n") }

    private static func statement(_ sid: String, _ action: String = "kms:Decrypt") -> String {
        "{statements: [{Sid: \(sid), Effect: Allow, Principal: {AWS: \"111122223333\"}, Action: \"\(action)\", Resource: \"*\"}]}"
    }

    private static func item(
        actions: String = "[\"kms:Decrypt\"]", resources: String = "[\"*\"]", principal: String = "\"arn:aws:iam::111122223333:role/r\"",
        more: String = ""
    ) -> String {
        "{access: [{principal: \(principal), actions: \(actions), resources: \(resources)\(more)}]}"
    }

    private static let wrong: [(keyPolicy: String, fault: String)] = [
        ("{statements: []}", "m.yaml:6:27: spec.keyPolicy.statements must hold at least one statement"),
        (
            Self.statement("Reconciled0123456789abcdef"),
            """
            m.yaml:6:34: spec.keyPolicy.statements[0] has the Sid `Reconciled0123456789abcdef`, of a form that is kept \
            for statements of the form `access`
            """
        ),
        (
            Self.statement("\"A: B\""),
            "m.yaml:6:34: spec.keyPolicy.statements[0] has a Sid with characters other than those of Latin script, or with a colon"
        ),
        (
            Self.statement("\"\u{4E2D}\""),
            "m.yaml:6:34: spec.keyPolicy.statements[0] has a Sid with characters other than those of Latin script, or with a colon"
        ),
        (Self.item(actions: "[]"), "m.yaml:6:81: spec.keyPolicy.access[0].actions must name at least one"),
        (Self.item(resources: "[]"), "m.yaml:6:109: spec.keyPolicy.access[0].resources must name at least one"),
        (
            Self.item(actions: "[\"Decrypt\"]"),
            "m.yaml:6:82: spec.keyPolicy.access[0].actions[0] must be an action (service:Name): `Decrypt` must look like service:Name"
        ),
        (
            Self.item(actions: "[\"s3:GetObject\"]"),
            """
            m.yaml:6:82: spec.keyPolicy.access[0].actions[0] must be an action (service:Name): `s3:GetObject` is not granted by a key policy, \
            which is about kms: only
            """
        ),
        (
            Self.item(actions: "[\"kms:Decript\"]"),
            """
            m.yaml:6:82: spec.keyPolicy.access[0].actions[0] must be an action (service:Name): `kms:Decript` names no action of kms; \
            did you mean kms:Decrypt?
            """
        ),
        (
            Self.item(resources: "[alias/k]"),
            "m.yaml:6:110: spec.keyPolicy.access[0].resources[0] must be `*`, which is the key, or its ARN: `alias/k` is neither"
        ),
        (
            Self.item(principal: "\"*\""),
            """
            m.yaml:6:36: spec.keyPolicy.access[0].principal must be the ARN of a role, user or service or Role/NAME or User/NAME: `*` is not an ARN \
            (arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE)
            """
        ),
        (
            Self.item(more: ", context: {ViaService: a}"),
            "m.yaml:6:126: spec.keyPolicy.access[0].context: the key must be a context key (prefix:name): `ViaService` must look like prefix:name"
        ),
        ("{access: 1}", "m.yaml:6:23: spec.keyPolicy.access must be a list, found the number 1")
    ]

    @Test(arguments: Self.wrong)
    func `what is wrong is told where it stands`(keyPolicy: String, fault: String) { #expect(Self.faults(keyPolicy) == [fault]) }

    @Test(arguments: [
        Self.statement("NeptuneExport"), Self.statement("\"Enable IAM User Permissions\""), Self.statement("Reconciled"),
        Self.item(actions: "[\"kms:GenerateDataKey*\", \"KMS:decrypt\"]"),
        Self.item(resources: "[\"arn:aws:kms:eu-west-1:111122223333:key/1\"]", more: ", context: {\"kms:ViaService\": [a, b]}"), "{access: []}"
    ])
    func `what is right has no fault and no note`(keyPolicy: String) throws {
        let set = try ManifestLoader.parse(text: "\(Self.frame)  keyPolicy: \(keyPolicy)\n", file: "m.yaml", context: Samples.context())
        #expect(set.notes.isEmpty && set.resources.count == 1)
    }

    @Test func `an item that is there twice is told`() {
        let item = "{principal: \"arn:aws:iam::111122223333:role/r\", actions: [\"kms:Decrypt\"], resources: [\"*\"]}"
        #expect(Self.faults("{access: [\(item), \(item)]}") == ["m.yaml:6:117: spec.keyPolicy.access[1] says the same as [0]"])
    }

    @Test func `within the statements a fault of the policy language is told at its place`() {
        let faults = Self.faults(Self.statement("A", "Decrypt"))
        #expect(faults.count == 1 && faults.first?.hasPrefix("m.yaml:6:94: spec.keyPolicy.statements") == true, "\(faults)")
    }
}
