import Foundation
import IAMPolicy
import ReconcileCore
import Testing

@testable import reconcilectl

@Suite struct PolicyVerbTests {
    /// A folder that goes when the test is over.
    private final class Folder {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("reconcilectl-\(UUID().uuidString)")

        init(_ files: [String: String]) throws {
            try FileManager.default.createDirectory(at: self.url, withIntermediateDirectories: true)
            for (name, text) in files { try Data(text.utf8).write(to: self.url.appendingPathComponent(name)) }
        }

        deinit { try? FileManager.default.removeItem(at: self.url) }

        func path(_ name: String) -> String { self.url.appendingPathComponent(name).path }
        func text(_ name: String) throws -> String { try String(contentsOfFile: self.path(name), encoding: .utf8) }
    }

    private static let read =
        #"{"Version":"2012-10-17","Statement":[{"Sid":"R","Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}]}"#
    private static let bucket =
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b/*"}]}"#

    // MARK: can

    @Test(arguments: [
        ("a.json", PolicyLevel?.none, "a.json"), ("identity=a.json", .identity, "a.json"), ("scp=a", .scp(level: 0), "a"),
        ("scp.2=a=b", .scp(level: 2), "a=b"), ("rcp.0=a", .rcp(level: 0), "a"), ("scp.9=a", nil, "scp.9=a"), ("scp.x=a", nil, "scp.x=a"),
        ("identity.1=a", nil, "identity.1=a"), ("x=a", nil, "x=a"), ("=a", nil, "=a"), ("-", nil, "-"), ("session=-", .session, "-")
    ])
    func `a file may name the level at which it counts`(option: String, level: PolicyLevel?, path: String) {
        let split = PolicyFiles.split(option)
        #expect(split.level == level && split.path == path)
    }

    @Test func `a file without a level goes where its principals say`() throws {
        let folder = try Folder(["read.json": Self.read, "bucket.json": Self.bucket])
        let files = try PolicyFiles([folder.path("bucket.json"), folder.path("read.json"), "boundary=" + folder.path("read.json")])
        #expect(files.policies.identity.count == 1 && files.policies.resource?.count == 1 && files.policies.boundary?.count == 1)
        #expect(files.policies.scps == nil && files.policies.session == nil)
        let request = AccessRequest(
            principal: try #require(RequestPrincipal("arn:aws:iam::111122223333:role/x")), action: "s3:GetObject", resource: "arn:aws:s3:::b/k")
        let evaluation = PolicyEvaluator.evaluate(request, files.policies)
        #expect(EvaluationReport.exit(of: evaluation.verdict) == .differs)
        #expect(
            CanView(evaluation: evaluation, files: files).lines(on: Samples.screen()) == [
                "denied by a statement", "  by Statement[0] in \(folder.path("bucket.json"))  resource",
                "judged by the files named; what else is attached does not count"
            ])
    }

    @Test func `a level of the organization that is left out is a fault, not a denial`() throws {
        let folder = try Folder(["read.json": Self.read])
        let failure = #expect(throws: VerbFailure.self) { try PolicyFiles(["scp.1=" + folder.path("read.json")]) }
        #expect(failure?.message.contains("scp.0") == true)
    }

    @Test func `a context key may have several values, with = in them`() {
        let context = PolicyCan.requestContext(["aws:TagKeys=a", "AWS:TagKeys=b=c", "k="])
        #expect(context["aws:tagkeys"] == ["a", "b=c"] && context["k"] == [""])
    }

    @Test(arguments: [
        (Evaluation.Verdict.allowed, ReconcileCore.ExitStatus.fine), (.explicitDeny, .differs), (.implicitDeny, .differs),
        (.undetermined, .undetermined)
    ])
    func `a verdict is an exit code`(verdict: Evaluation.Verdict, exit: ReconcileCore.ExitStatus) {
        #expect(EvaluationReport.exit(of: verdict) == exit)
    }

    @Test func `what was read last tells where the deciding statement stands`() {
        let answer: JSONValue = [
            "verdict": "allowed",
            "decidedBy": [["level": "identity", "policy": 0, "statement": 1, "sid": .null, "source": "prod/Role/load inlinePolicies[load]"]],
            "lacking": ["something"], "notEvaluated": ["service control policies"], "asOf": "2030-03-17T17:44:30.000Z"
        ]
        #expect(
            SnapshotCanView(answer: answer).lines(on: Samples.screen()) == [
                "allowed", "  by Statement[1] in prod/Role/load inlinePolicies[load]  identity", "judged by what was read at 17:44:30 (2m ago)",
                "not known: something", "not evaluated: service control policies"
            ])
        let unclear: JSONValue = ["verdict": "undetermined", "decidedBy": [], "lacking": ["why"], "reason": "why", "notEvaluated": [], "asOf": .null]
        #expect(SnapshotCanView(answer: unclear).lines(on: Samples.screen()) == ["cannot be told", "  why"])
    }

    @Test func `a drift shows its witness and why its direction is not plain`() {
        let drift: JSONValue = [
            "aspect": "trustPolicy", "kind": "modified", "direction": "undetermined", "severity": "high", "directionReason": "too intricate",
            "witness": [
                "principal": "*", "action": "sts:AssumeRole", "resource": "arn:aws:iam::111122223333:role/a",
                "context": ["sts:ExternalId": "x", "k": ["a", "b"]]
            ],
            "differences": [], "desired": "a", "live": "b"
        ]
        #expect(
            DriftLines.lines(drift, on: Samples.screen()) == [
                "  trustPolicy  modified · undetermined · high",
                #"    e.g. anybody may sts:AssumeRole on arn:aws:iam::111122223333:role/a with sts:ExternalId=x, k=["a","b"]"#,
                "    undetermined: too intricate", "    - b", "    + a"
            ])
    }

    // MARK: compare

    @Test func `a comparison tells both ways`() throws {
        let witness = AccessWitness(
            request: AccessRequest(principal: .anonymous, action: "s3:GetObject", resource: "arn:aws:s3:::b/k"), needsIdentityPolicy: false)
        #expect(
            PolicyCompare.lines(gained: .newAccess(witness), lost: .noNewAccess, on: Samples.screen()) == [
                "new access: this is allowed by NEW only", #"  principal: "*""#, "  action: s3:GetObject", "  resource: arn:aws:s3:::b/k",
                "  context: {}", "no access lost"
            ])
        #expect(
            PolicyCompare.json(gained: .noNewAccess, lost: .undetermined(reason: "why")) == [
                "verdict": "noNewAccess", "reverse": ["verdict": "undetermined", "reason": "why"]
            ])
        #expect(PolicyCompare.exit(of: .newAccess(witness)) == .differs)
        #expect(PolicyCompare.exit(of: .noNewAccess) == .fine && PolicyCompare.exit(of: .undetermined(reason: "")) == .undetermined)
    }

    // MARK: lint

    private static let twice =
        "{\n \"Version\": \"2012-10-17\",\n \"Statement\": [\n  {\"Sid\": \"A\", \"Effect\": \"Deny\", \"Action\": \"s3:*\", \"Resource\": \"*\"},\n"
        + "  {\"Sid\": \"A\", \"Effect\": \"Deny\", \"Action\": \"sqs:*\", \"Resource\": \"*\"}\n ]\n}\n"

    @Test func `a fix changes what is wrong and leaves the rest of the file, its mode and its link`() throws {
        let folder = try Folder(["p.json": Self.twice])
        let (path, link) = (folder.path("p.json"), folder.path("link.json"))
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "p.json")
        let fixed = try #require(PolicyLint.fixed(text: Self.twice))
        try FileOutput.replace(link, with: Array(fixed.utf8))
        #expect(try folder.text("p.json") == fixed && fixed.hasPrefix("{\n \"Version\": \"2012-10-17\",\n"))
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o640)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "p.json")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).count == 2)
    }

    @Test func `a file that cannot be written is an error`() {
        let failure = #expect(throws: VerbFailure.self) { try FileOutput.replace("/nonexistent/p.json", with: []) }
        #expect(failure?.exit == .error)
    }

    @Test func `a file that is neither JSON nor a manifest is judged as a policy`() throws {
        let folder = try Folder(["p.json": "{,"])
        let source = try #require(try LintSource.all(in: folder.path("p.json")).first)
        let report = LintedFile(source: source, findings: PolicyLint.lint(text: source.text), isFixed: false)
        #expect(PolicyLintVerb.exit(of: [report]) == .differs)
        let lines = LintView(reports: [report]).lines(on: Samples.screen())
        #expect(lines.first?.hasPrefix("\(folder.path("p.json")):1:2: error ") == true)
        #expect(lines.last == "1 document: 1 error")
        #expect(throws: VerbFailure.self) { try LintSource.all(in: folder.path("none.json")) }
    }

    @Test func `only errors make the answer differ`() {
        func report(_ text: String) -> LintedFile {
            LintedFile(source: LintSource(file: "p", text: text), findings: PolicyLint.lint(text: text), isFixed: false)
        }
        let warned = report(#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:PassRole","Resource":"*"}]}"#)
        #expect(!warned.findings.isEmpty && PolicyLintVerb.exit(of: [warned]) == .fine)
        #expect(PolicyLintVerb.exit(of: [warned, report(Self.twice)]) == .differs)
        #expect(LintView(reports: [report(Self.read)]).lines(on: Samples.screen()) == ["1 document: no findings"])
    }
}
