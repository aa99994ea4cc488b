/// Why the test's surroundings could not be had; never a finding about the product.
package struct TestKitError: Error, CustomStringConvertible, Sendable {
    package enum Code: String, Sendable { case noPython, notStarted, noAnswer, refused, unreadable }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { "\(self.code.rawValue): \(self.message)" }
}
