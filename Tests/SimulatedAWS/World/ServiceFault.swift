/// What a simulated service refuses with, in that service's own words.
package struct ServiceFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// As the wire carries it: `NoSuchEntity`.
    package let code: String
    package let message: String
    /// HTTP status.
    package let status: Int
    /// Headers beside the usual ones, such as the region of a bucket.
    package var headers: [String: String]

    package init(_ code: String, _ message: String, status: Int = 400, headers: [String: String] = [:]) {
        self.code = code
        self.message = message
        self.status = status
        self.headers = headers
    }

    package var description: String { "\(self.code) (\(self.status)): \(self.message)" }

    /// The simulator does not have it, or gave an answer that does not fit the model: a fault of the simulator, and visible as such.
    static func notSimulated(_ what: String) -> ServiceFault { ServiceFault("NotSimulated", what, status: 501) }

    static func validation(_ message: String) -> ServiceFault { ServiceFault("ValidationError", message) }
}
