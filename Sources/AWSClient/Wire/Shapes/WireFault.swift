/// Why a value does not fit its shape.
package struct WireFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The place: `Tags[2].Key`; empty for the whole. Made of names of the model, numbers, and keys of maps that we send.
    package private(set) var path: String
    /// Never with the value itself, which may be secret.
    package let message: String

    package init(_ message: String, path: String = "") {
        self.message = message
        self.path = path
    }

    package var description: String { self.path.isEmpty ? self.message : "\(self.path): \(self.message)" }

    func inside(_ step: String) -> WireFault {
        let separator = self.path.isEmpty || self.path.hasPrefix("[") ? "" : "."
        return WireFault(self.message, path: step + separator + self.path)
    }

    static func inside<Result>(_ step: String, _ body: () throws(WireFault) -> Result) throws(WireFault) -> Result {
        do throws(WireFault) { return try body() } catch { throw error.inside(step) }
    }
}
