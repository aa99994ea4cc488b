import IAMPolicy
import ReconcileCore
import Testing

@testable import Manifests

@Suite struct PolicySourceTests {
    private static let frame = "apiVersion: reconciled/v1\nkind: Role\nmetadata: {name: r}\nspec:\n"

    @Test(arguments: [
        (
            "  trustPolicy: |\n    {\"Version\": \"2012-10-17\",\n     \"Version\": \"2012-10-17\"}\n",
            "m.yaml:7:6: JSON: "
        ),
        ("  trustPolicy: |2\n\n     {\"Statement\": [],}\n", "m.yaml:7:"),
        ("  trustPolicy: |\n    {\"Statement\": [] // note\n    }\n", "m.yaml:6:22: JSON: "),
        ("  trustPolicy: '{\"Statement\": x}'\n", "m.yaml:5:31: JSON: "),
        ("  trustPolicy: \"{\\\"Statement\\\": x}\"\n", "m.yaml:5:16: JSON: "),
        ("  trustPolicy: >\n    {\"Statement\":\n    x}\n", "m.yaml:5:16: JSON: ")
    ])
    func tellsTheLineOfAFaultInJSONText(spec: String, start: String) {
        let faults = Samples.manifestFaults(Self.frame + spec)
        #expect(faults.count == 1)
        #expect(faults.first?.hasPrefix(start) == true, "\(faults)")
    }

    @Test(arguments: [
        (
            "  trustPolicy: {Version: 2012-10-17, Statement: [{Efect: Allow, Action: x}]}\n",
            ["m.yaml:5:50"], "Effect is missing"
        ),
        (
            "  trustPolicy:\n    Statement:\n      - Effect: Allow\n        Principal: {AWS: \"*\"}\n"
                + "        Action: sts:AssumeRole\n        Resorce: x\n",
            ["m.yaml:10:9"], "there is no policy element of this name (did you mean `Resource`?)"
        ),
        (
            "  trustPolicy: |\n    {\"Version\": \"2012-10-17\",\n"
                + "     \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": \"*\",\n       \"Action\": \"assume\"}]}\n",
            ["m.yaml:8:18"], "an action is \"*\" or has the form service:Name"
        )
    ])
    func tellsWhereAPolicyIsWrong(spec: String, places: [String], message: String) {
        let faults = Samples.manifestFaults(Self.frame + spec)
        #expect(faults.contains { fault in places.contains { fault.hasPrefix("\($0): ") } && fault.contains(message) }, "\(faults)")
    }

    @Test(arguments: [
        ("5", "m.yaml:5:16: spec.trustPolicy must be a policy: a map, JSON text or {file: NAME}, found the number 5"),
        ("null", "m.yaml:5:16: spec.trustPolicy must be a policy: a map, JSON text or {file: NAME}, found nothing (null)"),
        ("\"[]\"", "m.yaml:5:16: spec.trustPolicy must be a policy document (a map), found a list"),
        ("{file: x.json, Version: 1}", "m.yaml:5:31: spec.trustPolicy: `Version` cannot stand beside `file`"),
        ("{file: ../x.json}", "m.yaml:5:23: spec.trustPolicy.file must be a path below the manifest's folder: `../x.json`"),
        ("{file: /etc/passwd}", "m.yaml:5:23: spec.trustPolicy.file must be a path below the manifest's folder: `/etc/passwd`"),
        ("{file: no.json}", "m.yaml:5:23: spec.trustPolicy.file cannot be read (No such file or directory): `no.json`"),
        ("{statements: []}", "m.yaml:5:17: spec.trustPolicy cannot be declared by `statements`; write the whole document"),
        (
            "{Statement: {Effect: Allow, Principal: {AWS: 012345678901}, Action: sts:AssumeRole}}",
            "m.yaml:5:61: spec.trustPolicy holds the number 012345678901, which is no number in JSON: quote it"
        )
    ])
    func tellsWhatIsNoPolicy(value: String, fault: String) {
        let faults = Samples.manifestFaults("\(Self.frame)  trustPolicy: \(value)\n")
        #expect(faults.contains(fault), "\(faults)")
    }

