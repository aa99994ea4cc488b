import HTTPTransport
import IAMPolicy
import Testing

@testable import AWSClient

@Suite struct AWSAnswerReaderTests {
    @Test func xmlAnswerIsReadWithItsResultAndRequestID() throws {
        let answer = try self.read(
            IAM.getRole, 200,
            "<GetRoleResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><GetRoleResult><Role><RoleName>r</RoleName></Role>"
                + "</GetRoleResult><ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></GetRoleResponse>")
        #expect(answer.result["Role"]?.text(of: "RoleName") == "r")
        #expect(answer.requestID == "id-1")
        #expect(answer.json == nil)
    }

    @Test func xmlAnswerWithoutResultIsRead() throws {
        let answer = try self.read(IAM.deleteRole, 200, "<DeleteRoleResponse><ResponseMetadata/></DeleteRoleResponse>")
        #expect(answer.result.children.isEmpty)
        #expect(answer.xml?.name == "DeleteRoleResponse")
    }

    @Test(arguments: [
        ("", JSONValue.object(JSONObject())), ("{}", .object(JSONObject())), ("null", .object(JSONObject())),
        ("{\"Policy\": \"{}\"}", .object(["Policy": "{}"]))
    ])
    func jsonAnswerIsRead(body: String, value: JSONValue) throws {
        let answer = try self.read(KMS.getKeyPolicy, 200, body, headers: [("x-amzn-RequestId", "id-2")])
        #expect(answer.json == value)
        #expect(answer.requestID == "id-2")
        #expect(answer.result == XMLElement(name: ""))
    }

    @Test(arguments: [
        (IAM.getRole, "<html><body>Login</body></html>"), (IAM.getRole, ""), (IAM.getRole, "{}"), (IAM.getRole, "<GetRoleResponse>"),
        (IAM.getRole, "<ListRolesResponse/>"), (IAM.getRole, "<!DOCTYPE html><html/>"), (KMS.describeKey, "<html/>"), (KMS.describeKey, "[]"),
        (KMS.describeKey, "{\"a\":1,\"a\":2}"), (KMS.describeKey, "{\"KeyMetadata\":")
    ])
    func answerOfAnotherFormIsNoSuccess(operation: AWSOperation, body: String) {
        let error = self.error(operation, 200, body)
        #expect(error?.code == AWSErrorCode.unparsableAnswer)
        #expect(error?.errorClass == .unparsable)
        #expect(error?.effect == AWSError.Effect.none)
    }

    @Test func unreadableSuccessOfAMutationMayHaveHadItsEffect() {
        #expect(self.error(IAM.createRole, 200, "<html/>")?.effect == .unknown)
        #expect(self.error(KMS.putKeyPolicy, 200, "<html/>")?.effect == .unknown)
    }

    @Test(arguments: [
        (
            IAM.getRole,
            "<ErrorResponse xmlns='x'><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>no r</Message></Error>"
                + "<RequestId>q</RequestId></ErrorResponse>"
        ),
        (
            IAM.getRole,
            "<?xml version='1.0'?>\n<Response><Errors><Error><Code>NoSuchEntity</Code><Message>no r</Message></Error></Errors>"
                + "<RequestID>q</RequestID></Response>"
        ),
        (IAM.getRole, "<Error><Code>NoSuchEntity</Code><Message>no r</Message><RequestId>q</RequestId></Error>"),
        (KMS.describeKey, "<ErrorResponse><Error><Code>NoSuchEntity</Code><Message>no r</Message></Error><RequestId>q</RequestId></ErrorResponse>")
    ])
    func xmlErrorsOfAllFormsAreRead(operation: AWSOperation, body: String) {
        let error = self.error(operation, 404, body)
        #expect(error?.code == "NoSuchEntity")
        #expect(error?.message == "no r")
        #expect(error?.requestID == "q")
        #expect(error?.status == 404)
        #expect(error?.errorClass == .gone)
    }

