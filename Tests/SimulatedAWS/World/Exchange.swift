import AWSClient
import Foundation
import HTTPTransport
import IAMPolicy

/// One request and its answer.
struct Exchange {
    let seed: UInt64
    let now: Date

    /// - Returns: `nil` where nothing comes back.
    func answer(_ request: HTTPRequest, in contents: inout SimulatedWorld.Contents) -> HTTPResponse? {
        contents.requests += 1
        contents.feedQueues(at: self.now)
        let requestID = "req-\(contents.requests)"
        let incoming: IncomingCall
        do throws(ServiceFault) {
            incoming = try RequestReader.read(request)
        } catch {
            let operation = RequestHead(request).credential.flatMap { OperationCatalog.service($0.signingName) }
                .map { AWSOperation(service: $0, name: "Unknown", mutates: true) }
            return AnswerWriter(operation: operation ?? STS.getCallerIdentity, requestID: requestID).answer(error)
        }
        let writer = AnswerWriter(operation: incoming.operation, requestID: requestID)
        let caller: Caller
        do throws(ServiceFault) {
            caller = try self.caller(of: incoming, in: contents)
        } catch {
            return writer.answer(error)
        }
        let place = Self.place(of: incoming, by: caller)
        let times = contents.repetitions[place, default: 0]
        contents.repetitions[place] = times + 1
        let numbered = "\(place)#\(times)"
        var fate = contents.trouble.fate(seed: self.seed, place: numbered)
        let service = incoming.operation.service.signingName
        if fate == .truncated, contents.trouble.truncatedServices?.contains(service) == false { fate = nil }
        if contents.trouble.operations?.contains("\(service):\(incoming.operation.name)") == false { fate = nil }
        let outcome = self.carryOut(incoming, caller, fate, numbered, request, in: &contents)
        return self.response(outcome, fate, writer)
    }

    private static func place(of incoming: IncomingCall, by caller: Caller) -> String {
        "\(caller.account) \(incoming.region) \(incoming.operation.service.signingName):\(incoming.operation.name) "
            + JSONWriter.canonical(.object(incoming.input))
    }

    private func caller(of incoming: IncomingCall, in contents: SimulatedWorld.Contents) throws(ServiceFault) -> Caller {
        guard let key = incoming.accessKeyID else { return Caller(account: "", arn: "", uniqueID: "") }
        if let caller = contents.accessKeys[key] { return caller }
        guard let session = contents.history.latest.sessions[key], session.token == incoming.sessionToken else {
            throw ServiceFault("InvalidClientTokenId", "The security token included in the request is invalid.", status: 403)
        }
        guard session.endsAt > self.now else {
            throw ServiceFault("ExpiredToken", "The security token included in the request is expired", status: 403)
        }
        return session.caller
    }

    private func carryOut(
        _ incoming: IncomingCall, _ caller: Caller, _ fate: Trouble.Fate?, _ place: String, _ request: HTTPRequest,
        in contents: inout SimulatedWorld.Contents
    ) -> Result<JSONObject, ServiceFault> {
        let operation = incoming.operation
        let trouble = contents.trouble
        var refusal = Self.refusal(fate, operation)
        if trouble.denied.contains("\(operation.service.signingName):\(operation.name)") { refusal = Self.denial(operation, caller) }
        var result: Result<JSONObject, ServiceFault> = .failure(refusal ?? .notSimulated(""))
        var hadEffect = false
        if refusal == nil, fate != .lost {
            let delay =
                operation.mutates
                ? trouble.principalsDelaySeconds : trouble.delay(of: operation.service.signingName, seed: self.seed, place: place)
            let seen = delay > 0 ? contents.history.state(at: self.now.addingTimeInterval(-delay)) : contents.history.latest
            var state =
                operation.mutates || operation.service.signingName == "sqs" || operation.service.signingName == "sts"
                ? contents.history.latest : seen
            let before = state
            let call = ServiceCall(operation: operation, input: incoming.input, caller: caller, region: incoming.region, now: self.now, seen: seen)
            do throws(ServiceFault) {
                let whole = operation.name == "LookupEvents" ? contents.lookedUp(call) : try SimulatedServices.perform(call, in: &state)
                result = .success(try Pager(operation: operation, itemsMax: trouble.pageItemsMax).page(whole, of: incoming.input))
                hadEffect = state != before
            } catch {
                result = .failure(error)
            }
            if operation.mutates, case .success = result {
                contents.record(
                    call, code: nil, accessKeyID: incoming.accessKeyID, userAgent: request.header("User-Agent") ?? "reconciled",
                    address: "203.0.113.9")
            }
            if hadEffect { contents.history.record(state, at: self.now) }
        }
        let hasAnswer = fate != .lost && fate != .silent
        contents.calls.append(
            WorldCall(
                time: self.now, caller: caller, service: operation.service.signingName, operation: operation.name, region: incoming.region,
                input: incoming.input, isMutating: operation.mutates, hadEffect: hadEffect && operation.mutates, code: Self.code(result),
                status: hasAnswer ? Self.status(result, fate) : nil))
        return result
    }

