import Hummingbird
import IAMPolicy
import Logging
import NIOCore
import ReconcileCore

/// Turns requests into calls of the daemon's operations, and their results into answers.
struct ControlResponder: HTTPResponder {
    let operations: any ControlOperations
    let bodyBytesMax: Int
    let logger: Logger

    func respond(to request: Request, context: ControlContext) async throws -> Response {
        do throws(RequestFault) {
            return Self.response(status: 200, try await self.answer(request, context))
        } catch {
            self.logger.debug(
                "control request refused",
                metadata: ["path": "\(request.uri.path.prefix(200))", "status": "\(error.status)", "error": "\(error.error.message)"])
            return Self.response(status: error.status, error.json, allowedMethod: error.allowedMethod)
        }
    }

    private func answer(_ request: Request, _ context: ControlContext) async throws(RequestFault) -> JSONValue {
        let route = try ControlRoute.find(method: request.method.rawValue, path: request.uri.path)
        guard let peer = await PeerCredentials(of: context.channel) else {
            throw RequestFault(status: 403, code: .denied, message: "the system does not say who asks")
        }
        let body = route.method == "POST" ? try await self.body(of: request) : []
        let call = try ControlCall(route, query: request.uri.query, body: body)
        do throws(ControlError) {
            return try await self.perform(call, for: peer)
        } catch {
            throw RequestFault(error)
        }
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

    private func perform(_ call: ControlCall, for peer: PeerCredentials) async throws(ControlError) -> JSONValue {
        switch call {
        case .status:
            try await self.operations.status()
        case .resources(let kind, let name, let account):
            try await self.operations.resources(kind: kind, name: name, account: account)
        case .describe(let kind, let name, let account):
            try await self.operations.describe(kind: kind, name: name, account: account)
        case .apply(let documents, let options):
            try await self.operations.apply(documents: documents, options: options, actor: peer.userName)
        case .delete(let kind, let name, let account, let detach):
            try await self.operations.delete(kind: kind, name: name, account: account, detach: detach, actor: peer.userName)
        case .diff(let documents):
            try await self.operations.diff(documents: documents)
        case .sync(let resource, let account):
            try await self.operations.sync(resource: resource, account: account)
        case .syncState(let request):
            try await self.operations.syncState(request: request)
        case .journal(let fromSequence, let countMax):
            try await self.operations.journal(fromSequence: fromSequence, countMax: countMax)
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
