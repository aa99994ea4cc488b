import Foundation
import IAMPolicy
import ReconcileCore

/// A notice as a CloudEvent in structured mode.
/// - SeeAlso: CloudEvents 1.0.2, JSON Event Format, "Envelope".
enum CloudEventFormat {
    static func body(of notice: Notice) throws(NotificationError) -> [UInt8] {
        let body = try notice.parsedBody()
        let event = JSONValue.object(
            JSONObject([
                .init(name: "specversion", value: "1.0"),
                .init(name: "id", value: .string(notice.id)),
                .init(name: "source", value: .string(Self.source(account: notice.account))),
                .init(name: "type", value: .string(notice.event.rawValue)),
                .init(name: "time", value: body["timestamp"] ?? .string(RFC3339.string(notice.createdAt))),
                .init(name: "datacontenttype", value: "application/json"),
                .init(name: "data", value: body["data"] ?? .null)
            ]))
        return Array(JSONWriter.compact(event).utf8)
    }

    /// A relative URI reference: the daemon, and the account where there is one.
    private static func source(account: String) -> String {
        let allowed = CharacterSet.alphanumerics.intersection(CharacterSet(charactersIn: UnicodeScalar(0)..."\u{7F}"))
            .union(CharacterSet(charactersIn: "-._~"))
        guard !account.isEmpty, let segment = account.addingPercentEncoding(withAllowedCharacters: allowed) else { return "/reconciled" }
        return "/reconciled/\(segment)"
    }
}
