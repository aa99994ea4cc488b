package import Foundation
package import HTTPTransport

/// What one attempt to deliver a notice came to.
package enum AttemptOutcome: Equatable, Sendable {
    /// The receiver has it (2xx).
    case delivered
    /// Not taken, or nobody knows. `retryAfterSeconds`: how long the receiver asked to be left alone.
    case failed(reason: String, retryAfterSeconds: Double?, scope: FailureScope)
    /// It cannot be sent as things are, for example without its secret: no attempt was made.
    case held(reason: String)
    /// No later attempt can have another end.
    case hopeless(reason: String)

    /// What else would fail like this.
    package enum FailureScope: Equatable, Sendable {
        /// This notice alone: the receiver dislikes its content.
        case notice
        /// Everything for this webhook.
        case webhook
    }
}

extension AttemptOutcome {
    /// Judges a receiver's answer.
    /// - Parameter now: when it came, for a `Retry-After` that names a date.
    /// - SeeAlso: Standard Webhooks 1.0, "Delivery success, failure and retries".
    package init(response: HTTPResponse, from host: String, at now: Date) {
        switch response.status {
        case 200..<300:
            self = .delivered
        case 300..<400:
            self = .failed(
                reason: "\(host) answered \(response.status); redirects are not followed, configure the final address",
                retryAfterSeconds: nil, scope: .webhook)
        case 410:
            self = .hopeless(reason: "\(host) answered 410: the receiver is gone for good")
        case 400, 413, 415, 422:
            self = .failed(reason: "\(host) answered \(response.status)", retryAfterSeconds: nil, scope: .notice)
        case 429, 503:
            let wait = response.header("retry-after").flatMap { RetryAfter.seconds($0, at: now) }
            self = .failed(reason: "\(host) answered \(response.status)", retryAfterSeconds: wait, scope: .webhook)
        default:
            self = .failed(reason: "\(host) answered \(response.status)", retryAfterSeconds: nil, scope: .webhook)
        }
    }

    /// Judges a request that got no answer.
    package init(error: HTTPTransportError) {
        self = .failed(reason: error.message, retryAfterSeconds: nil, scope: .webhook)
    }
}

/// Reads the header `Retry-After`.
/// - SeeAlso: RFC 9110, section 10.2.3.
enum RetryAfter {
    /// Seconds from `now` on, not negative; `nil` where the text is neither a number nor a date.
    static func seconds(_ text: String, at now: Date) -> Double? {
        let trimmed = text.trimmingCharacters(in: .whitespaces)
        if !trimmed.isEmpty, trimmed.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return Double(trimmed) }
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter.date(from: trimmed).map { max($0.timeIntervalSince(now), 0) }
    }
}
