import IAMPolicy
import Testing

@testable import reconcilectl

/// What policies come in as, and what an answer about access says beside the request.
@Suite struct PolicyFormTests {
    private static let policy = #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}"#
    private static let role = """
        # a role
        apiVersion: reconciled/v1
        kind: Role
        metadata: {name: x}
        spec:
          trustPolicy: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {Service: ec2}, Action: "sts:AssumeRole"}]}
        """

    @Test(arguments: [
        (Self.policy, false), ("%7B%22Version%22%3A%222012-10-17%22%7D", false), ("", false), (Self.role, true), ("---\n\(Self.role)", true),
        (#"{"apiVersion": "reconciled/v1", "kind": "Role", "metadata": {"name": "x"}, "spec": {}}"#, true),
        (#"{"apiVersion": "reconciled/v1"}"#, false)
    ])
    func `standard input is known by what it holds`(text: String, isManifest: Bool) {
        #expect(LintSource.holdsManifests(text) == isManifest)
    }

    @Test func `a manifest on standard input is judged like one in a file`() throws {
        let source = try #require(try ManifestPolicies.read(text: Self.role, name: "<stdin>").first)
        #expect(source.type == .trust && source.file == "<stdin>" && source.subject == "Role/x trustPolicy")
        let finding = try #require(PolicyLint.lint(text: source.text, type: source.type).first { $0.severity == .error })
        #expect(finding.code == "INVALID_SERVICE_PRINCIPAL_FORMAT")
        #expect(source.place(of: finding).place.line == 6)
        #expect(throws: VerbFailure.self) { try ManifestPolicies.read(text: "apiVersion: reconciled/v1\nkind: Roll\n", name: "<stdin>") }
    }

    private func verdict(_ resource: String, _ action: String) throws -> JSONValue {
        let text = #"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "\#(action)", "Resource": "\#(resource)"}}"#
        let document = try #require(PolicyDocument.read(JSONReader.parse(text)))
        return CompareLine.json(AccessComparison.compare(old: [], new: [document], type: .identity))
    }

    @Test func `a witness says which other policies it takes`() throws {
        let plain = try #require(try self.verdict("*", "sqs:SendMessage")["witness"])
        #expect(plain["needsResourcePolicy"] == nil && plain["needsIdentityPolicy"] == nil)
        let key = try #require(try self.verdict("arn:aws:kms:*:*:key/*", "kms:Decrypt")["witness"])
        #expect(key["needsResourcePolicy"] == .bool(true) && key["needsIdentityPolicy"] == nil)
    }
}
