import Foundation
import IAMPolicy
import Testing

@testable import reconcilectl

@Suite struct LintPlaceTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("reconcilectl-\(UUID().uuidString)")

    private static let misspelt = #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObjct", "Resource": "*"}]}"#
    private static let frame = "apiVersion: reconciled/v1\nkind: Role\nmetadata: {name: app}\nspec:\n"

    /// What was found in one manifest, with the folder taken out of all texts.
    private func lint(_ name: String, _ text: String, files: [String: String] = [:]) throws -> (lines: [String], json: JSONValue, type: [PolicyType?])
    {
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: self.folder) }
        for (name, text) in files.merging([name: text], uniquingKeysWith: { $1 }) {
            try Data(text.utf8).write(to: self.folder.appendingPathComponent(name))
        }
        let sources = try LintSource.all(in: self.folder.appendingPathComponent(name).path)
        let reports = sources.map {
            LintedFile(source: $0, findings: PolicyLint.lint(text: $0.text, type: $0.type), isFixed: false)
        }
        let lines = LintView(reports: reports).lines(on: Samples.screen()).map { $0.replacing("\(self.folder.path)/", with: "") }
        return (lines, .array(reports.map(\.json)), sources.map(\.type))
    }

    @Test(arguments: [
        (
            "  inlinePolicies: {a: \(Self.misspelt)}\n",
            #"m.yaml:5:93: warning INVALID_ACTION Role/app inlinePolicies[a] Statement[0].Action[0]: s3 has no action "GetObjct""#
        ),
        (
            "  inlinePolicies:\n    a: '\(Self.misspelt)'\n",
            #"m.yaml:6:79: warning INVALID_ACTION Role/app inlinePolicies[a] Statement[0].Action[0]: s3 has no action "GetObjct""#
        ),
        (
            "  inlinePolicies:\n    a: |\n      \(Self.misspelt)\n",
            #"m.yaml:7:77: warning INVALID_ACTION Role/app inlinePolicies[a] Statement[0].Action[0]: s3 has no action "GetObjct""#
        ),
        (
            "  inlinePolicies:\n    a: >-\n      \(Self.misspelt)\n",
            #"m.yaml:6:8: warning INVALID_ACTION Role/app inlinePolicies[a] Statement[0].Action[0]: s3 has no action "GetObjct""#
        ),
        (
            "  inlinePolicies:\n    a: {file: p.json}\n",
            #"p.json:1:71: warning INVALID_ACTION Role/app inlinePolicies[a] Statement[0].Action[0]: s3 has no action "GetObjct""#
        ),
        (
            "  inlinePolicies:\n    a: {file: p.txt}\n",
            "p.txt:1:26: error JSON_COMMENT Role/app inlinePolicies[a]: a comment stands here; JSON has none and AWS refuses it"
        ),
        (
            "  trustPolicy: \"{\\\"Statement\\\": [],}\"\n",
            "m.yaml:5:16: error JSON_SYNTAX_ERROR Role/app trustPolicy: a comma stands before `}`; remove it (line 1, column 18 of the text)"
        ),
        (
            "  trustPolicy:\n    Version: \"2012-10-17\"\n    Statement:\n      - Efect: Deny\n        Effect: Allow\n"
                + "        Principal: {Service: ec2.amazonaws.com}\n        Action: sts:AssumeRole\n",
            "m.yaml:8:9: error INVALID_POLICY_ELEMENT Role/app trustPolicy Statement[0].Efect: there is no policy element of this name"
        ),
        (
            "  trustPolicy:\n    Version: \"2012-10-17\"\n    Statement:\n      - Effect: Allow\n"
                + "        Principal: {AWS: [\"{{account.id}}\", \"x\"]}\n        Action: sts:AssumeRole\n",
            "m.yaml:9:45: error INVALID_PRINCIPAL_FORMAT Role/app trustPolicy Statement[0].Principal.AWS[1]: "
        )
    ])
    func `a finding in a manifest points to what is written there`(spec: String, line: String) throws {
        let files = ["p.json": Self.misspelt, "p.txt": #"{"Version":"2012-10-17", /* why */ "Statement":[]}"#]
        let found = try self.lint("m.yaml", Self.frame + spec, files: files)
        #expect(found.lines.contains { $0.hasPrefix(line) }, "\(found.lines)")
    }

    @Test func `a finding in a JSON manifest points to what is written there`() throws {
        let manifest = """
            {"apiVersion": "reconciled/v1", "kind": "Role", "metadata": {"name": "app"}, "spec": {
              "inlinePolicies": {
                "a": {"Version": "2012-10-17", "Statement": [
                  {"Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetObjct"], "Resource": "*"}]}}}}
            """
        let json = try self.lint("m.json", manifest).json
        let path = self.folder.appendingPathComponent("m.json").path
        #expect(
            json == [
                [
                    "file": .string(path), "resource": "Role/app", "aspect": "inlinePolicies[a]", "fixed": false,
                    "findings": [
                        [
                            "code": "INVALID_ACTION", "severity": "warning", "message": #"s3 has no action "GetObjct""#,
                            "path": "Statement[0].Action[1]", "file": .string(path), "line": 4, "column": 55,
                            "fix": #"did you mean "s3:GetObject"?"#
                        ]
                    ]
                ]
            ])
    }

    @Test func `a finding in a file that a manifest names has that file, in JSON too`() throws {
        let json = try self.lint("m.yaml", Self.frame + "  inlinePolicies: {a: {file: p.json}}\n", files: ["p.json": "\n" + Self.misspelt]).json
        let document = try #require(json.arrayValue?.first)
        #expect(document["file"] == .string(self.folder.appendingPathComponent("m.yaml").path))
        let finding = try #require(document["findings"]?.arrayValue?.first)
        #expect(finding["file"] == .string(self.folder.appendingPathComponent("p.json").path))
        #expect(finding["line"] == 2 && finding["column"] == 71)
    }

    @Test func `policies of a manifest are judged by the type of their aspect, with stand-ins for placeholders`() throws {
        let spec = """
              trustPolicy: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: "sts:AssumeRole"}]}
              inlinePolicies:
                own: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::{{ account.id }}/*"}]}
            """
        let found = try self.lint("m.yaml", Self.frame + spec)
        #expect(found.lines == ["2 documents: no findings"])
        #expect(found.type == [.trust, .identity])
    }

    @Test func `a folder is all its manifests, and the files that they name no policies of their own`() throws {
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: self.folder) }
        let manifest = Self.frame + "  inlinePolicies: {a: {file: p.json}, b: {file: p.json}}\n"
        try Data(manifest.utf8).write(to: self.folder.appendingPathComponent("m.yaml"))
        try Data(Self.misspelt.utf8).write(to: self.folder.appendingPathComponent("p.json"))
        let sources = try LintSource.all(in: self.folder.path)
        #expect(sources.compactMap(\.subject) == ["Role/app inlinePolicies[a]", "Role/app inlinePolicies[b]"])
        #expect(sources.compactMap(\.plainFile).isEmpty)
    }

    @Test func `what --fix leaves alone it does not offer`() throws {
        let twice = #"{Sid: A, Effect: Deny, Action: "s3:*", Resource: "*"}, {Sid: A, Effect: Deny, Action: "sqs:*", Resource: "*"}"#
        let found = try self.lint("m.yaml", Self.frame + "  inlinePolicies: {a: {Version: 2012-10-17, Statement: [\(twice)]}}\n")
        #expect(
            found.lines == [
                #"m.yaml:5:118: error UNIQUE_SIDS_REQUIRED Role/app inlinePolicies[a] Statement[1].Sid: another statement has the Sid "A" already"#,
                #"    fix: give each statement its own Sid, such as "A2""#, "1 document: 1 error"
            ])
    }

    @Test func `a manifest that cannot be read is an error with all its faults`() {
        let failure = #expect(throws: VerbFailure.self) { try self.lint("m.yaml", Self.frame + "  trustPolicy: 5\n  x: 1\n") }
        #expect(failure?.exit == .error)
        #expect(failure?.details.first?.split(separator: "\n").count == 2)
    }
}
