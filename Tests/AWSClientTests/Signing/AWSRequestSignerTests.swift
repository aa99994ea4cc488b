import Foundation
import HTTPTransport
import Testing

@testable import AWSClient

/// The examples that AWS publishes with its description of Signature Version 4.
@Suite struct AWSRequestSignerTests {
    private let credentials = AWSCredentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    /// 2015-08-30T12:36:00Z
    private let date = Date(timeIntervalSince1970: 1_440_938_160)

    @Test func publishedExampleComesOutStepByStep() {
        let request = HTTPRequest(
            method: "GET", url: "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08",
            headers: [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"), ("X-Amz-Date", "20150830T123600Z")])
        let emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        let canonical = CanonicalRequest(request, pathRule: .normalised, payloadHash: emptyHash)
        #expect(
            canonical.text == """
                GET
                /
                Action=ListUsers&Version=2010-05-08
                content-type:application/x-www-form-urlencoded; charset=utf-8
                host:iam.amazonaws.com
                x-amz-date:20150830T123600Z

                content-type;host;x-amz-date
                \(emptyHash)
                """)
        let scope = CredentialScope(day: "20150830", region: "us-east-1", signingName: "iam")
        let string = StringToSign(canonical, scope: scope, timestamp: SigningTimestamp(self.date))
        #expect(
            string.text == """
                AWS4-HMAC-SHA256
                20150830T123600Z
                20150830/us-east-1/iam/aws4_request
                f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59
                """)
        let key = SigningKey(secretAccessKey: self.credentials.secretAccessKey, scope: scope)
        #expect(key.signature(of: string) == "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7")
    }

    @Test func vanillaRequestOfThePublishedSuiteIsSigned() {
        let signer = AWSRequestSigner(credentials: self.credentials, region: "us-east-1", signingName: "service")
        let signed = signer.sign(HTTPRequest(method: "GET", url: "https://example.amazonaws.com/"), at: self.date)
        #expect(
            signed.header("Authorization")
                == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                + "SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")
        #expect(signed.header("Host") == "example.amazonaws.com")
        #expect(signed.header("X-Amz-Date") == "20150830T123600Z")
    }

    @Test func signingAgainReplacesTheFirstSignature() {
        let signer = AWSRequestSigner(credentials: self.credentials, region: "us-east-1", signingName: "s3")
        let request = HTTPRequest(method: "PUT", url: "https://b.s3.amazonaws.com/k", body: [1, 2, 3])
        let once = signer.sign(request, at: self.date)
        let twice = signer.sign(signer.sign(request, at: self.date.addingTimeInterval(-7200)), at: self.date)
        #expect(twice.headers.map(\.name).sorted() == once.headers.map(\.name).sorted())
        #expect(twice.header("Authorization") == once.header("Authorization"))
    }

    @Test func keyOfAnotherScopeIsNotUsed() {
        let signer = AWSRequestSigner(credentials: self.credentials, region: "us-east-1", signingName: "iam")
        let request = HTTPRequest(method: "GET", url: "https://iam.amazonaws.com/")
        let yesterday = SigningKey(
            secretAccessKey: self.credentials.secretAccessKey, scope: signer.scope(at: self.date.addingTimeInterval(-86_400)))
        #expect(
            signer.sign(request, at: self.date, key: yesterday).header("Authorization")
                == signer.sign(request, at: self.date).header("Authorization"))
    }

    @Test func cachedKeysAreKeptApartByOwnerAndScope() {
        var cache = SigningKeyCache()
        let string = StringToSign(
            CanonicalRequest(HTTPRequest(method: "GET", url: "https://a/"), pathRule: .normalised, payloadHash: ""),
            scope: CredentialScope(day: "20150830", region: "r", signingName: "s"), timestamp: SigningTimestamp(self.date))
        let other = AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "another")
        let signatures = [self.credentials, other, self.credentials].flatMap { credentials in
            ["20150830", "20150831"].map { day in
                cache.key(for: credentials, scope: CredentialScope(day: day, region: "r", signingName: "s")).signature(of: string)
            }
        }
        #expect(Set(signatures).count == 4)
        #expect(signatures[0] == signatures[4])
    }

    @Test func printingShowsNoSecret() {
        let credentials = AWSCredentials(accessKeyID: "AKID", secretAccessKey: "hush-secret", sessionToken: "hush-token")
        let key = SigningKey(secretAccessKey: "hush-secret", scope: CredentialScope(day: "d", region: "r", signingName: "s"))
        var dumped = ""
        dump((credentials, key, [credentials], CredentialsPlan.fixed(credentials, origin: "test")), to: &dumped)
        let printed = "\(credentials) \(String(reflecting: credentials)) \(key) \(String(describing: Optional(credentials)))"
        #expect(!(dumped + printed).contains("hush"))
        #expect(printed.contains("AKID"))
    }
}
