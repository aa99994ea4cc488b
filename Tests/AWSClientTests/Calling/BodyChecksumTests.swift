import IAMPolicy
import Testing

@testable import AWSClient

@Suite struct BodyChecksumTests {
    /// The check value of CRC-32/ISO-HDLC and two of `cksum -o 3`.
    @Test(arguments: [("123456789", 0xCBF4_3926), ("", 0), ("a", 0xE8B7_BE43)] as [(String, UInt32)])
    func checksumIsThatOfTheStandard(text: String, expected: UInt32) { #expect(CRC32.checksum(of: Array(text.utf8)) == expected) }

    @Test(
        arguments: [
            (AWSOperation.Checksum.none, [:], []), (.crc32, [:], ["x-amz-checksum-crc32: y/Q5Jg==", "x-amz-sdk-checksum-algorithm: CRC32"]),
            (.md5, [:], ["Content-MD5: JfnnlDI7RTiF9RgfG2JNCw=="]), (.crc32, ["Content-MD5": "x"], []), (.crc32, ["X-Amz-Checksum-SHA256": "x"], []),
            (.md5, ["content-md5": "x"], [])
        ] as [(AWSOperation.Checksum, [String: String], [String])])
    func bodyTravelsWithTheChecksumThatIsDemanded(checksum: AWSOperation.Checksum, given: [String: String], expected: [String]) {
        var operation = AWSOperation(service: S3.service, name: "Do", mutates: true)
        operation.checksum = checksum
        let request = WireRequest(headers: given.map { ($0.key, $0.value) }, body: Array("123456789".utf8))
        #expect(BodyChecksum.headers(for: operation, request).map { "\($0.name): \($0.value)" } == expected)
    }

    @Test func tokensAreUUIDsOfVersionFour() {
        #expect(IdempotencyToken.text { 0 } == "00000000-0000-4000-8000-000000000000")
        #expect(IdempotencyToken.text { 1 } == "ffffffff-ffff-4fff-bfff-ffffffffffff")
        #expect(IdempotencyToken.text { .nan } == IdempotencyToken.text { 0 })
    }
}
