import Crypto
import Foundation

/// The SHA-256 of a text's UTF-8: its name in the table of contents.
struct ContentHash: Hashable, Sendable {
    /// 32 bytes.
    let bytes: Data

    init(of text: String) { self.bytes = Data(SHA256.hash(data: Data(text.utf8))) }

    var hexadecimal: String {
        self.bytes.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
