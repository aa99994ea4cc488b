import Testing

@testable import IAMPolicy

@Suite struct PolicyLintTests {
    @Test func saysWhereAndWhatToDo() throws {
        let text = """
            {
              "Version": "2012-10-17",
              "Statement": {
                "Effect": "Allow",
                "Action": ["s3:GetObject", "s3:PutObjekt"],
                "Resource": "*"
              }
            }
            """
        let finding = try #require(PolicyLint.lint(text: text).first)
        #expect(PolicyLint.lint(text: text).count == 1)
        #expect(finding.code == "INVALID_ACTION")
        #expect(finding.severity == .warning)
        #expect(finding.path == "Statement[0].Action[1]")
        #expect(finding.line == 5)
        #expect(finding.column == 32)
        #expect(finding.fix?.text == "did you mean \"s3:PutObject\"?")
        #expect(finding.fix?.isAutomatic == false)
    }

    @Test func syntaxIsAFindingWithItsPlace() {
        let findings = PolicyLint.lint(text: "{\n  \"Version\": \"2012-10-17\",\n  \"Version\": \"2012-10-17\"\n}")
        #expect(findings.map(\.code) == ["JSON_DUPLICATE_KEY"])
        #expect(findings.map(\.line) == [3])
        #expect(findings.map(\.column) == [3])
        #expect(PolicyLint.lint(text: "{\"Statement\": [}").map(\.code) == ["JSON_SYNTAX_ERROR"])
    }

    @Test func commentsAreFindingsAndTheRestIsJudged() {
        let text = """
            { // who
              "Version": "2012-10-17", # why
              "Statement": { "Effect": "Allow", /* what */ "Action": "s3:Nothing", "Resource": "*" }
            }
            """
        let findings = PolicyLint.lint(text: text)
        #expect(findings.map(\.code) == ["JSON_COMMENT", "JSON_COMMENT", "JSON_COMMENT", "INVALID_ACTION"])
        #expect(findings.map(\.line) == [1, 2, 3, 3])
        #expect(findings.map(\.column) == [3, 28, 37, 58])
    }

    @Test func aHashInsideAStringIsNoComment() {
        let text =
            "{ # x\n\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"arn:aws:s3:::b/#//\\\"#*\"}}"
        #expect(PolicyLint.lint(text: text).map(\.code) == ["JSON_COMMENT"])
    }

    @Test func theTypeIsInferredIfNotGiven() {
        let trust = Linting.trust(#"{"Service": "ec2.amazonaws.com"}"#)
        #expect(Linting.codes(trust) == [])
        #expect(Linting.codes(trust, .identity) == ["MISSING_RESOURCE", "UNSUPPORTED_PRINCIPAL"])
    }

    @Test func findingsAreInTheOrderOfTheText() {
        let text = Documents.statement(#""Sid": "a b", "Action": ["nonsense", "s3:Nothing"], "Resource": "x""#)
        let findings = PolicyLint.lint(text: text, type: .identity)
        #expect(findings.map(\.code) == ["UNSUPPORTED_SID", "INVALID_ACTION_FORMAT", "INVALID_ACTION", "INVALID_ARN_PREFIX"])
    }

    @Test func hostileDocumentsEnd() {
        let actions = (0..<2000).map { "\"s3:Nothing\($0)\"" }.joined(separator: ",")
        let findings = PolicyLint.lint(text: Documents.statement("\"Action\": [\(actions)], \"Resource\": \"*\""))
        #expect(findings.count == LintReport.entriesMax)
        let statements = (0..<150).map { number in
            let resources = "arn:aws:s3:::\(String(repeating: "*a", count: 300))\(number)"
            return "{\"Effect\": \"\(number % 2 == 0 ? "Allow" : "Deny")\", \"Action\": \"s3:GetObject\", \"Resource\": \"\(resources)\"}"
        }
        #expect(Linting.codes(Documents.document(statements.joined(separator: ","))) == ["POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA"])
        #expect(PolicyLint.lint(text: String(repeating: "[", count: 100_000)).count == 1)
        #expect(PolicyLint.lint(text: String(repeating: "#", count: 100_000)).isEmpty == false)
    }

    @Test func eachCodeHasOneMeaning() {
        let names = PolicyLint.codes.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names == names.sorted())
        #expect(names.allSatisfy { $0.utf8.allSatisfy { JSONParser.isWordByte($0) && !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) } })
        #expect(PolicyLint.codes.allSatisfy { $0.meaning.hasSuffix(".") })
    }
}
