import Testing

@testable import IAMPolicy

@Suite struct PolicyFormatTests {
    @Test func writesTheCanonicalForm() throws {
        let text =
            #"{"Version": "2012-10-17", "Statement": [{"Sid": "a", "Effect": "Allow", "Resource": ["*"], "Action": ["S3:GetObject", "s3:Get*", "ec2:*"]}]}"#
        let formatted = """
            {
              "Statement": {
                "Effect": "Allow",
                "Action": [
                  "ec2:*",
                  "s3:get*"
                ],
                "Resource": "*"
              }
            }

            """
        #expect(try PolicyFormat.canonicalText(of: text) == formatted)
    }

    @Test(arguments: 0..<200)
    func isAFixedPointThatMeansTheSame(seed: Int) throws {
        var generator = PolicyGenerator(seed: UInt64(seed))
        let document = generator.document()
        let text = PolicyFormat.canonicalText(of: document)
        #expect(try PolicyFormat.canonicalText(of: text) == text)
        let comparison = try PolicyEquivalence.compare(
            desiredText: JSONWriter.compact(document.jsonValue), liveText: text, type: .resource, resolver: nil)
        #expect(comparison.isEqual)
    }

    @Test func readsWhatAWSEncoded() throws {
        let plain = #"{"Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}"#
        let encoded = "%7B%22Statement%22%3A%7B%22Effect%22%3A%22Deny%22%2C%22Action%22%3A%22s3%3A%2A%22%2C%22Resource%22%3A%22%2A%22%7D%7D"
        #expect(try PolicyFormat.canonicalText(of: encoded) == PolicyFormat.canonicalText(of: plain))
    }

    @Test(
        arguments: [
            ("{", "line 1, column 2"), ("[]", "a policy is an object"), ("{}", "Statement is missing"),
            (#"{"Statement": {"Effect": "Perhaps"}}"#, "Effect is \"Allow\" or \"Deny\"")
        ])
    func refusesWhatItDoesNotUnderstand(text: String, reason: String) {
        let error = #expect(throws: PolicyFormatError.self) { try PolicyFormat.canonicalText(of: text) }
        #expect(error?.message.contains(reason) == true)
    }
}
