import FoundationEssentials
package import HTTPTransport
package import IAMPolicy
import NIOConcurrencyHelpers

/// Calls AWS for one account: builds, paces, signs, sends, reads and, where it is harmless, repeats.
package final class AWSCaller: AWSCalling {
    package struct Configuration: Sendable {
        /// For calls that name none.
        package var region: String
        package var endpointURL: String?
        /// For each service and region.
        package var requestsPerSecondMax: Double
        package var attemptsMax: Int
        package var caBundlePath: String?
        package var timeouts: HTTPTimeouts

        /// `AWS_MAX_ATTEMPTS` and `AWS_CA_BUNDLE` of the environment fill in what is not given.
        package init(
            region: String, endpointURL: String? = nil, requestsPerSecondMax: Double = 10, attemptsMax: Int? = nil,
            caBundlePath: String? = nil, timeouts: HTTPTimeouts = HTTPTimeouts(), environment: AWSEnvironment
        ) {
            self.region = region
            self.endpointURL = endpointURL
            self.requestsPerSecondMax = requestsPerSecondMax
            self.attemptsMax = attemptsMax ?? environment.attemptsMax ?? 3
            self.caBundlePath = caBundlePath ?? environment.caBundlePath
            self.timeouts = timeouts
        }
    }

    private struct State: Sendable {
        var requestsSent = 0
        var quota = RetryQuota()
        var skew = ClockSkew()
        var keys = SigningKeyCache()
    }

    package let configuration: Configuration
    package let endpoints: EndpointResolver
    private let credentials: any AWSCredentialsProviding
    private let transport: any HTTPTransporting
    private let clock: any AWSClock
    private let retries: RetryPolicy
    private let pacer: RequestPacer
    private let fraction: @Sendable () -> Double
    private let observer: @Sendable (AWSRequestRecord) -> Void
    private let state = NIOLockedValueBox(State())

    /// - Parameter fraction: random numbers from 0 to 1 for the waits between attempts.
    /// - Parameter observer: told of every request after its end; must not block.
    package init(
        configuration: Configuration, environment: AWSEnvironment, credentials: any AWSCredentialsProviding,
        transport: any HTTPTransporting, clock: any AWSClock, fraction: @escaping @Sendable () -> Double,
        observer: @escaping @Sendable (AWSRequestRecord) -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.endpoints = EndpointResolver(accountEndpointURL: configuration.endpointURL, environment: environment)
        self.credentials = credentials
        self.transport = transport
        self.clock = clock
        self.retries = RetryPolicy(attemptsMax: configuration.attemptsMax)
        self.pacer = RequestPacer(rateMax: configuration.requestsPerSecondMax, clock: clock)
        self.fraction = fraction
        self.observer = observer
    }

    /// Requests sent or tried to be sent since the start, repetitions included.
    package var requestsSent: Int { self.state.withLockedValue { $0.requestsSent } }

    package func call(_ operation: AWSOperation, parameters: JSONObject, region: String?) async throws(AWSError) -> AWSAnswer {
        let endpoint = try self.endpoints.endpoint(for: operation.service, region: region ?? self.configuration.region)
        var request = RequestBuilder(operation: operation, endpoint: endpoint).request(parameters: parameters)
        request.timeouts = self.configuration.timeouts
        request.caBundlePath = self.configuration.caBundlePath
        var call = Call(operation: operation, endpoint: endpoint, request: request)
        // Each round makes one attempt; `prepareRepetition` ends it by throwing after `attemptsMax`.
        while true {
            call.attempts += 1
            do throws(AWSError) {
                let answer = try await self.attempt(&call)
                self.state.withLockedValue { $0.quota.succeeded(paid: call.paid) }
                return answer
            } catch {
                try await self.prepareRepetition(of: &call, after: error)
            }
        }
    }
}

extension AWSCaller {
    /// One call on its way through its attempts.
    private struct Call {
        let operation: AWSOperation
        let endpoint: AWSEndpoint
        let request: HTTPRequest
        var attempts = 0
        /// What the last repetition took from the quota.
        var paid: Int?
        /// Signing anew because of the clock or the credentials is done once, whatever the attempts.
        var signedAnew = false
        var usedCredentials: AWSCredentials?
        var serverDate: String?
        var timedOut = false

        var lane: RequestPacer.Lane { RequestPacer.Lane(service: self.operation.service.id, region: self.endpoint.signingRegion) }

        func error(_ code: String, _ message: String, _ errorClass: AWSErrorClass, effect: AWSError.Effect = .none) -> AWSError {
            AWSError(
                service: self.operation.service.id, operation: self.operation.name, code: code, message: message,
                errorClass: errorClass, effect: effect, attempts: self.attempts)
        }

