/// One thing that the control socket offers, found by method and path.
package enum ControlRoute: Hashable, Sendable {
    case status
    case resources
    case describe
    case apply
    case delete
    case diff
    case can
    case importing
    case sync
    case syncState(request: Int)
    case journal
    case plan
    case preflight
    case approve
    case reject
    case accept
    case pause
    case resume
    case ignore
    case rollback
    case reload

    /// What a peer needs in order to call it.
    package enum Right: Hashable, Sendable {
        case view
        case change
    }

    package var right: Right {
        switch self {
        case .status, .resources, .describe, .diff, .can, .importing, .syncState, .journal, .plan, .preflight: .view
        case .apply, .delete, .sync, .approve, .reject, .accept, .pause, .resume, .ignore, .rollback, .reload: .change
        }
    }

    /// The one method that it takes.
    var method: String {
        switch self {
        case .status, .resources, .describe, .syncState, .journal, .plan, .preflight: "GET"
        case .apply, .delete, .diff, .can, .importing, .sync, .approve, .reject, .accept, .pause, .resume, .ignore, .rollback, .reload: "POST"
        }
    }

    /// Finds the route of a request.
    /// - Parameter path: as it stands in the request line, without the query.
    /// - Throws: status 404 for an unknown path, 405 for a path that takes another method.
    static func find(method: String, path: String) throws(RequestFault) -> ControlRoute {
        guard let route = Self.route(path: path) else {
            throw RequestFault(status: 404, code: .notFound, message: "there is no \(path.prefix(200)) here")
        }
        guard method == route.method else {
            throw RequestFault(
                status: 405, code: .invalid, message: "\(path) takes \(route.method), not \(method.prefix(20))", allowedMethod: route.method)
        }
        return route
    }

    private static func route(path: String) -> ControlRoute? {
        switch path {
        case "/v1/status": return .status
        case "/v1/resources": return .resources
        case "/v1/describe": return .describe
        case "/v1/apply": return .apply
        case "/v1/delete": return .delete
        case "/v1/diff": return .diff
        case "/v1/can": return .can
        case "/v1/import": return .importing
        case "/v1/sync": return .sync
        case "/v1/journal": return .journal
        case "/v1/plan": return .plan
        case "/v1/preflight": return .preflight
        case "/v1/approve": return .approve
        case "/v1/reject": return .reject
        case "/v1/accept": return .accept
        case "/v1/pause": return .pause
        case "/v1/resume": return .resume
        case "/v1/ignore": return .ignore
        case "/v1/rollback": return .rollback
        case "/v1/reload": return .reload
        default:
            let prefix = "/v1/sync/"
            let digits = path.dropFirst(prefix.count)
            guard path.hasPrefix(prefix), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let request = Int(digits) else { return nil }
            return .syncState(request: request)
        }
    }
}
