import Foundation
import IAMPolicy

extension JSONValue {
    /// RFC 3339 in UTC, or `null`.
    static func time(_ date: Date?) -> JSONValue { date.map { .string(RFC3339.string($0)) } ?? .null }

    /// The text, or `null`.
    static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

    /// Why something could not be read, or `null`: `{"code", "message"}`.
    static func gap(_ gap: ReadGap?) -> JSONValue {
        gap.map { ["code": .string($0.code.rawValue), "message": .string($0.message)] } ?? .null
    }
}
