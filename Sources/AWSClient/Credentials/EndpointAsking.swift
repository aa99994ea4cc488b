import HTTPTransport
import IAMPolicy

/// Asks a credentials endpoint: short time-outs, few attempts, and for those nearby no proxy.
struct EndpointAsking: Sendable {
    /// For messages: `the container's endpoint http://…`.
    let what: String
    let transport: any HTTPTransporting
    let clock: any AWSClock
    var timeoutSeconds = 2
    var attemptsMax = 3
    var proxy = HTTPRequest.Proxy.none
    var caBundlePath: String?

    /// What is tried again soon: the endpoint starts together with us.
    private static let waitSeconds = 1.0
    private static let responseBytesMax = 1 << 18

    /// The answer, whatever its status, unless that is one that asks to come again.
    /// - Throws: `AWSError` of class `transient` where none came.
    func answer(to request: HTTPRequest) async throws(AWSError) -> HTTPResponse {
        var request = request
        let milliseconds = max(self.timeoutSeconds, 1) * 1000
        request.timeouts = HTTPTimeouts(connectMilliseconds: milliseconds, silenceMilliseconds: milliseconds, wholeMilliseconds: milliseconds)
        request.responseBytesMax = Self.responseBytesMax
        request.proxy = self.proxy
        request.caBundlePath = self.caBundlePath
        request.connectionReuse = .freshAndNotReused
        for attempt in 1... {
            do throws(HTTPTransportError) {
                let response = try await self.transport.send(request)
                (self.clock as? CorrectedClock)?.observe(serverDate: response.header("Date"))
                guard attempt < self.attemptsMax, response.status >= 500 || response.status == 429 else { return response }
            } catch {
                if error.code == .cancelled { throw self.error("Cancelled", "given up", .cancelled) }
                guard attempt < self.attemptsMax else {
                    throw self.error("\(AWSErrorCode.transportPrefix)\(error.code.rawValue)", error.message, .transient)
                }
            }
            do { try await self.clock.sleep(seconds: Self.waitSeconds) } catch { throw self.error("Cancelled", "given up", .cancelled) }
        }
        throw self.error("Transport.other", "no answer", .transient)
    }

    /// What an answer that gives nothing means; its text is not shown but for a code, which holds no secret.
    func refusal(_ response: HTTPResponse) -> AWSError {
        let body = try? JSONReader.parse(response.body, limits: JSONReader.Limits(depthMax: 8, bytesMax: Self.responseBytesMax))
        let code = (body?["code"] ?? body?["Code"])?.stringValue.map { " (\(OneLine.shortened($0, 60)))" } ?? ""
        let isPassing = response.status >= 500 || response.status == 429
        return self.error(
            AWSErrorCode.noCredentials, "it answered with HTTP \(response.status)\(code)", isPassing ? .transient : .noCredentials)
    }

    func error(_ code: String, _ message: String, _ errorClass: AWSErrorClass) -> AWSError {
        AWSError.credentials(code, "\(self.what): \(message)", errorClass)
    }
}