        var cancellation: AWSError { self.error("Cancelled", "the call was given up before it was sent", .cancelled) }
    }

    private func attempt(_ call: inout Call) async throws(AWSError) -> AWSAnswer {
        do {
            try await self.pacer.waitForTurn(in: call.lane, isWrite: call.operation.mutates)
        } catch {
            throw call.cancellation
        }
        let credentials = try await self.credentials.credentials()
        call.usedCredentials = credentials
        let signed = self.sign(call, with: credentials)
        let start = self.clock.monotonicSeconds
        var status: Int?
        do throws(AWSError) {
            let response = try await self.send(signed, of: &call)
            status = response.status
            call.serverDate = response.header("Date")
            let answer = try AWSAnswerReader(operation: call.operation).read(response)
            self.record(call, status: status, errorClass: nil, since: start)
            return answer
        } catch {
            self.record(call, status: status, errorClass: error.errorClass, since: start)
            throw error
        }
    }

    private func sign(_ call: Call, with credentials: AWSCredentials) -> HTTPRequest {
        let signer = AWSRequestSigner(
            credentials: credentials, region: call.endpoint.signingRegion, signingName: call.operation.service.signingName)
        let (date, key) = self.state.withLockedValue { state in
            let date = state.skew.corrected(self.clock.now)
            return (date, state.keys.key(for: credentials, scope: signer.scope(at: date)))
        }
        return signer.sign(call.request, at: date, key: key)
    }

    private func send(_ request: HTTPRequest, of call: inout Call) async throws(AWSError) -> HTTPResponse {
        self.state.withLockedValue { $0.requestsSent += 1 }
        call.timedOut = false
        call.serverDate = nil
        do throws(HTTPTransportError) {
            return try await self.transport.send(request)
        } catch {
            call.timedOut = [.connectTimeout, .silenceTimeout, .wholeTimeout].contains(error.code)
            let effect: AWSError.Effect = call.operation.mutates && error.requestMayHaveBeenSent ? .unknown : .none
            throw call.error(
                AWSErrorCode.transportPrefix + error.code.rawValue, error.message, Self.errorClass(of: error.code), effect: effect)
        }
    }

    private static func errorClass(of code: HTTPTransportError.Code) -> AWSErrorClass {
        switch code {
        case .resolve, .connect, .connectTimeout, .silenceTimeout, .wholeTimeout, .connectionLost, .overloaded, .other: .transient
        case .cancelled, .shutDown: .cancelled
        // What a wrong certificate, a wrong server or an endless answer is now, it is a second later.
        case .tls, .malformedResponse, .responseTooLarge, .headersTooLarge: .unparsable
        case .invalidRequest, .addressRefused: .invalid
        }
    }

    /// Returns after the wait if the call is to be repeated.
    private func prepareRepetition(of call: inout Call, after error: AWSError) async throws(AWSError) {
        let error = error.after(attempts: call.attempts)
        if error.errorClass == .throttled { await self.pacer.throttled(call.lane) }
        if error.errorClass == .unauthenticated, await self.canSignAnew(&call, after: error) { return }
        guard call.attempts < self.retries.attemptsMax, self.retries.mayRepeat(error, mutates: call.operation.mutates) else { throw error }
        let timedOut = call.timedOut
        guard let paid = self.state.withLockedValue({ $0.quota.pay(isTimeout: timedOut) }) else { throw error }
        call.paid = paid
        do {
            try await self.clock.sleep(
                seconds: self.retries.waitSeconds(attemptsMade: call.attempts, fraction: min(max(self.fraction(), 0), 1)))
        } catch {
            throw call.cancellation
        }
    }

    /// A refused signature has changed nothing, so that even a mutation may be sent again with another one.
    private func canSignAnew(_ call: inout Call, after error: AWSError) async -> Bool {
        guard !call.signedAnew, error.effect == .none else { return false }
        call.signedAnew = true
        let (now, serverDate) = (self.clock.now, call.serverDate)
        if self.state.withLockedValue({ $0.skew.learn(from: error.code, serverDate: serverDate, now: now) }) { return true }
        guard let used = call.usedCredentials else { return false }
        return await self.credentials.refused(used)
    }

    private func record(_ call: Call, status: Int?, errorClass: AWSErrorClass?, since start: Double) {
        self.observer(
            AWSRequestRecord(
                service: call.operation.service.id, operation: call.operation.name, region: call.endpoint.signingRegion,
                attempt: call.attempts, status: status, errorClass: errorClass, seconds: max(self.clock.monotonicSeconds - start, 0)))
    }
}
