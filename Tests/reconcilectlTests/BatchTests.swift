import IAMPolicy
import Testing

@testable import reconcilectl

@Suite struct BatchTests {
    private static func answer(_ judge: some LineJudge, _ line: String) -> JSONValue {
        LineBatch(judge: judge).answer(to: .complete(Array(line.utf8)))
    }

    private static let read = #"{"Statement":[{"Sid":"R","Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}"#
    private static let all = #"{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#

    // MARK: compare

    @Test func `new access comes with a request that shows it, as value or as string`() {
        let judge = CompareLine(defaultType: nil)
        #expect(Self.answer(judge, #"{"old":\#(Self.all),"new":\#(Self.read)}"#) == ["verdict": "noNewAccess"])
        let wider = Self.answer(judge, #"{"old":\#(JSONWriter.compact(.string(Self.read))),"new":\#(Self.all),"type":null}"#)
        #expect(wider["verdict"] == "newAccess")
        #expect(wider["witness"]?.objectValue?.names == ["principal", "action", "resource", "context"])
        #expect(wider["witness"]?["action"] != "s3:GetObject")
    }

    @Test(arguments: [
        (#"{"new":{"Statement":[]}}"#, "invalidLine"), (#"{"old":{"Statement":[]},"new":7}"#, "invalidDocument"),
        (#"{"old":{"Statement":[]},"new":{"Statement":[]},"type":"x"}"#, "unknownType")
    ])
    func `a comparison that cannot be made says why`(line: String, code: String) {
        #expect(Self.answer(CompareLine(defaultType: nil), line)["error"]?["code"]?.stringValue == code)
    }

    // MARK: can

    private static func can(_ members: String, principal: String = "arn:aws:iam::111122223333:role/x", policies: String) -> JSONValue {
        self.answer(
            CanLine(),
            #"{"principal":"\#(principal)","action":"s3:GetObject","resource":"arn:aws:s3:::b/k"\#(members),"policies":\#(policies)}"#)
    }

    @Test func `an answer names the statements that decide`() {
        let allowed = Self.can(#","context":{}"#, policies: #"{"identity":[\#(Self.read)],"boundary":null,"scps":null}"#)
        #expect(
            allowed == ["verdict": "allowed", "decidedBy": [["level": "identity", "policy": 0, "statement": 0, "sid": "R"]]])
        let nothing = #"{"Version":"2012-10-17","Statement":[]}"#
        let denied = Self.can("", policies: #"{"identity":[\#(Self.read)],"boundary":[\#(nothing)],"scps":[[\#(Self.all)],[]]}"#)
        #expect(denied["verdict"] == "implicitDeny" && denied["decidedBy"] == [])
        #expect(denied["missing"] == ["scps[1]", "boundary"])
        #expect(denied["reason"]?.stringValue?.contains("scps[1]") == true)
    }

    @Test(arguments: [
        (#"{"aws:SecureTransport":true}"#, "allowed"), (#"{"aws:SecureTransport":["false"]}"#, "implicitDeny"), (#"{}"#, "implicitDeny")
    ])
    func `a resource policy alone lets the anonymous in, where its condition holds`(context: String, verdict: String) {
        let policy =
            #"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}]}"#
        let answer = Self.can(#","context":\#(context)"#, principal: "*", policies: #"{"identity":[],"resource":\#(policy)}"#)
        #expect(answer["verdict"]?.stringValue == verdict)
    }

    @Test(arguments: [
        ("x y", "", "{}", "unknownPrincipal"), ("*", "", "[]", "invalidLine"), ("*", "", #"{"boundry":[]}"#, "invalidLine"),
        ("*", "", #"{"scps":[{"Statement":[]}]}"#, "invalidLine"), ("*", "", #"{"identity":[7]}"#, "invalidDocument"),
        ("*", #","context":[]"#, "{}", "invalidLine"), ("*", #","context":{"k":{}}"#, "{}", "invalidLine"),
        ("*", #","resourceAccount":1"#, "{}", "invalidLine"), ("*", "", "null", "invalidLine")
    ])
    func `a request that cannot be judged says why`(principal: String, members: String, policies: String, code: String) {
        let error = Self.can(members, principal: principal, policies: policies)["error"]
        #expect(error?["code"]?.stringValue == code)
        #expect(error?["message"]?.stringValue?.isEmpty == false)
    }

    @Test func `a line without its members says which`() {
        let error = Self.answer(CanLine(), #"{"principal":"*","action":"s3:GetObject"}"#)["error"]
        #expect(error?["message"]?.stringValue?.contains(#""resource" is missing"#) == true)
        let policies = Self.answer(CanLine(), #"{"principal":"*","action":"a:b","resource":"*"}"#)["error"]
        #expect(policies?["message"]?.stringValue?.contains(#""policies" is missing"#) == true)
    }

    // MARK: lint and format

    @Test func `findings bear their places in the text that was given`() {
        let judge = LintLine(defaultType: nil)
        let syntax = Self.answer(judge, #"{"policy":"{\n \"a\": 1, }"}"#)["findings"]?.arrayValue?.first
        #expect(syntax?["severity"] == "error" && syntax?["line"] == 2 && syntax?["path"] == "")
        let effect = Self.answer(judge, #"{"policy": {"Statement":[{"Effect":"Alow","Action":"s3:*","Resource":"*"}]}}"#)
        let finding = effect["findings"]?.arrayValue?.first { $0["path"] == "Statement[0].Effect" }
        #expect(finding?["line"] == 1 && finding?["column"] == 25)
        #expect(finding?.objectValue?.names.starts(with: ["code", "severity", "message", "path", "line", "column"]) == true)
    }

    @Test func `a type that a line names counts before the option's`() {
        let policy = #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}]}"#
        let asTrust = Self.answer(LintLine(defaultType: .identity), #"{"policy":\#(policy),"type":"trust"}"#)
        let asIdentity = Self.answer(LintLine(defaultType: .identity), #"{"policy":\#(policy)}"#)
        #expect(asTrust.list("findings").contains { $0["severity"] == "error" })
        #expect(!asIdentity.list("findings").contains { $0["severity"] == "error" })
    }

    @Test func `documents that mean the same are written the same`() {
        let left = Self.answer(FormatLine(), #"{"policy":{"Statement":{"Effect":"Allow","Action":["S3:*","s3:Get*"],"Resource":"*","Sid":"x"}}}"#)
        #expect(left == Self.answer(FormatLine(), #"{"policy":\#(Self.all)}"#))
        #expect(left["policy"]?["Statement"]?["Action"] == "s3:*")
        #expect(Self.answer(FormatLine(), #"{"policy":[]}"#)["error"]?["code"] == "invalidDocument")
    }

    @Test func `a line that is too long or no object is answered by every verb`() {
        #expect(LineBatch(judge: CanLine()).answer(to: .tooLong)["error"]?["code"] == "lineTooLong")
        #expect(Self.answer(LintLine(defaultType: nil), "7")["error"]?["code"] == "invalidLine")
        #expect(Self.answer(FormatLine(), "{}")["error"]?["code"] == "invalidLine")
    }
}
