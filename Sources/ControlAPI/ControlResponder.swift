import Hummingbird
import IAMPolicy
import Logging
import NIOCore
import ReconcileCore

/// Turns requests into calls of the daemon's operations, and their results into answers.
struct ControlResponder: HTTPResponder {
    let operations: any ControlOperations
    let bodyBytesMax: Int
    let gate: PeerGate
    let load: ControlLoad
    let logger: Logger

    func respond(to request: Request, context: ControlContext) async throws -> Response {
        do throws(RequestFault) {
            return Self.response(status: 200, try await self.withinLoad(request, context))
        } catch {
            self.logger.debug(
                "control request refused",
                metadata: ["path": "\(request.uri.path.prefix(200))", "status": "\(error.status)", "error": "\(error.error.message)"])
            return Self.response(status: error.status, error.json, allowedMethod: error.allowedMethod)
        }
    }

    private func withinLoad(_ request: Request, _ context: ControlContext) async throws(RequestFault) -> JSONValue {
        guard await self.load.begin() else {
            throw RequestFault(status: 503, code: .unavailable, message: "too many requests are under way; try again in a moment")
        }
        let answer: Result<JSONValue, RequestFault>
        do throws(RequestFault) {
            answer = .success(try await self.answer(request, context))
        } catch {
            answer = .failure(error)
        }
        await self.load.end()
        return try answer.get()
    }

    private func answer(_ request: Request, _ context: ControlContext) async throws(RequestFault) -> JSONValue {
        let route = try ControlRoute.find(method: request.method.rawValue, path: request.uri.path)
        let actor = try await self.actor(for: route, context)
        let body = route.method == "POST" ? try await self.body(of: request) : []
        let call = try ControlCall(route, query: request.uri.query, body: body)
        do throws(ControlError) {
            return try await self.perform(call, for: actor)
        } catch {
            throw RequestFault(error)
        }
    }

    /// Who asks, if they may. Asked anew for each request: the lists may have changed since the connection was made.
    private func actor(for route: ControlRoute, _ context: ControlContext) async throws(RequestFault) -> OperatorIdentity {
        guard let peer = await PeerHandler.peer(of: context.channel) else {
            throw RequestFault(status: 403, code: .denied, message: "the system does not say who asks")
        }
        let standing = await self.gate.standing(of: peer)
        let actor = await self.gate.identity(of: peer)
        guard standing.may(route.right) else {
            let lack =
                standing == .viewer
                ? "may view, not change; to change, they must be in control.operators"
                : "is neither in control.operators nor in control.viewers"
            throw RequestFault(status: 403, code: .denied, message: "\(actor.name) (uid \(peer.uid)) \(lack)")
        }
        return actor
    }

    private func body(of request: Request) async throws(RequestFault) -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            for try await part in request.body {
                guard bytes.count + part.readableBytes <= self.bodyBytesMax else {
                    throw RequestFault(status: 413, message: "the body is longer than \(self.bodyBytesMax) bytes")
                }
                bytes.append(contentsOf: part.readableBytesView)
            }
        } catch let fault as RequestFault {
            throw fault
        } catch {
            throw RequestFault(message: "the body did not arrive in full")
        }
        return bytes
    }

    private func perform(_ call: ControlCall, for actor: OperatorIdentity) async throws(ControlError) -> JSONValue {
        switch call {
        case .status:
            try await self.operations.status()
        case .resources(let kind, let name, let account):
            try await self.operations.resources(kind: kind, name: name, account: account)
        case .describe(let kind, let name, let account):
            try await self.operations.describe(kind: kind, name: name, account: account)
        case .apply(let documents, let options):
            try await self.operations.apply(documents: documents, options: options, actor: actor)
        case .delete(let kind, let name, let account, let detach):
            try await self.operations.delete(kind: kind, name: name, account: account, detach: detach, actor: actor)
        case .diff(let documents):
            try await self.operations.diff(documents: documents)
        case .can(let question):
            try await self.operations.can(question)
        case .importing(let resources, let account, let pathPrefix):
            try await self.operations.manifests(resources: resources, account: account, pathPrefix: pathPrefix)
        case .sync(let resource, let account):
            try await self.operations.sync(resource: resource, account: account)
        case .syncState(let request):
            try await self.operations.syncState(request: request)
        case .journal(let fromSequence, let countMax):
            try await self.operations.journal(fromSequence: fromSequence, countMax: countMax)
        case .plan(let account):
            try await self.operations.plan(account: account)
        case .preflight(let kind, let name, let account):
            try await self.operations.preflight(kind: kind, name: name, account: account)
        case .approve(let ids, let override):
            try await self.operations.approve(ids: ids, override: override, actor: actor)
        case .reject(let id, let reason):
            try await self.operations.reject(id: id, reason: reason, actor: actor)
        case .accept(let id, let reason, let detach):
            try await self.operations.accept(id: id, reason: reason, detach: detach, actor: actor)
        case .pause(let resource, let account, let reason, let until):
            try await self.operations.pause(resource: resource, account: account, reason: reason, until: until, actor: actor)
        case .resume(let resource, let account):
            try await self.operations.resume(resource: resource, account: account, actor: actor)
        case .ignore(let resource, let aspect, let reason, let until):
            try await self.operations.ignore(resource: resource, aspect: aspect, reason: reason, until: until, actor: actor)
        case .rollback(let correctionID):
            try await self.operations.rollback(correctionID: correctionID, actor: actor)
        case .reload:
            try await self.operations.reload()
        }
    }

    private static func response(status: Int, _ value: JSONValue, allowedMethod: String? = nil) -> Response {
        var headers: HTTPFields = [.contentType: "application/json", .cacheControl: "no-store"]
        if let allowedMethod { headers[.allow] = allowedMethod }
        return Response(
            status: .init(code: status), headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: JSONWriter.compact(value) + "\n")))
    }
}

/// What a request is answered with besides itself: the connection that it came on.
struct ControlContext: InitializableFromSource {
    let channel: any Channel

    init(source: ApplicationRequestContextSource) { self.channel = source.channel }
}
