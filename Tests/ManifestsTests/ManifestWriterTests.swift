import Foundation
import IAMPolicy
import ReconcileCore
import Testing

@testable import Manifests

@Suite struct ManifestWriterTests {
    private static let resource = DesiredResource(
        identity: ResourceIdentity(account: "prod", region: nil, kind: .role, name: "r"),
        spec: JSONObject([
            JSONObject.Member(name: "path", value: "/neptune/"), JSONObject.Member(name: "maxSessionDuration", value: 3600),
            JSONObject.Member(name: "permissionsBoundary", value: .null), JSONObject.Member(name: "managedPolicies", value: []),
            JSONObject.Member(
                name: "trustPolicy",
                value: [
                    "Version": "2012-10-17",
                    "Statement": [["Effect": "Allow", "Principal": ["Service": "rds.amazonaws.com"], "Action": ["sts:AssumeRole", "sts:TagSession"]]]
                ]), JSONObject.Member(name: "tags", value: ["cost": "0123", "on": "yes", "empty": ""])
        ]),
        settings: ReconcileSettings(
            mode: .enforce, ownership: .additive, deletion: .delete, propagationSeconds: 90,
            ignoreRules: [IgnoreRule(aspect: "tags[x]", reason: "why: not", owner: nil, until: Date(timeIntervalSince1970: 1_801_440_000))]),
        labels: ["team": "graph"], source: .directory(file: "m.yaml", line: 1))

    @Test func writesAManifestThatReadsTheSame() throws {
        let text = ManifestWriter.yaml(Self.resource)
        let set = try ManifestLoader.parse(text: text, file: "m.yaml", context: Samples.context())
        #expect(set.resources == [Self.resource])
    }

    @Test func writesBlocksInTheAuthorsOrder() {
        let expected = """
            apiVersion: reconciled/v1
            kind: Role
            metadata:
              name: r
              account: prod
              labels:
                team: graph
            spec:
              path: /neptune/
              maxSessionDuration: 3600
              permissionsBoundary: null
              managedPolicies: []
              trustPolicy:
                Version: "2012-10-17"
                Statement:
                  - Effect: Allow
                    Principal:
                      Service: rds.amazonaws.com
                    Action:
                      - sts:AssumeRole
                      - sts:TagSession
              tags:
                cost: "0123"
                "on": "yes"
                empty: ""
            reconcile:
              mode: enforce
              ownership: additive
              deletion: delete
              propagation: "90s"
              ignore:
                - aspect: "tags[x]"
                  reason: "why: not"
                  until: "2027-02-01T00:00:00.000Z"

            """
        #expect(ManifestWriter.yaml(Self.resource) == expected)
    }

    @Test(arguments: [
        "", " ", "a", "a b", "a:", "a: b", "a #b", "#a", "- a", "-", "?", "null", "Yes", "OFF", "true", "12", "0x1f", "1.5", ".5", "2012-10-17", "~",
        "{a}", "[a]", "*a", "&a", "!a", "%a", "@a", "`a", "a\nb", "\"", "'", "\\", "\t", "\u{7F}", "\u{85}", "\u{2028}", "a\u{FEFF}", "é", "😀",
        "arn:aws:s3:::b/*", "alias/x", "sts:AssumeRole", "<<", "=", "|", ">", "a\u{0}b"
    ])
    func writesEveryTextSoThatItReadsTheSame(text: String) throws {
        let value: JSONValue = [text: .string(text), "list": [.string(text), [.string(text)], [text: []]]]
        let faults = FaultCollector()
        let nodes = YAMLDocuments.read(ManifestWriter.yaml(value), file: "m.yaml", faults: faults)
        #expect(faults.faults.isEmpty)
        let walker = SpecWalker(definition: ManifestKind(RoleKind()), placeholders: .standIns, replaces: false, folder: nil, faults: faults)
        #expect(walker.json(try #require(nodes.first), replaces: false, path: "") == value)
    }

    @Test func tellsWhatToChangeInTheFile() {
        var wanted = Self.resource
        wanted.spec["maxSessionDuration"] = 7200
        wanted.spec["managedPolicies"] = nil
        let patch = ManifestPatch.text(from: Self.resource, to: wanted)
        #expect(patch.hasPrefix("--- m.yaml:1\n+++ m.yaml:1\n@@ -1,"))
        let changes = patch.split(separator: "\n").dropFirst(3).filter { !$0.hasPrefix(" ") }
        #expect(changes == ["-  maxSessionDuration: 3600", "+  maxSessionDuration: 7200", "-  managedPolicies: []"].map { $0[...] })
        #expect(ManifestPatch.text(from: Self.resource, to: Self.resource) == "")
        let removal = ManifestPatch.text(from: Self.resource, to: nil).split(separator: "\n").dropFirst(3)
        #expect(removal.count == 34 && removal.allSatisfy { $0.hasPrefix("-") })
    }
}
