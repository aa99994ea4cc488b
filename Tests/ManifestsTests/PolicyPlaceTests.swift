import IAMPolicy
import ReconcileCore
import Testing

@testable import Manifests

@Suite struct PolicyPlaceTests {
    private static let frame = "apiVersion: reconciled/v1\nkind: Role\nmetadata: {name: r}\nspec:\n"
    private static let action = JSONPath([.name("Statement"), .index(0), .name("Action")])

    /// The policies of one manifest, and those of its files.
    private func policies(_ spec: String, files: [String: String] = [:]) throws -> (policies: [ManifestPolicy], folder: TemporaryFolder) {
        let folder = try TemporaryFolder()
        for (name, text) in files { try folder.write(name, text) }
        let file = try folder.write("m.yaml", Self.frame + spec)
        return (try ManifestLoader.policies(paths: [file]), folder)
    }

    /// `name:line:column` of the part of the first policy.
    private func place(of path: JSONPath, in spec: String, files: [String: String] = [:]) throws -> String? {
        let (policies, folder) = try self.policies(spec, files: files)
        let policy = try #require(policies.first)
        let position = try JSONReader.parseWithPositions(policy.text).position(of: path)
        return policy.place(line: position.line, column: position.column).map { "\($0)".replacing("\(folder.path)/", with: "") }
    }

    private static let flow = #"{Version: "2012-10-17", Statement: [{Effect: Allow, Action: [a:B, "c:D"], Resource: "*"}]}"#
    private static let json = #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "a:B", "Resource": "*"}]}"#
    private static let lines = "{\n  \"Statement\": [\n    {\"Effect\": \"Allow\",\n     \"Action\": \"a:B\"}\n  ]\n}\n"
    private static let indented =
        "      {\n        \"Statement\": [\n          {\"Effect\": \"Allow\",\n           \"Action\": \"a:B\"}\n        ]\n      }\n"

    @Test(arguments: [
        ("  trustPolicy: \(Self.flow)\n", Self.action.appending(1), "m.yaml:5:82"),
        ("  trustPolicy: \(Self.flow)\n", Self.action, "m.yaml:5:76"),
        ("  trustPolicy: \(Self.flow)\n", .root, "m.yaml:5:16"),
        ("  trustPolicy: \(Self.json)\n", Self.action, "m.yaml:5:86"),
        (
            "  trustPolicy:\n    Statement:\n    - Effect: Allow\n      Action:\n        - a:B\n        - c:D\n", Self.action.appending(1),
            "m.yaml:10:11"
        ),
        ("  trustPolicy:\n    # {\n    Statement: {Effect: Allow, Action: &a a:B}\n", Self.action, "m.yaml:7:40"),
        ("  trustPolicy: {Statement: {Effect: &e Allow, Action: *e}}\n", Self.action, "m.yaml:5:37"),
        ("  trustPolicy: {Statement: {Effect: \"é😀\", Action: a:B}}\n", Self.action, "m.yaml:5:51"),
        ("  trustPolicy: {Statement: {Sid: \"{{account.id}}\", Effect: \"{{region}}\", Action: a:B}}\n", Self.action, "m.yaml:5:82"),
        ("  trustPolicy: '\(Self.json)'\n", Self.action, "m.yaml:5:87"),
        ("  trustPolicy: |\n\(Self.indented)", Self.action, "m.yaml:9:22"),
        ("  trustPolicy: |-\n\n\(Self.indented)", Self.action, "m.yaml:10:22"),
        ("  trustPolicy: |2\n\(Self.indented)", Self.action, "m.yaml:9:22"),
        ("  trustPolicy: |4\n\n\(Self.indented)", Self.action, "m.yaml:10:22"),
        ("  trustPolicy: \"{\\\"Statement\\\": [{\\\"Action\\\": \\\"a:B\\\"}]}\"\n", Self.action, "m.yaml:5:16"),
        ("  trustPolicy: >\n    {\"Statement\": [\n    {\"Action\": \"a:B\"}]}\n", Self.action, "m.yaml:5:16"),
        ("  trustPolicy: {file: p.json}\n", Self.action, "p.json:4:16"),
        ("  trustPolicy: {file: p.json}\n", .root, "p.json:1:1"),
        ("  inlinePolicies:\n    b:\n      file: sub/q.json\n", Self.action, "sub/q.json:1:71")
    ])
    func tellsWhereAPartIsWritten(spec: String, path: JSONPath, place: String) throws {
        #expect(try self.place(of: path, in: spec, files: ["p.json": Self.lines, "sub/q.json": Self.json]) == place)
    }

