import Crypto
package import Foundation

/// Ids that are short, stable and the same when a pass is worked out again.
package enum PassIdentifier {
    package static func drift(_ resource: ResourceIdentity, _ aspect: AspectName, passID: Int) -> String {
        "d-" + Self.digest(["drift", resource.key, aspect.description, String(passID)])
    }

    package static func correction(_ resource: ResourceIdentity, _ aspects: [AspectName], passID: Int) -> String {
        "c-" + Self.digest(["correction", resource.key, String(passID)] + aspects.map(\.description))
    }

    package static func window(correctionID: String, mutation: Int, _ aspect: AspectName) -> String {
        "w-" + Self.digest(["window", correctionID, String(mutation), aspect.description])
    }

    package static func rollback(of correctionID: String, at date: Date) -> String {
        "c-" + Self.digest(["rollback", correctionID, RFC3339.string(date)])
    }

    package static func exception(
        _ kind: OperatorException.Kind, account: String, resource: ResourceIdentity?, aspect: String?, at date: Date
    ) -> String {
        "x-" + Self.digest(["exception", kind.rawValue, account, resource?.key ?? "", aspect ?? "", RFC3339.string(date)])
    }

    private static func digest(_ parts: [String]) -> String {
        let text = parts.joined(separator: "\u{0}")
        return SHA256.hash(data: Data(text.utf8)).prefix(8).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
