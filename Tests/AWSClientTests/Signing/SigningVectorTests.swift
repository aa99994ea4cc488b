import Foundation
import HTTPTransport
import IAMPolicy
import Testing

@testable import AWSClient

@Suite struct SigningVectorTests {
    @Test func everyRecordedRequestIsSignedAsBotocoreSignsIt() throws {
        let vectors = try #require(try Fixtures.json("signing-vectors.json").arrayValue)
        #expect(vectors.count == 300)
        for vector in vectors { try self.check(vector) }
    }

    @Test(.enabled(if: Fixtures.pythonHas("botocore"), "needs botocore in RECONCILED_TEST_PYTHON"), arguments: [20_261_121, 7])
    func otherRequestsAreSignedAsBotocoreSignsThem(seed: Int) throws {
        let data = try Fixtures.run([Fixtures.tool("signing_vectors.py"), "\(seed)", "400"])
        let vectors = try JSONReader.parse(Array(data), limits: JSONReader.Limits(depthMax: 8, bytesMax: 8 << 20)).arrayValue ?? []
        #expect(vectors.count == 400)
        for vector in vectors { try self.check(vector) }
    }

    private func check(_ vector: JSONValue) throws {
        func text(_ name: String) throws -> String { try #require(vector[name]?.stringValue) }
        let request = HTTPRequest(
            method: try text("m"), url: try text("u"),
            headers: (vector["h"]?.arrayValue ?? []).map { ($0.arrayValue?.first?.stringValue ?? "", $0.arrayValue?.last?.stringValue ?? "") },
            body: Array(try text("b").utf8))
        let signer = AWSRequestSigner(
            credentials: AWSCredentials(
                accessKeyID: try text("k"), secretAccessKey: try text("p"), sessionToken: vector["o"]?.stringValue),
            region: try text("r"), signingName: try text("s"))
        let date = Date(timeIntervalSince1970: Double(try #require(vector["t"]?.intValue)))
        if let lifetime = vector["x"]?.intValue {
            #expect(signer.presign(request, at: date, expiresSeconds: lifetime).url == (try text("a")), "\(vector)")
        } else {
            #expect(signer.sign(request, at: date).header("Authorization") == (try text("a")), "\(vector)")
        }
    }
}