    @Test func tellsFaultsOfAnInlinedFileInThatFile() throws {
        let folder = try TemporaryFolder()
        try folder.write("m.yaml", "\(Self.frame)  trustPolicy: {file: sub/trust.json}\n")
        let file = try folder.write("sub/trust.json", "{\"Statement\": [\n  {\"Effect\": \"Allow\", \"Effect\": \"Deny\"}]}")
        #expect {
            _ = try ManifestLoader.load(folder: folder.path, context: Samples.context())
        } throws: { error in
            let faults = (error as? ManifestError)?.faults ?? []
            return faults.map(\.file) == [file] && faults.map(\.line) == [2] && faults.map(\.column) == [23]
        }
    }

    @Test func refusesLinksThatLeadOut() throws {
        let (folder, outside) = (try TemporaryFolder(), try TemporaryFolder())
        let secret = try outside.write("secret.json", #"{"Statement": []}"#)
        try folder.link("trust.json", to: secret)
        try folder.link("sub", to: outside.path)
        for name in ["trust.json", "sub/secret.json"] {
            let file = try folder.write("m.yaml", "\(Self.frame)  trustPolicy: {file: \(name)}\n")
            #expect {
                _ = try ManifestLoader.load(paths: [file], context: Samples.context())
            } throws: { error in
                (error as? ManifestError)?.faults.map(\.message) == [
                    "spec.trustPolicy.file is a link that leads out of the manifest's folder: `\(name)`"
                ]
            }
        }
    }

    @Test func storesJSONTextAsAnObject() throws {
        let text =
            Self.frame
            + "  trustPolicy: '{\"Statement\": {\"Effect\": \"Allow\", \"Principal\": "
            + "{\"AWS\": \"{{account.id}}\"}, \"Action\": \"sts:AssumeRole\"}}'\n"
        let set = try ManifestLoader.parse(text: text, file: "m.yaml", context: Samples.context())
        #expect(set.resources.first?.spec["trustPolicy"]?["Statement"]?["Principal"]?["AWS"] == "111122223333")
    }

    private static let keyFrame = "apiVersion: reconciled/v1\nkind: KMSKey\nmetadata: {name: k}\nspec:\n  key: alias/k\n"

    @Test(arguments: [
        (
            "{statements: [{Effect: Allow, Principal: \"*\", Action: \"kms:*\", Resource: \"*\"}]}",
            [
                "m.yaml:6:28: spec.keyPolicy.statements[0] needs a Sid: by it the statement is found again"
            ]
        ),
        (
            "{statements: [{Sid: A, Effect: Allow, Principal: \"*\", Action: \"kms:*\", Resource: \"*\"}, "
                + "{Sid: A, Effect: Deny, Principal: \"*\", Action: \"kms:*\", Resource: \"*\"}]}",
            [
                "m.yaml:6:107: spec.keyPolicy.statements[1] has the Sid `A` of another statement"
            ]
        ),
        (
            "{statements: [{Sid: A, Effect: Allow, Principal: \"*\", Action: \"kms:*\", Resource: \"*\"}], Version: 2012-10-17}",
            [
                "m.yaml:6:102: spec.keyPolicy: `Version` cannot stand beside `statements`"
            ]
        ),
        (
            "{access: [{principal: Role/r, actions: [\"kms:*\"], resources: [\"*\"], context: {\"kms:ViaService\": [a, b]}}]}",
            [
                "m.yaml:6:36: spec.keyPolicy.access[0].principal: there is no manifest of `Role/r` in account `prod`"
            ]
        ),
        (
            "{access: [{principal: \"arn:aws:iam::111122223333:role/r\", action: [\"kms:*\"], resources: [\"*\"]}]}",
            [
                "m.yaml:6:24: spec.keyPolicy.access[0].actions is missing",
                "m.yaml:6:72: unknown key `action` in spec.keyPolicy.access[0] (did you mean `actions`?)"
            ]
        )
    ])
    func checksTheOtherForms(value: String, faults: [String]) {
        #expect(Samples.manifestFaults("\(Self.keyFrame)  keyPolicy: \(value)\n") == faults)
    }

    @Test func keepsTheOtherFormsAsTheyAreWritten() throws {
        let access = #"{"access":[{"principal":"arn:aws:iam::111122223333:role/r","actions":["kms:*"],"resources":["*"]}]}"#
        let set = try ManifestLoader.parse(text: "\(Self.keyFrame)  keyPolicy: \(access)\n", file: "m.yaml", context: Samples.context())
        #expect(set.resources.first?.spec["keyPolicy"].map(JSONWriter.compact) == access)
        #expect(set.notes.isEmpty)
    }
}
