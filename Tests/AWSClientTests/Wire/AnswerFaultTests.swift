import HTTPTransport
import Testing

@testable import AWSClient

@Suite struct AnswerFaultTests {
    @Test(
        arguments: [
            ([:], "{\"__type\":\"com.example#Bad:http://x/\",\"message\":\"m\"}", "Bad", "m"),
            ([:], "{\"code\":\"Bad\",\"Message\":\"m\"}", "Bad", "m"), ([:], "{\"Code\":\"ns#Bad\"}", "Bad", ""),
            (["x-amzn-errortype": "Bad:http://internal/"], "{\"__type\":\"Other\",\"message\":\"m\"}", "Bad", "m"),
            (["X-Amzn-ErrorType": "a.b#Bad"], "", "Bad", ""), (["x-amzn-errortype": ""], "{\"__type\":\"Bad\"}", "Bad", ""),
            (
                ["x-amzn-query-error": "AWS.SimpleQueueService.NonExistentQueue;Sender"], "{\"__type\":\"x#QueueDoesNotExist\",\"message\":\"m\"}",
                "AWS.SimpleQueueService.NonExistentQueue", "m"
            ),
            (["x-amzn-query-error": ";Sender"], "{\"__type\":\"x#Bad\"}", "Bad", ""),
            (["x-amzn-query-error": "a;b;c"], "{\"__type\":\"x#Bad\"}", "Bad", ""),
            ([:], "<ErrorResponse><Error><Code>Bad</Code><Message>m</Message></Error></ErrorResponse>", "Bad", "m"),
            ([:], "<Response><Errors><Error><Code>Bad</Code></Error></Errors></Response>", "Bad", ""),
            ([:], " <Error><Code>Bad</Code></Error>", "Bad", "")
        ] as [([String: String], String, String, String)])
    func codeIsFoundWhereverTheServicePutsIt(headers: [String: String], body: String, code: String, message: String) {
        let fault = AnswerFault(HTTPResponse(status: 400, headers: headers.map { ($0.key, $0.value) }, body: Array(body.utf8)))
        #expect(fault?.code == code)
        #expect(fault?.message == message)
    }

    @Test(arguments: ["", "{}", "{\"code\":5}", "{", "<html/>", "<Error/>", "<Error><Code/></Error>", "text", "[]"])
    func answerWithoutACodeIsNoFaultOfAWS(body: String) { #expect(AnswerFault(HTTPResponse(status: 400, body: Array(body.utf8))) == nil) }

    @Test(arguments: [(404, AWSErrorClass.gone), (403, .denied), (301, .invalid), (400, .invalid), (503, .transient)])
    func answerToHEADHasItsStatusOnly(status: Int, errorClass: AWSErrorClass) {
        let response = HTTPResponse(status: status, headers: [("x-amz-request-id", "q-2")])
        let error = #expect(throws: AWSError.self) { try AWSAnswerReader(operation: S3.headBucket).read(response) }
        #expect(error?.code == "\(status)")
        #expect(error?.errorClass == errorClass)
        #expect(error?.requestID == "q-2")
    }

    @Test(arguments: [
        ("", false, true), ("None", true, true), ("None", false, false), ("<html/>", true, false), ("<Error><Code>X</Code></Error>", true, false),
        ("<a/>", false, true)
    ])
    func operationWithoutOutputSucceedsWithTheServicesOwnAnswerOnly(body: String, hasRequestID: Bool, succeeds: Bool) {
        let headers = hasRequestID ? [(name: "x-amz-request-id", value: "q")] : []
        let response = HTTPResponse(status: 200, headers: headers, body: Array(body.utf8))
        do throws(AWSError) {
            _ = try AWSAnswerReader(operation: S3.putBucketPolicy).read(response)
            #expect(succeeds)
        } catch {
            #expect(!succeeds)
            #expect(error.effect == .unknown)
        }
    }

    @Test func errorBehindASuccessfulStatusIsAnError() {
        let body = "<Error><Code>InternalError</Code><Message>m</Message><RequestId>q</RequestId></Error>"
        let error = #expect(throws: AWSError.self) {
            try AWSAnswerReader(operation: S3.getBucketTagging).read(HTTPResponse(status: 200, body: Array(body.utf8)))
        }
        #expect(error?.code == "InternalError")
        #expect(error?.errorClass == .transient)
    }
}
