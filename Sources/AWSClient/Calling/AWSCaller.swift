import FoundationEssentials
package import HTTPTransport
package import IAMPolicy
import NIOConcurrencyHelpers
import ReconcileCore

/// Calls AWS for one account: builds, paces, signs, sends, reads and, where it is harmless, repeats.
package final class AWSCaller: AWSCalling {
    package struct Configuration: Sendable {
        /// For calls that name none.
        package var region: String
        package var endpointURL: String?
        /// For each service and region.
        package var requestsPerSecondMax: Double
        /// As somebody chose it; `nil` for what `RetryPolicy` thinks right.
        package var attemptsMax: Int?
        package var caBundlePath: String?
        package var timeouts: HTTPTimeouts

        /// `AWS_MAX_ATTEMPTS`, `AWS_RETRY_MODE` and `AWS_CA_BUNDLE` of the environment fill in what is not given.
        package init(
            region: String, endpointURL: String? = nil, requestsPerSecondMax: Double = 10, attemptsMax: Int? = nil,
            caBundlePath: String? = nil, timeouts: HTTPTimeouts = HTTPTimeouts(), environment: AWSEnvironment
        ) {
            self.region = region
            self.endpointURL = endpointURL
            self.requestsPerSecondMax = requestsPerSecondMax
            self.attemptsMax = attemptsMax ?? environment.attemptsMax ?? (environment["AWS_RETRY_MODE"]?.lowercased() == "legacy" ? 5 : nil)
            self.caBundlePath = caBundlePath ?? environment.caBundlePath
            self.timeouts = timeouts
        }
    }

    private struct State: Sendable {
        var requestsSent = 0
        var quota = RetryQuota()
        var keys = SigningKeyCache()
    }

    package let configuration: Configuration
    package let endpoints: EndpointResolver
    private let credentials: any AWSCredentialsProviding
    private let transport: any HTTPTransporting
    /// Wall time as AWS has it.
    package let clock: CorrectedClock
    private let retries: RetryPolicy
    private let pacer: RequestPacer
    private let fraction: @Sendable () -> Double
    private let observer: @Sendable (AWSRequestRecord) -> Void
    private let state: NIOLockedValueBox<State>

    /// - Parameter clock: set right by what AWS answers, unless it is a `CorrectedClock` already, which is then shared.
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
        self.clock = clock as? CorrectedClock ?? CorrectedClock(clock)
        self.retries = RetryPolicy(attemptsMax: configuration.attemptsMax)
        self.pacer = RequestPacer(rateMax: configuration.requestsPerSecondMax, clock: clock)
        self.fraction = fraction
        self.observer = observer
        self.state = NIOLockedValueBox(State())
    }

    /// Another that signs with other credentials and shares the rest: pace, clock, quota and count.
    private init(_ other: AWSCaller, credentials: any AWSCredentialsProviding, timeouts: HTTPTimeouts) {
        var configuration = other.configuration
        configuration.timeouts = timeouts
        self.configuration = configuration
        self.endpoints = other.endpoints
        self.credentials = credentials
        self.transport = other.transport
        self.clock = other.clock
        self.retries = other.retries
        self.pacer = other.pacer
        self.fraction = other.fraction
        self.observer = other.observer
        self.state = other.state
    }

    /// The same account's caller with other credentials; pace, clock, retry quota and count are shared.
    package func signing(with credentials: any AWSCredentialsProviding, timeouts: HTTPTimeouts? = nil) -> AWSCaller {
        AWSCaller(self, credentials: credentials, timeouts: timeouts ?? self.configuration.timeouts)
    }

    /// Requests sent or tried to be sent since the start, repetitions included.
    package var requestsSent: Int { self.state.withLockedValue { $0.requestsSent } }

    package func call(_ operation: AWSOperation, parameters: JSONObject, region: String?) async throws(AWSError) -> AWSAnswer {
        let token = IdempotencyToken.text(fraction: self.fraction)
        let (endpoint, request) = try self.request(
            operation, parameters, region: region ?? self.configuration.region, idempotencyToken: token)
        var call = Call(operation: operation, parameters: parameters, idempotencyToken: token, endpoint: endpoint, request: request)
        // Each round makes one attempt; `prepareRepetition` ends it by throwing.
        while true {
            call.beginAttempt()
            do throws(AWSError) {
                let answer = try await self.attempt(&call)
                self.pacer.succeeded(call.lane)
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
        let parameters: JSONObject
        /// The same for all attempts, so that the service sees that they are one.
        let idempotencyToken: String
        var endpoint: AWSEndpoint
        var request: HTTPRequest
        var attempts = 0
        /// Where the last answer says that the bucket is.
        var bucketRegion: String?
        /// A bucket's region is believed once.
        var movedToBucket = false
        /// What the last repetition took from the quota.
        var paid: Int?
        var failures = RetryPolicy.Failures()
        /// Signing anew because of the clock or the credentials is bounded, whatever the attempts.
        var clockCorrections = 0
        var renewals = 0
        var usedCredentials: AWSCredentials?
        var serverDate: String?
        var retryAfter: RetryAfter?
        var timedOut = false
        /// Monotonic seconds; `nil` while the attempt has sent nothing.
        var sentAt: Double?

        mutating func beginAttempt() {
            self.attempts += 1
            (self.serverDate, self.retryAfter, self.bucketRegion, self.sentAt) = (nil, nil, nil, nil)
            self.timedOut = false
        }

        var lane: RequestPacer.Lane { RequestPacer.Lane(service: self.operation.service.id, region: self.endpoint.signingRegion) }

        func error(_ code: String, _ message: String, _ errorClass: AWSErrorClass, effect: AWSError.Effect = .none) -> AWSError {
            AWSError(
                service: self.operation.service.id, operation: self.operation.name, code: code, message: message,
                errorClass: errorClass, effect: effect, attempts: self.attempts)
        }

        var cancellation: AWSError { self.error("Cancelled", "the call was given up before it was sent", .cancelled) }
    }

    private func request(
        _ operation: AWSOperation, _ parameters: JSONObject, region: String, idempotencyToken: String
    ) throws(AWSError) -> (AWSEndpoint, HTTPRequest) {
        let endpoint = try self.endpoints.endpoint(for: operation, region: region, parameters: parameters)
        var request = try RequestBuilder(operation: operation, endpoint: endpoint, idempotencyToken: idempotencyToken)
            .request(parameters: parameters)
        // Who reads AWS's records of our calls can tell them from a person's.
        request.headers.append((name: "User-Agent", value: ProductVersion.userAgentPrefix + ProductVersion.text))
        request.timeouts = self.configuration.timeouts
        request.caBundlePath = self.configuration.caBundlePath
        return (endpoint, request)
    }

    private func attempt(_ call: inout Call) async throws(AWSError) -> AWSAnswer {
        do {
            try await self.pacer.waitForTurn(in: call.lane, isWrite: call.operation.mutates)
        } catch is RequestPacer.Overcrowded {
            throw call.error(AWSErrorCode.tooManyWaiting, "\(TurnQueue.waitersMax) calls wait for their turn already", .throttled)
        } catch {
            throw call.cancellation
        }
        var signed = call.request
        if call.operation.isSigned {
            let credentials = try await self.credentials.credentials()
            call.usedCredentials = credentials
            signed = self.sign(call, with: credentials)
        }
        let start = self.clock.monotonicSeconds
        var status: Int?
        do throws(AWSError) {
            let response = try await self.send(signed, of: &call)
            status = response.status
            call.serverDate = response.header("Date")
            call.retryAfter = RetryAfter(response, now: self.clock.now)
            call.bucketRegion = response.header("x-amz-bucket-region")
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
            credentials: credentials, region: call.endpoint.signingRegion,
            signingName: call.endpoint.signingName ?? call.operation.service.signingName)
        let (date, key) = self.state.withLockedValue { state in
            let date = self.clock.now
            return (date, state.keys.key(for: credentials, scope: signer.scope(at: date)))
        }
        return signer.sign(call.request, at: date, key: key)
    }

    private func send(_ request: HTTPRequest, of call: inout Call) async throws(AWSError) -> HTTPResponse {
        self.state.withLockedValue { $0.requestsSent += 1 }
        call.sentAt = self.clock.monotonicSeconds
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
        // What kept it from being sent, such as credentials that could not be had, says nothing about this service.
        if let sentAt = call.sentAt {
            self.tellPacer(error, call.lane, sentAt: sentAt)
            if try self.canMoveToBucket(&call, after: error) { return }
            if error.errorClass == .unauthenticated, await self.canSignAnew(&call, after: error) { return }
        }
        call.failures.add(error)
        guard self.retries.mayRepeat(error, mutates: call.operation.mutates, after: call.failures) else { throw error }
        let isThrottled = error.errorClass == .throttled
        if !isThrottled {
            let timedOut = call.timedOut
            guard let paid = self.state.withLockedValue({ $0.quota.pay(isTimeout: timedOut) }) else { throw error }
            call.paid = paid
        }
        let wait = self.retries.waitSeconds(
            failures: isThrottled ? call.failures.throttled : call.failures.other, fraction: min(max(self.fraction(), 0), 1),
            asked: call.retryAfter)
        do {
            try await self.clock.sleep(seconds: wait)
        } catch {
            throw call.cancellation
        }
    }

    private func tellPacer(_ error: AWSError, _ lane: RequestPacer.Lane, sentAt: Double) {
        switch error.errorClass {
        case .throttled: self.pacer.throttled(lane, sentAt: sentAt)
        // A refusal is an answer: the service takes requests.
        case .notYetPropagated, .conflict, .limitExceeded, .denied, .unauthenticated, .invalid, .gone: self.pacer.succeeded(lane)
        case .transient, .unparsable, .noCredentials, .cancelled: break
        }
    }

    /// S3 refuses what is sent to another region than the bucket's, and says which that is.
    /// - SeeAlso: Amazon S3 User Guide, "Making requests to specific AWS Regions".
    private func canMoveToBucket(_ call: inout Call, after error: AWSError) throws(AWSError) -> Bool {
        guard call.operation.service.endpoints == .s3, !call.movedToBucket, error.effect == .none,
            [301, 307, 400].contains(error.status ?? 0), let region = call.bucketRegion, region != call.endpoint.signingRegion
        else { return false }
        call.movedToBucket = true
        (call.endpoint, call.request) = try self.request(
            call.operation, call.parameters, region: region, idempotencyToken: call.idempotencyToken)
        return true
    }

    private static let clockCorrectionsMax = 1
    /// Credentials may end between signing and arrival, and those that come next be among the last of the old ones.
    private static let renewalsMax = 2

    /// A refused signature has changed nothing, so that even a mutation may be sent again with another one.
    private func canSignAnew(_ call: inout Call, after error: AWSError) async -> Bool {
        guard error.effect == .none else { return false }
        if call.clockCorrections < Self.clockCorrectionsMax, self.clock.learn(from: error.code, serverDate: call.serverDate) {
            call.clockCorrections += 1
            return true
        }
        guard call.renewals < Self.renewalsMax, let used = call.usedCredentials else { return false }
        call.renewals += 1
        return await self.credentials.refused(used)
    }

    private func record(_ call: Call, status: Int?, errorClass: AWSErrorClass?, since start: Double) {
        self.observer(
            AWSRequestRecord(
                service: call.operation.service.id, operation: call.operation.name, region: call.endpoint.signingRegion,
                attempt: call.attempts, status: status, errorClass: errorClass, seconds: max(self.clock.monotonicSeconds - start, 0)))
    }
}
