import IAMPolicy
import ReconcileCore
import Testing

@testable import ControlAPI

@Suite struct ControlCallTests {
    @Test(arguments: [
        (route: ControlRoute.status, query: nil as String?, call: ControlCall.status),
        (route: .status, query: "", call: .status),
        (route: .resources, query: nil, call: .resources(kind: nil, name: nil, account: nil)),
        (route: .resources, query: "kind=Role", call: .resources(kind: "Role", name: nil, account: nil)),
        (route: .resources, query: "kind=Role&name=a%2Fb+c&account=prod", call: .resources(kind: "Role", name: "a/b+c", account: "prod")),
        (route: .resources, query: "kind=&account=%C3%A9", call: .resources(kind: nil, name: nil, account: "é")),
        (route: .describe, query: "kind=Role&name=x=y", call: .describe(kind: "Role", name: "x=y", account: nil)),
        (
            route: .preflight, query: "kind=NeptuneBulkLoad&name=nightly&account=prod",
            call: .preflight(kind: "NeptuneBulkLoad", name: "nightly", account: "prod")
        ),
        (route: .syncState(request: 3), query: nil, call: .syncState(request: 3)),
        (route: .journal, query: nil, call: .journal(fromSequence: 1, countMax: 100)),
        (route: .journal, query: "from=0&limit=1000", call: .journal(fromSequence: 0, countMax: 1_000)),
        (route: .journal, query: "from=9223372036854775807&limit=1", call: .journal(fromSequence: .max, countMax: 1)),
        (route: .plan, query: nil, call: .plan(account: nil)), (route: .plan, query: "account=prod", call: .plan(account: "prod"))
    ])
    func queriesAreRead(route: ControlRoute, query: String?, call: ControlCall) throws {
        #expect(try ControlCall(route, query: query, body: []) == call)
    }

    @Test(arguments: [
        (route: ControlRoute.status, query: "x=1", word: "`x`"), (route: .resources, query: "Kind=Role", word: "kind, name, account"),
        (route: .resources, query: "kind=Role&kind=User", word: "twice"), (route: .resources, query: "name=a", word: "`kind`"),
        (route: .resources, query: "kind=%zz", word: "percent-encoded"), (route: .resources, query: "kind=%FF", word: "UTF-8"),
        (route: .preflight, query: "kind=NeptuneBulkLoad", word: "`name` is missing"),
        (route: .describe, query: "kind=Role", word: "`name` is missing"), (route: .describe, query: "kind=Role&name=", word: "`name` is missing"),
        (route: .journal, query: "from=-1", word: "`-1`"), (route: .journal, query: "from=9223372036854775808", word: "whole number"),
        (route: .journal, query: "from=one", word: "`one`"), (route: .journal, query: "limit=0", word: "from 1 to 1000"),
        (route: .journal, query: "limit=1001", word: "from 1 to 1000"), (route: .apply, query: "dryRun=true", word: "takes none"),
        (route: .plan, query: "kind=Role", word: "known here: account"), (route: .approve, query: "all=true", word: "takes none")
    ])
    func wrongQueriesAreNamed(route: ControlRoute, query: String, word: String) {
        let fault = #expect(throws: RequestFault.self) { try ControlCall(route, query: query, body: []) }
        #expect(fault?.status == 400 && fault?.error.code == .invalid)
        #expect(fault?.error.message.contains(word) == true, "\(fault?.error.message ?? "")")
    }

