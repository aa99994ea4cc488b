package import FoundationEssentials
package import HTTPTransport

/// When an answer asks its caller to come again.
package enum RetryAfter: Hashable, Sendable {
    /// `x-amz-retry-after`, AWS's own.
    case milliseconds(Int)
    /// `Retry-After`, of whatever server answered.
    /// - SeeAlso: RFC 9110, section 10.2.3.
    case seconds(Double)

    /// `nil` where the answer does not say, or says nothing sensible.
    package init?(_ response: HTTPResponse, now: Date) {
        if let text = response.header("x-amz-retry-after"), let milliseconds = Int(text), milliseconds >= 0 {
            self = .milliseconds(milliseconds)
        } else if let text = response.header("Retry-After"), let seconds = Self.seconds(text, now: now), seconds >= 0 {
            self = .seconds(seconds)
        } else {
            return nil
        }
    }

    private static func seconds(_ text: String, now: Date) -> Double? {
        Int(text).map(Double.init) ?? HTTPDate.parse(text)?.timeIntervalSince(now)
    }
}