    @Test(arguments: [
        ("{\"__type\":\"NotFoundException\",\"message\":\"m\"}", ""), ("{\"__type\":\"com.amazonaws.kms#NotFoundException\",\"Message\":\"m\"}", ""),
        ("{\"__type\":\"NotFoundException:http://x/\",\"message\":\"m\"}", ""), ("{\"code\":\"NotFoundException\",\"message\":\"m\"}", ""),
        ("{\"message\":\"m\"}", "NotFoundException:http://internal.amazon.com/")
    ])
    func jsonErrorsOfAllFormsAreRead(body: String, header: String) {
        let error = self.error(KMS.describeKey, 400, body, headers: [("X-Amzn-Errortype", header), ("x-amzn-requestid", "q")])
        #expect(error?.code == "NotFoundException")
        #expect(error?.message == "m")
        #expect(error?.requestID == "q")
        #expect(error?.errorClass == .gone)
    }

    @Test(arguments: [
        (500, AWSErrorClass.transient), (502, .transient), (503, .transient), (504, .transient), (501, .unparsable), (403, .unparsable),
        (404, .unparsable), (301, .unparsable), (429, .throttled)
    ])
    func pageOfAStrangerIsNeverProofOfAbsence(status: Int, errorClass: AWSErrorClass) {
        for body in ["<html><h1>404 Not Found</h1></html>", "", "Not Found", "{\"detail\": 1}", "{", "\u{0}\u{1}", "<ErrorResponse/>"] {
            let error = self.error(IAM.getRole, status, body, headers: [("Content-Type", "text/html\r\nX: y")])
            #expect(error?.code == AWSErrorCode.unparsableAnswer)
            #expect(error?.errorClass == errorClass)
            #expect(error?.message.contains("\n") == false)
        }
    }

    @Test(arguments: [
        (400, "MalformedPolicyDocument", AWSError.Effect.none), (409, "EntityAlreadyExists", .none), (403, "AccessDenied", .none),
        (400, "Throttling", .none), (503, "Throttling", .none), (500, "ServiceFailure", .unknown), (503, "ServiceUnavailable", .unknown)
    ])
    func refusalProvesThatAMutationHadNoEffect(status: Int, code: String, effect: AWSError.Effect) {
        let body = "<ErrorResponse><Error><Code>\(code)</Code></Error></ErrorResponse>"
        #expect(self.error(IAM.createRole, status, body)?.effect == effect)
        #expect(self.error(IAM.getRole, status, body)?.effect == AWSError.Effect.none)
    }

    @Test func wordsOfStrangersAreShortenedToOneLine() {
        let long = String(repeating: "x", count: 5000)
        let error = self.error(
            IAM.getRole, 400, "<ErrorResponse><Error><Code>\(long)</Code><Message>a\nb\t\(long)</Message></Error></ErrorResponse>")
        #expect(error?.code.count == 101)
        #expect(error?.message.count == 1001)
        #expect(error?.message.hasPrefix("a b x") == true)
    }

    @Test(arguments: 0..<20)
    func mutatedAnswersAreReadOrRefusedButNeverTrap(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let bodies = [
            "<GetRoleResponse><GetRoleResult><Role><RoleName>r</RoleName></Role></GetRoleResult></GetRoleResponse>",
            "<ErrorResponse><Error><Code>NoSuchEntity</Code></Error></ErrorResponse>", "{\"__type\":\"a#b:c\",\"message\":\"m\\u0041\"}"
        ]
        for _ in 0..<200 {
            var bytes = Array(bodies[Int.random(in: 0..<3, using: &generator)].utf8)
            for _ in 0..<3 { bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator) }
            bytes.removeLast(Int.random(in: 0..<4, using: &generator))
            let response = HTTPResponse(status: [200, 400, 500].randomElement(using: &generator) ?? 200, body: bytes)
            for operation in [IAM.getRole, KMS.describeKey] {
                do throws(AWSError) {
                    let answer = try AWSAnswerReader(operation: operation).read(response)
                    #expect(answer.status == 200)
                } catch {
                    #expect(!error.code.isEmpty)
                    #expect(error.service == operation.service.id)
                }
            }
        }
    }

    private func read(
        _ operation: AWSOperation, _ status: Int, _ body: String, headers: [(name: String, value: String)] = []
    ) throws(AWSError) -> AWSAnswer {
        try AWSAnswerReader(operation: operation).read(HTTPResponse(status: status, headers: headers, body: Array(body.utf8)))
    }

    private func error(
        _ operation: AWSOperation, _ status: Int, _ body: String, headers: [(name: String, value: String)] = []
    ) -> AWSError? {
        do throws(AWSError) { _ = try self.read(operation, status, body, headers: headers) } catch { return error }
        return nil
    }
}