    @Test(arguments: [
        (route: ControlRoute.apply, body: #"{"documents": []}"#, call: ControlCall.apply(documents: [], options: ApplyOptions())),
        (
            route: .apply, body: #"{"documents":[{"document":{}}],"dryRun":true,"prune":true,"detach":true,"rebind":true}"#,
            call: .apply(
                documents: [["document": [:]]],
                options: ApplyOptions(isDryRun: true, prunes: true, detaches: true, rebinds: true))
        ),
        (
            route: .apply, body: #"{"documents":[],"dryRun":null,"prune":false,"rebind":true}"#,
            call: .apply(documents: [], options: ApplyOptions(rebinds: true))
        ),
        (
            route: .can, body: #"{"principal":"Role/a","action":"kms:Decrypt","resource":"*"}"#,
            call: .can(AccessQuestion(principal: "Role/a", action: "kms:Decrypt", resource: "*"))
        ),
        (
            route: .can, body: #"{"principal":"*","action":"a:b","resource":"c","resourceAccount":"1","context":{"k":["v","w"]},"account":"prod"}"#,
            call: .can(
                AccessQuestion(
                    principal: "*", action: "a:b", resource: "c", resourceAccount: "1", context: RequestContext(["k": ["v", "w"]]), account: "prod"))
        ),
        (
            route: .delete, body: #"{"kind":"Role","name":"a","account":null}"#,
            call: .delete(kind: "Role", name: "a", account: nil, detach: false)
        ),
        (
            route: .delete, body: #"{"kind":"Role","name":"a","account":"prod","detach":true}"#,
            call: .delete(kind: "Role", name: "a", account: "prod", detach: true)
        ),
        (
            route: .importing, body: #"{"resources":["Role/a"],"account":"prod","pathPrefix":"/a/"}"#,
            call: .importing(resources: ["Role/a"], account: "prod", pathPrefix: "/a/")
        ),
        (route: .diff, body: #"{"documents":[{}]}"#, call: .diff(documents: [[:]])),
        (route: .sync, body: "", call: .sync(resource: nil, account: nil)), (route: .sync, body: "{}", call: .sync(resource: nil, account: nil)),
        (route: .sync, body: #"{"resource":"prod/Role/a"}"#, call: .sync(resource: "prod/Role/a", account: nil)),
        (route: .sync, body: #"{"account":"prod"}"#, call: .sync(resource: nil, account: "prod")),
        (route: .reload, body: "", call: .reload), (route: .reload, body: "{}", call: .reload)
    ])
    func bodiesAreRead(route: ControlRoute, body: String, call: ControlCall) throws {
        #expect(try ControlCall(route, query: nil, body: Array(body.utf8)) == call)
    }

    @Test(arguments: [
        (route: ControlRoute.apply, body: "", word: "not JSON"), (route: .apply, body: "{", word: "line 1, column 2"),
        (route: .apply, body: #"{"documents":[],"documents":[]}"#, word: "not JSON"), (route: .apply, body: "[]", word: "an array"),
        (route: .apply, body: "{}", word: "`documents` is missing"), (route: .apply, body: #"{"documents":{}}"#, word: "an array"),
        (route: .apply, body: #"{"documents":[{},"x"]}"#, word: "documents[1]"),
        (route: .apply, body: #"{"documents":[],"dry_run":true}"#, word: "`dry_run`"),
        (route: .apply, body: #"{"documents":[],"dryRun":"yes"}"#, word: "true or false"),
        (route: .delete, body: #"{"kind":"Role"}"#, word: "`name` is missing"),
        (route: .delete, body: #"{"kind":1,"name":"a"}"#, word: "a number"), (route: .delete, body: #"{"kind":"","name":"a"}"#, word: "empty"),
        (route: .sync, body: #"{"resource":[]}"#, word: "`resource`"), (route: .reload, body: #"{"a":1}"#, word: "takes none"),
        (route: .importing, body: "{}", word: "`pathPrefix`"), (route: .importing, body: #"{"pathPrefix":"neptune"}"#, word: "begins and ends"),
        (route: .diff, body: "null", word: "must be an object")
    ])
    func wrongBodiesAreNamed(route: ControlRoute, body: String, word: String) {
        let fault = #expect(throws: RequestFault.self) { try ControlCall(route, query: nil, body: Array(body.utf8)) }
        #expect(fault?.status == 400 && fault?.error.code == .invalid)
        #expect(fault?.error.message.contains(word) == true, "\(fault?.error.message ?? "")")
    }

    @Test(arguments: [
        (route: ControlRoute.approve, body: #"{"ids":["a","b"]}"#, call: ControlCall.approve(ids: ["a", "b"], override: nil)),
        (route: .approve, body: #"{"all":true}"#, call: .approve(ids: [], override: nil)),
        (route: .approve, body: #"{"ids":[],"all":true}"#, call: .approve(ids: [], override: nil)),
        (
            route: .approve, body: #"{"ids":["a"],"override":"changeLimit","reason":"raised"}"#,
            call: .approve(ids: ["a"], override: GuardOverride(name: .changeLimit, reason: "raised"))
        ),
        (route: .reject, body: #"{"id":"a","reason":" so "}"#, call: .reject(id: "a", reason: " so ")),
        (route: .accept, body: #"{"id":"d-1","reason":"so"}"#, call: .accept(id: "d-1", reason: "so", detach: false)),
        (route: .accept, body: #"{"id":"d-1","reason":"so","detach":true}"#, call: .accept(id: "d-1", reason: "so", detach: true)),
        (
            route: .pause, body: #"{"resource":"Role/a","reason":"moving"}"#,
            call: .pause(resource: "Role/a", account: nil, reason: "moving", until: nil)
        ),
        (
            route: .pause, body: #"{"resource":"Role/a","account":"prod","reason":"moving","until":"2026-01-02T00:00:00Z"}"#,
            call: .pause(resource: "Role/a", account: "prod", reason: "moving", until: "2026-01-02T00:00:00Z")
        ),
        (route: .resume, body: #"{"account":"prod"}"#, call: .resume(resource: nil, account: "prod")),
        (
            route: .ignore, body: #"{"resource":"Role/a","aspect":"tags[x]","reason":"theirs","until":"7d"}"#,
            call: .ignore(resource: "Role/a", aspect: "tags[x]", reason: "theirs", until: "7d")
        ), (route: .rollback, body: #"{"correction":"c-1"}"#, call: .rollback(correctionID: "c-1"))
    ])
    func decisionsAreRead(route: ControlRoute, body: String, call: ControlCall) throws {
        #expect(try ControlCall(route, query: nil, body: Array(body.utf8)) == call)
    }

    @Test(arguments: [
        (route: ControlRoute.approve, body: "{}", word: "`all`: true"), (route: .approve, body: #"{"ids":[]}"#, word: "`all`: true"),
        (route: .approve, body: #"{"ids":[],"all":false}"#, word: "`all`: true"),
        (route: .approve, body: #"{"ids":["a"],"all":true}"#, word: "exclude"),
        (route: .approve, body: #"{"ids":"a"}"#, word: "an array"), (route: .approve, body: #"{"ids":["a",""]}"#, word: "ids[1]"),
        (route: .approve, body: #"{"ids":["a",1]}"#, word: "ids[1]"), (route: .approve, body: "", word: "not JSON"),
        (route: .reject, body: #"{"id":"a"}"#, word: "`reason` is missing"), (route: .reject, body: #"{"id":"a","reason":""}"#, word: "`reason`"),
        (route: .reject, body: #"{"id":"a","reason":" \t\n"}"#, word: "say something"),
        (route: .reject, body: #"{"reason":"no"}"#, word: "`id` is missing"),
        (route: .accept, body: #"{"id":"d-1"}"#, word: "`reason` is missing"),
        (route: .pause, body: #"{"reason":"moving"}"#, word: "`resource` or an `account`"),
        (route: .pause, body: #"{"account":"prod"}"#, word: "`reason` is missing"),
        (route: .pause, body: #"{"account":"prod","reason":"x","until":7}"#, word: "`until`"),
        (route: .resume, body: "{}", word: "`resource` or an `account`"), (route: .resume, body: #"{"account":"a","reason":"x"}"#, word: "`reason`"),
        (route: .ignore, body: #"{"aspect":"tags","reason":"x"}"#, word: "`resource` is missing"),
        (route: .ignore, body: #"{"resource":"Role/a","reason":"x"}"#, word: "`aspect` is missing"),
        (route: .ignore, body: #"{"resource":"Role/a","aspect":"tags"}"#, word: "`reason` is missing"),
        (route: .rollback, body: "{}", word: "`correction` is missing")
    ])
    func wrongDecisionsAreNamed(route: ControlRoute, body: String, word: String) {
        let fault = #expect(throws: RequestFault.self) { try ControlCall(route, query: nil, body: Array(body.utf8)) }
        #expect(fault?.status == 400 && fault?.error.code == .invalid)
        #expect(fault?.error.message.contains(word) == true, "\(fault?.error.message ?? "")")
    }

    @Test(arguments: [(bytes: 4_096, isRead: true), (bytes: 4_097, isRead: false)])
    func reasonsAreBounded(bytes: Int, isRead: Bool) {
        let body = #"{"id":"a","reason":""# + String(repeating: "x", count: bytes) + #""}"#
        let call = try? ControlCall(.reject, query: nil, body: Array(body.utf8))
        #expect((call != nil) == isRead)
    }

    @Test(arguments: [(depth: 254, isRead: true), (depth: 300, isRead: false)])
    func nestingIsBounded(depth: Int, isRead: Bool) {
        let body = #"{"documents":[{"d":"# + String(repeating: "[", count: depth - 3) + String(repeating: "]", count: depth - 3) + "}]}"
        let call = try? ControlCall(.diff, query: nil, body: Array(body.utf8))
        #expect((call != nil) == isRead)
    }
}
