import Foundation
import IAMPolicy
import Testing

@testable import reconcilectl

@Suite struct PolicyEqualTests {
    private static let policy = #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject"],"Resource":"*"}]}"#
    private static let same = #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"S3:getobject","Resource":["*","*"]}}"#
    private static let other = #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#

    private static func answer(_ line: String) -> JSONValue {
        LineBatch(judge: EqualLine(defaultType: nil)).answer(to: .complete(Array(line.utf8)))
    }

    private static func quoted(_ text: String) -> String { JSONWriter.compact(.string(text)) }

    @Test func `documents are JSON values or JSON strings`() {
        #expect(Self.answer(#"{"left":\#(Self.policy),"right":\#(Self.same)}"#) == ["equal": true])
        #expect(Self.answer(#"{"left":\#(Self.quoted(Self.policy)),"right":\#(Self.same),"type":"identity"}"#) == ["equal": true])
        #expect(Self.answer(#"{"left":\#(Self.policy),"right":\#(Self.quoted(Self.other)),"type":null}"#) == ["equal": false])
    }

    @Test func `a percent-encoded document is read as IAM writes it`() throws {
        let encoded = try #require(Self.same.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        #expect(Self.answer(#"{"left":\#(Self.policy),"right":\#(Self.quoted(encoded))}"#) == ["equal": true])
    }

    @Test(arguments: [
        ("", "invalidLine"), ("nonsense", "invalidLine"), ("[]", "invalidLine"), (#"{"left":{}}"#, "invalidLine"),
        (#"{"left":{},"right":[]}"#, "invalidDocument"), (#"{"left":7,"right":{}}"#, "invalidDocument"),
        (#"{"left":"{,","right":"{}"}"#, "invalidDocument"),
        (#"{"left":{"Statement":[],"Statement":[]},"right":{}}"#, "invalidLine"), (#"{"left":{},"right":{},"type":"x"}"#, "unknownType"),
        (#"{"left":{},"right":{},"type":5}"#, "unknownType")
    ])
    func `a line that cannot be judged says why`(line: String, code: String) {
        let error = Self.answer(line)["error"]
        #expect(error?["code"]?.stringValue == code)
        #expect(error?["message"]?.stringValue?.isEmpty == false)
    }

    @Test func `a line that is too long is answered, not kept`() {
        #expect(LineBatch(judge: EqualLine(defaultType: nil)).answer(to: .tooLong)["error"]?["code"] == "lineTooLong")
    }

    @Test func `faults of a file are told with their places`() {
        let text = "{\n  \"Version\": \"2012-10-17\",\n  \"Version\": \"2012-10-17\"\n}"
        let failure = #expect(throws: VerbFailure.self) { try PolicyInput(bytes: Array(text.utf8), file: "p.json", type: nil) }
        #expect(failure?.details.first?.hasPrefix("p.json:3:3: ") == true)
        #expect(failure?.exit == .error)
        let noPolicy = #expect(throws: VerbFailure.self) {
            try PolicyInput(bytes: Array("{\n \"Statement\": 7}".utf8), file: "p.json", type: nil)
        }
        #expect(noPolicy?.details.first?.hasPrefix("p.json:2:15: ") == true)
    }

    @Test func `a document that AWS would refuse is judged all the same`() throws {
        let text =
            #"{"Statement":[{"Sid":"A","Effect":"Allow","Action":"s3:*","Resource":"*"},{"Sid":"A","Effect":"Deny","Action":"s3:*","Resource":"*"}]}"#
        let input = try PolicyInput(bytes: Array(text.utf8), file: "p.json", type: nil)
        #expect(input.type == .identity)
        #expect(input.faults.contains { $0.hasPrefix("p.json:1:") })
    }

    @Test func `the answer names equality, spelling and differences`() throws {
        let left = try JSONReader.parse(Self.policy)
        let equal = PolicyEquivalence.compare(desired: left, live: try JSONReader.parse(Self.same), type: .identity)
        #expect(PolicyEqual.json(equal) == ["equal": true, "spelledDifferently": false, "differences": []])
        #expect(PolicyEqual.lines(equal, on: Samples.screen()) == ["equal"])
        #expect(PolicyEqual.lines(.equal(spelledDifferently: true), on: Samples.screen()) == ["equal, spelled differently"])
        let different = PolicyEqual.lines(
            .different([PolicyDifference(path: "Statement[0].Action", desired: "a", live: "b")]), on: Samples.screen())
        #expect(different == ["not equal   - left   + right", "  Statement[0].Action", "    - a", "    + b"])
    }
}
