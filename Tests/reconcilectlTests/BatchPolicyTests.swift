import IAMPolicy
import Testing

@testable import reconcilectl

@Suite struct BatchPolicyTests {
    private func answer<Judge: LineJudge>(_ judge: Judge, _ line: String) -> String {
        JSONWriter.compact(LineBatch(judge: judge).answer(to: .complete(Array(line.utf8))))
    }

    @Test(arguments: ["boundary", "session", "endpoint"])
    func anEmptyListSaysThatThereIsNone(_ kind: String) {
        let full = #"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#
        let request = #""principal": "arn:aws:iam::111111111111:role/app", "action": "s3:GetObject", "resource": "arn:aws:s3:::b/k", "context": {}"#
        let line = "{\(request), \"policies\": {\"identity\": [\(full)], \"\(kind)\": []}}"
        #expect(self.answer(CanLine(), line).hasPrefix(#"{"verdict":"allowed""#))
    }

    @Test func whatIsNoPolicyIsStillTheSameAsItself() {
        let line = { (left: String, right: String) in self.answer(EqualLine(defaultType: nil), "{\"left\": \(left), \"right\": \(right)}") }
        #expect(line(#"{"Version": "2012-10-17"}"#, #"{"Version": "2012-10-17"}"#) == #"{"equal":true}"#)
        #expect(line(#"{"Statement": 42}"#, #""{\"Statement\": 42}""#) == #"{"equal":true}"#)
        #expect(line(#"{"Statement": 42}"#, #"{"Statement": 43}"#).hasPrefix(#"{"error""#))
        #expect(line(#""{""#, #""{""#).hasPrefix(#"{"error""#))
    }
}
