import Testing

@testable import ControlAPI

@Suite struct ControlRouteTests {
    private static let table: [(method: String, path: String, route: ControlRoute, right: ControlRoute.Right)] = [
        ("GET", "/v1/preflight", .preflight, .view), ("GET", "/v1/status", .status, .view), ("GET", "/v1/resources", .resources, .view),
        ("GET", "/v1/describe", .describe, .view),
        ("POST", "/v1/apply", .apply, .change), ("POST", "/v1/delete", .delete, .change), ("POST", "/v1/diff", .diff, .view),
        ("POST", "/v1/can", .can, .view), ("POST", "/v1/import", .importing, .view),
        ("POST", "/v1/sync", .sync, .change), ("GET", "/v1/sync/12", .syncState(request: 12), .view),
        ("GET", "/v1/journal", .journal, .view), ("GET", "/v1/plan", .plan, .view), ("POST", "/v1/approve", .approve, .change),
        ("POST", "/v1/reject", .reject, .change), ("POST", "/v1/accept", .accept, .change), ("POST", "/v1/pause", .pause, .change),
        ("POST", "/v1/resume", .resume, .change),
        ("POST", "/v1/ignore", .ignore, .change), ("POST", "/v1/rollback", .rollback, .change), ("POST", "/v1/reload", .reload, .change)
    ]

    @Test(arguments: Self.table)
    func methodAndPathNameARouteAndTheRightItNeeds(method: String, path: String, route: ControlRoute, right: ControlRoute.Right) throws {
        #expect(try ControlRoute.find(method: method, path: path) == route)
        #expect(route.right == right)
    }

    @Test(arguments: Self.table)
    func anotherMethodIsRefusedWithTheRightOne(method: String, path: String, route: ControlRoute, right: ControlRoute.Right) {
        for other in ["GET", "POST", "PUT", "DELETE", "HEAD", "get", ""] where other != method {
            let fault = #expect(throws: RequestFault.self) { try ControlRoute.find(method: other, path: path) }
            #expect(fault?.status == 405 && fault?.allowedMethod == method)
        }
    }

    @Test(arguments: [
        "", "/", "/v1", "/v1/", "/v2/status", "/v1/status/", "//v1/status", "/V1/status", "/v1/sync/", "/v1/sync/-1", "/v1/sync/+1",
        "/v1/sync/1x", "/v1/sync/99999999999999999999", "/v1/sync/1/2", "/v1/../v1/status"
    ])
    func otherPathsAreNotFound(path: String) {
        let fault = #expect(throws: RequestFault.self) { try ControlRoute.find(method: "GET", path: path) }
        #expect(fault?.status == 404 && fault?.error.code == .notFound)
    }
}
