package import Foundation
package import IAMPolicy

/// One call as the simulated AWS saw it.
package struct WorldCall: Sendable, CustomStringConvertible {
    package let time: Date
    package let caller: Caller
    /// The signing name, `iam`.
    package let service: String
    package let operation: String
    package let region: String
    package let input: JSONObject
    package let isMutating: Bool
    /// Whether the world was another one afterwards.
    package let hadEffect: Bool
    /// `nil` where it was carried out, whatever was answered.
    package let code: String?
    /// `nil` where nothing came back.
    package let status: Int?

    package var description: String {
        "\(self.service):\(self.operation) \(self.code ?? "done")\(self.hadEffect ? "" : ", no effect") \(JSONWriter.compact(.object(self.input)))"
    }
}
