import Crypto
import FoundationEssentials

/// The checksum of a body that some operations demand.
///
/// - SeeAlso: Amazon S3 User Guide, "Checking object integrity for data uploads in Amazon S3".
package enum BodyChecksum {
    /// None where the operation needs none or the caller gave one.
    package static func headers(for operation: AWSOperation, _ request: WireRequest) -> [(name: String, value: String)] {
        let names = request.headers.map { $0.name.lowercased() }
        guard !names.contains(where: { $0 == "content-md5" || $0.hasPrefix("x-amz-checksum-") }) else { return [] }
        switch operation.checksum {
        case .none: return []
        case .md5: return [("Content-MD5", Data(Insecure.MD5.hash(data: request.body)).base64EncodedString())]
        case .crc32: break
        }
        var headers = [(name: "x-amz-checksum-crc32", value: Self.base64(CRC32.checksum(of: request.body)))]
        if !names.contains("x-amz-sdk-checksum-algorithm") { headers.append(("x-amz-sdk-checksum-algorithm", "CRC32")) }
        return headers
    }

    private static func base64(_ checksum: UInt32) -> String {
        Data([24, 16, 8, 0].map { UInt8(truncatingIfNeeded: checksum >> UInt32($0)) }).base64EncodedString()
    }
}

/// The checksum of IEEE 802.3, as zip and PNG have it.
enum CRC32 {
    static func checksum(of bytes: [UInt8]) -> UInt32 {
        var value = UInt32.max
        for byte in bytes { value = Self.table[Int((value ^ UInt32(byte)) & 0xFF)] ^ (value >> 8) }
        return ~value
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }
}