    @Test func tellsWherePartsOfStatementsAreWritten() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            "k.json",
            """
            {"apiVersion": "reconciled/v1", "kind": "KMSKey", "metadata": {"name": "k"},
             "spec": {"key": "alias/k",
              "keyPolicy": {"statements": [
               {"Sid": "A", "Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}]}}}
            """)
        let policy = try #require(try ManifestLoader.policies(paths: [file]).first)
        let json = try JSONReader.parseWithPositions(policy.text)
        func place(_ path: JSONPath) -> String? {
            let position = json.position(of: path)
            return policy.place(line: position.line, column: position.column).map { "\($0.line):\($0.column)" }
        }
        #expect(place(Self.action) == "4:64")
        // The version is the product's own: the document stands for it.
        #expect(place(JSONPath.root.appending("Version")) == "3:16")
        #expect(policy.type == .key && policy.resource == "KMSKey/k" && policy.aspect == "keyPolicy")
    }

    @Test func everyTextIsFoundAtItsPlace() throws {
        let spec = """
              trustPolicy:
                Version: "2012-10-17"
                Statement:
                  - {Sid: One, Effect: Allow, Principal: {AWS: ["111122223333", '*']}, Action: "sts:AssumeRole"}
                  - Effect: "Deny"   # "Allow"
                    Principal: {"Service": rds.amazonaws.com}
                    Action: [sts:TagSession, 'sts:SetSourceIdentity']
                    Condition: {StringEquals: {"aws:x": [b, "ü c"]}, Bool: {"k": "true"}}
              inlinePolicies:
                b: |
                  {"Version": "2012-10-17",
                     "Statement": [{"Effect": "Deny",
                    "Action": ["p:Q",
                        "r:S"], "Resource": "*"}]}

            """
        let lines = (Self.frame + spec).split(separator: "\n", omittingEmptySubsequences: false)
        var seen = 0
        for policy in try self.policies(spec).policies {
            let json = try JSONReader.parseWithPositions(policy.text)
            #expect(policy.text == JSONWriter.compact(json.value))
            for (path, text) in Self.texts(of: json.value, at: .root) {
                let position = json.position(of: path)
                let place = try #require(policy.place(line: position.line, column: position.column))
                let written = lines[place.line - 1].unicodeScalars.dropFirst(place.column - 1).drop { $0 == "\"" || $0 == "'" }
                #expect(String(written).hasPrefix(text), "\(path) at \(place)")
                seen += 1
            }
        }
        #expect(seen == 18)
    }

    private static func texts(of value: JSONValue, at path: JSONPath) -> [(JSONPath, String)] {
        switch value {
        case .string(let text): [(path, text)]
        case .array(let elements): elements.enumerated().flatMap { Self.texts(of: $0.element, at: path.appending($0.offset)) }
        case .object(let object): object.members.flatMap { Self.texts(of: $0.value, at: path.appending($0.name)) }
        case .null, .bool, .number: []
        }
    }

    @Test(arguments: [
        ("  trustPolicy: |\n    // who\n    {\"a\": \"{{account.id}}\", \"b\": 1, }\n", 2, 31, "m.yaml:7:37"),
        ("  trustPolicy: |\n    # who\n    {\"a\": \"{{account.id}}\", \"b\": 1, }\n", 2, 8, "m.yaml:7:12"),
        ("  trustPolicy: |\n    # who\n    {\"a\": \"{{account.id}}\", \"b\": 1, }\n", 2, 9, "m.yaml:7:12"),
        ("  trustPolicy: |\n    # who\n    {\"a\": \"{{account.id}}\", \"b\": 1, }\n", 2, 7, "m.yaml:7:11"),
        ("  trustPolicy: |\n    # {{x}}\n    {\"b\": 1, }\n", 1, 9, "m.yaml:6:13"),
        ("  trustPolicy: '{\"a\": \"{{account.id}}\", }'\n", 1, 23, "m.yaml:5:41"),
        ("  trustPolicy: {file: p.txt}\n", 3, 2, "p.txt:3:2")
    ])
    func textThatIsNoJSONIsKeptWithItsPlaces(spec: String, line: Int, column: Int, place: String) throws {
        let (policies, folder) = try self.policies(spec, files: ["p.txt": "{\r\n\r\n }}\r\n"])
        let policy = try #require(policies.first)
        #expect(throws: JSONSyntaxError.self) { try JSONReader.parse(policy.text) }
        #expect(!policy.text.contains("{{account.id}}"))
        #expect(policy.place(line: line, column: column).map { "\($0)".replacing("\(folder.path)/", with: "") } == place)
    }

    @Test(arguments: [
        ("  trustPolicy: \"{\\\"a\\\": x}\"\n", "5:16"), ("  trustPolicy: >\n    {\"a\":\n    x}\n", "5:16")
    ])
    func ofTextThatYAMLRewritesOnlyTheWholeIsKnown(spec: String, whole: String) throws {
        let policy = try #require(try self.policies(spec).policies.first)
        #expect(policy.place(line: 1, column: 7) == nil)
        #expect("\(policy.whole.line):\(policy.whole.column)" == whole)
    }

    @Test func thePoliciesComeInTheOrderInWhichTheyAreWritten() throws {
        let spec = "  inlinePolicies: {b: \(Self.flow), a: {file: p.json}}\n  trustPolicy: \(Self.json)\n"
        let policies = try self.policies(spec, files: ["p.json": Self.lines]).policies
        #expect(policies.map(\.aspect) == ["inlinePolicies[b]", "inlinePolicies[a]", "trustPolicy"])
        #expect(policies.map(\.type) == [.identity, .identity, .trust])
        #expect(policies.map { "\($0.place.line):\($0.place.column)" } == ["5:23", "5:118", "6:16"])
    }

    @Test(arguments: [
        ("  trustPolicy: 5\n", ":5:16: spec.trustPolicy must be a policy"),
        ("  trustPolicy: {file: none.json}\n", ":5:23: spec.trustPolicy.file cannot"),
        ("  trustPolicy: {Statement: \"{{who}}\"}\n", ":5:28: spec.trustPolicy: unknown placeholder"),
        ("  trustPolicy: {Statement: 007}\n", ":5:28: spec.trustPolicy holds the number 007"),
        ("  trustPolicy: {}\n  pth: /\n", ":6:3: unknown key `pth`")
    ])
    func whatIsWrongAroundThePoliciesIsAFault(spec: String, fault: String) {
        let error = #expect(throws: ManifestError.self) { try self.policies(spec) }
        #expect(error?.faults.count == 1 && error?.message.contains(fault) == true, "\(error?.message ?? "")")
    }

    @Test func aTextTooLongForAnyPolicyIsAFault() {
        let error = #expect(throws: ManifestError.self) {
            try self.policies("  trustPolicy: '{\(String(repeating: " ", count: 131_072))}'\n")
        }
        #expect(error?.faults.map(\.message) == ["JSON: the text has 131074 bytes; at most 131072 are read"])
    }

    @Test(arguments: [
        #"{"Statement": []}"#, #"{"Statement": 5}"#, #"{"Version": "2013-10-17", "Statement": [STATEMENT]}"#, #"{"Stmt": [STATEMENT]}"#,
        #"{"Statement": [STATEMENT], "Statement": []}"#, #"{"Statement": [STATEMENT] // x"#, "{}", #"{"Version": "2012-10-17", "Statement": [{}]}"#,
        #"{"Version": "2012-10-17", "Statement": [{"Effect": "allow", "Action": "s3:*", "Resource": "*"}]}"#,
        #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3", "Resource": "*"}]}"#,
        #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": [], "Resource": "*"}]}"#,
        #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*"}]}"#,
        #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*"}]}"#,
        #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "b"}]}"#,
        #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "NotAction": "s3:*", "Resource": "*"}]}"#,
        #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Principal": "*"}]}"#,
        #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"Like": {"a:b": "c"}}}]}"#,
        #"{"Version": "2012-10-17", "Statement": [{"Sid": "a b", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}"#,
        #"{"Version": "2012-10-17", "Statement": [{"Sid": "A", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}, SIDA]}"#,
        #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Sit": "*"}]}"#
    ])
    func whatIsWrongWithinAPolicyIsForItsJudge(text: String) throws {
        let filled = text.replacing("STATEMENT", with: #"{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}"#)
            .replacing("SIDA", with: #"{"Sid": "A", "Effect": "Deny", "Action": "sqs:*", "Resource": "*"}"#)
        let folder = try TemporaryFolder()
        let file = try folder.write("m.yaml", "\(Self.frame)  inlinePolicies: {p: {file: p.json}}\n")
        try folder.write("p.json", filled)
        #expect(throws: ManifestError.self) { try ManifestLoader.load(paths: [file], context: Samples.context()) }
        let policy = try #require(try ManifestLoader.policies(paths: [file]).first)
        #expect(PolicyLint.lint(text: policy.text, type: policy.type).contains { $0.severity == .error })
    }
}