    private static func code(_ result: Result<JSONObject, ServiceFault>) -> String? {
        if case .failure(let fault) = result { fault.code } else { nil }
    }

    private static func status(_ result: Result<JSONObject, ServiceFault>, _ fate: Trouble.Fate?) -> Int {
        if fate == .failedAfter { return 500 }
        if fate == .page { return 502 }
        if case .failure(let fault) = result { return fault.status }
        return 200
    }

    private static func refusal(_ fate: Trouble.Fate?, _ operation: AWSOperation) -> ServiceFault? {
        switch fate {
        case .throttled:
            switch operation.service.wire {
            case .query: ServiceFault("Throttling", "Rate exceeded")
            case .ec2: ServiceFault("RequestLimitExceeded", "Request limit exceeded.", status: 503)
            case .json, .restJSON: ServiceFault("ThrottlingException", "Rate exceeded")
            case .restXML: ServiceFault("SlowDown", "Please reduce your request rate.", status: 503)
            }
        case .failed: ServiceFault("InternalFailure", "We encountered an internal error.", status: 500)
        case .page: ServiceFault("BadGateway", "", status: 502)
        case .lost: ServiceFault("Lost", "", status: 0)
        case .silent, .failedAfter, .truncated, nil: nil
        }
    }

    private static func denial(_ operation: AWSOperation, _ caller: Caller) -> ServiceFault {
        let code = operation.service.wire == .query || operation.service.wire == .restXML ? "AccessDenied" : "AccessDeniedException"
        let action = operation.iamAction ?? operation.name
        return ServiceFault(code, "User: \(caller.arn) is not authorized to perform: \(action)", status: 403)
    }

    private func response(_ outcome: Result<JSONObject, ServiceFault>, _ fate: Trouble.Fate?, _ writer: AnswerWriter) -> HTTPResponse? {
        switch fate {
        case .lost, .silent: return nil
        case .page:
            let page = "<html><head><title>502 Bad Gateway</title></head><body><h1>Bad gateway</h1></body></html>"
            return HTTPResponse(status: 502, headers: [("Content-Type", "text/html")], body: Array(page.utf8))
        case .failedAfter: return writer.answer(ServiceFault("InternalFailure", "We encountered an internal error.", status: 500))
        case .throttled, .failed, .truncated, nil: break
        }
        var response: HTTPResponse
        do throws(ServiceFault) {
            response = try writer.answer(try outcome.get())
        } catch {
            response = writer.answer(error)
        }
        if fate == .truncated { response.body.removeLast(response.body.count / 2) }
        return response
    }
}

extension SimulatedWorld.Contents {
    mutating func record(_ call: ServiceCall, code: String?, accessKeyID: String?, userAgent: String, address: String) {
        let service = call.operation.service.signingName
        let isGlobal = ["iam", "organizations", "sts"].contains(service)
        self.events.append(
            RecordedEvent(
                id: Self.eventID(self.events.count + 1), time: call.now, account: call.account, region: isGlobal ? "us-east-1" : call.region,
                name: call.operation.name,
                source: "\(service).amazonaws.com", caller: call.caller, accessKeyID: accessKeyID, userAgent: userAgent, sourceAddress: address,
                input: call.input, code: code))
    }

    private static func eventID(_ number: Int) -> String {
        let digits = String(number)
        return "00000000-0000-4000-8000-" + String(repeating: "0", count: max(12 - digits.count, 0)) + digits
    }
}
