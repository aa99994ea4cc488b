import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@testable import ReconcileEngine

/// A trail that a test writes by hand.
private actor ScriptedTrail: ChangeHistory {
    var changes: [RecordedChange] = []
    var gap: ReadGap?
    var isWhole = true
    private(set) var questions: [ChangeQuestion] = []

    func changes(_ question: ChangeQuestion, account: AccountSettings) async -> Result<ChangeAnswer, ReadGap> {
        self.questions.append(question)
        if let gap { return .failure(gap) }
        let found = self.changes.filter { change in
            let fits: Bool =
                switch question.attribute {
                case .operation(let name): change.author.eventName == name && self.isWhole
                case .resource(let name): change.names.contains(name.lowercased())
                }
            return fits && change.author.time <= question.to && question.from.map { $0 <= change.author.time } ?? true
        }
        return .success(ChangeAnswer(changes: found, isWhole: self.isWhole, callerARN: nil))
    }

    func record(
        _ event: String, role: String, _ parameters: JSONObject = JSONObject(), at time: Date, by principal: String = "arn:aws:iam::1:user/mallory"
    ) {
        let record: JSONValue = [
            "eventSource": "iam.amazonaws.com", "eventName": .string(event), "recipientAccountId": .string(Fixtures.accountID),
            "eventTime": .string(RFC3339.string(time)), "sourceIPAddress": "192.0.2.7", "userAgent": "aws-cli/2",
            "userIdentity": ["arn": .string(principal)],
            "requestParameters": .object(JSONObject([.init(name: "roleName", value: .string(role))] + parameters.members))
        ]
        if let change = RecordedChange(record: record) { self.changes.append(change) }
    }

    func fail(_ gap: ReadGap?) { self.gap = gap }
    func beEndless() { self.isWhole = false }
}

@Suite struct AuthorSearchTests {
    private let trail = ScriptedTrail()

    /// Rounds of the search, as `run` makes them.
    private struct Search {
        let estate: Estate
        let search: AuthorSearch
        var book = AuthorSearchBook()
        var told: Set<String> = []

        init(_ estate: Estate, _ trail: ScriptedTrail) {
            self.estate = estate
            self.search = AuthorSearch(
                history: trail, engine: Engine(context: estate.context, configuration: estate.configuration), context: estate.context)
        }

        mutating func round(after seconds: Double = 0) async throws {
            self.estate.clock.advance(by: seconds)
            self.book.note(try await self.estate.store.drifts(of: nil, includingEnded: false), at: self.estate.clock.now())
            try await self.search.round(&self.book, self.estate.configuration, told: &self.told)
        }
    }

    private func drifted(mode: ReconcileMode = .observe) async throws -> Estate {
        let estate = try await Estate(mode: mode)
        try await estate.pass()
        estate.clock.advance(by: 300)
        estate.tag("x")
        try await estate.pass()
        return estate
    }

    private func onlyDrift(_ estate: Estate) async throws -> DriftRecord { try #require(try await estate.openDrifts().first) }

    @Test func theAuthorIsToldOnceAndShownAndJournalled() async throws {
        let estate = try await self.drifted()
        var search = Search(estate, self.trail)
        try await search.round()
        #expect(try await estate.told() == ["drift.detected prod/Role/export tags[owner]"])
        await self.trail.record(
            "TagRole", role: "export", ["tags": [["key": "owner", "value": "x"]]], at: estate.clock.now().wall.addingTimeInterval(-60))
        try await search.round(after: 29)
        #expect(try await self.onlyDrift(estate).changedBy == nil)
        try await search.round(after: 1)
        let author = try #require(try await self.onlyDrift(estate).changedBy?.author)
        #expect(author.principal == "arn:aws:iam::1:user/mallory" && author.eventName == "TagRole" && author.sourceAddress == "192.0.2.7")
        #expect(try await estate.told(.driftUpdated) == ["prod/Role/export tags[owner]"])
        let entry = try #require(try await estate.journal().first { $0["kind"] == "drift.attributed" })
        #expect(entry["changedBy"]?["principal"] == "arn:aws:iam::1:user/mallory")
        // Later passes and looks neither forget nor repeat it.
        try await estate.pass()
        try await search.round(after: 3600)
        #expect(try await self.onlyDrift(estate).changedBy?.author == author)
        #expect(try await estate.told(.driftUpdated).count == 1)
        let deliveries = try await estate.store.dueDeliveries(webhook: "hook", at: .distantFuture, countMax: 10)
        let body = try JSONReader.parse(try #require(deliveries.last).notice.body)
        #expect(body["data"]?["changes"]?.arrayValue?.first?["changedBy"] == author.json)
        #expect(DriftReport.json(try await self.onlyDrift(estate))["changedBy"] == author.json)
    }

    @Test func afterTwentyMinutesItIsUnknownAndNobodyIsTold() async throws {
        let estate = try await self.drifted()
        var search = Search(estate, self.trail)
        for seconds in AuthorSearchBook.waits.dropLast() { try await search.round(after: seconds) }
        #expect(try await self.onlyDrift(estate).changedBy == nil)
        try await search.round(after: AuthorSearchBook.waits.last ?? 0)
        #expect(AuthorSearchBook.waits.reduce(0, +) == 1200)
        #expect(try await self.onlyDrift(estate).changedBy?.json == "unknown")
        #expect(try await estate.told(.driftUpdated).isEmpty)
        let asked = await self.trail.questions.count
        try await search.round(after: 3600)
        #expect(await self.trail.questions.count == asked, "nobody asks any more")
    }

    @Test func whatComesLateIsStillFound() async throws {
        let estate = try await self.drifted()
        let changedAt = estate.clock.now().wall.addingTimeInterval(-60)
        var search = Search(estate, self.trail)
        for seconds in AuthorSearchBook.waits.dropLast() { try await search.round(after: seconds) }
        await self.trail.record("UntagRole", role: "export", ["tagKeys": ["owner"]], at: changedAt)
        try await search.round(after: AuthorSearchBook.waits.last ?? 0)
        #expect(try await self.onlyDrift(estate).changedBy?.author?.eventName == "UntagRole")
    }

    @Test func aDeniedLookUpIsUnknownAtOnceAndSaidOnce() async throws {
        let estate = try await self.drifted()
        await self.trail.fail(ReadGap(code: .denied, message: "not authorized to perform cloudtrail:LookupEvents"))
        var search = Search(estate, self.trail)
        try await search.round()
        #expect(
            try await self.onlyDrift(estate).changedBy == .unknown("CloudTrail cannot be read: not authorized to perform cloudtrail:LookupEvents"))
        #expect(search.told == ["prod/us-east-1"])
        #expect(await self.trail.questions.count == 1)
        try await search.round(after: 3600)
        #expect(await self.trail.questions.count == 1)
    }

    @Test func aPassingFaultIsTriedAgainWithinTheSameBound() async throws {
        let estate = try await self.drifted()
        await self.trail.fail(ReadGap(code: .throttled, message: "slow down"))
        var search = Search(estate, self.trail)
        try await search.round()
        #expect(try await self.onlyDrift(estate).changedBy == nil)
        for seconds in AuthorSearchBook.waits.dropFirst() { try await search.round(after: seconds) }
        #expect(try await self.onlyDrift(estate).changedBy?.json == "unknown")
        #expect(await self.trail.questions.count == AuthorSearchBook.waits.count)
    }

    @Test func eachCallIsAskedForOnceForAllDriftsAndInTheGlobalRegion() async throws {
        let estate = try await Estate(mode: .observe)
        try await estate.pass()
        estate.clock.advance(by: 300)
        for key in ["a", "b", "c"] { estate.tag("x", key) }
        try await estate.pass()
        var search = Search(estate, self.trail)
        try await search.round()
        let questions = await self.trail.questions
        #expect(Set(questions.map(\.attribute)) == [.operation("TagRole"), .operation("UntagRole"), .operation("CreateRole")])
        #expect(questions.count == 3 && Set(questions.map(\.region)) == ["us-east-1"])
    }

    @Test func anotherValueIsAnotherChange() async throws {
        let estate = try await self.drifted()
        var search = Search(estate, self.trail)
        let tags: JSONObject = ["tags": [["key": "owner"]]]
        await self.trail.record("TagRole", role: "export", tags, at: estate.clock.now().wall.addingTimeInterval(-60))
        try await search.round()
        #expect(try await self.onlyDrift(estate).changedBy?.author != nil)
        estate.clock.advance(by: 1000)
        estate.tag("y")
        try await estate.pass()
        #expect(try await self.onlyDrift(estate).changedBy == nil)
        await self.trail.record("TagRole", role: "export", tags, at: estate.clock.now().wall, by: "arn:aws:iam::1:user/bob")
        try await search.round()
        #expect(try await self.onlyDrift(estate).changedBy?.author?.principal == "arn:aws:iam::1:user/bob")
        #expect(try await estate.told(.driftUpdated).count == 3, "one for the value, two for who it was")
    }

    @Test func anEarlierEditorIsNotTakenForOneWhomTheTrailDoesNotTellOfYet() async throws {
        let estate = try await self.drifted()
        let tags: JSONObject = ["tags": [["key": "owner"]]]
        await self.trail.record("TagRole", role: "export", tags, at: estate.clock.now().wall, by: "arn:aws:iam::1:user/bob")
        var search = Search(estate, self.trail)
        try await search.round()
        #expect(try await self.onlyDrift(estate).changedBy?.author?.principal == "arn:aws:iam::1:user/bob")
        estate.clock.advance(by: 30)
        try await estate.pass()
        estate.clock.advance(by: 30)
        let changedAt = estate.clock.now().wall
        estate.tag("y")
        try await estate.pass()
        try await search.round()
        #expect(try await self.onlyDrift(estate).changedBy == nil)
        await self.trail.record("TagRole", role: "export", tags, at: changedAt)
        try await search.round(after: 30)
        #expect(try await self.onlyDrift(estate).changedBy?.author?.principal == "arn:aws:iam::1:user/mallory")
    }

    @Test func aDriftThatHasBeenCorrectedMeanwhileIsStillExplained() async throws {
        let estate = try await self.drifted(mode: .enforce)
        var search = Search(estate, self.trail)
        try await search.round()
        #expect(try await estate.settle().isEmpty)
        await self.trail.record("TagRole", role: "export", ["tags": [["key": "owner"]]], at: estate.clock.now().wall.addingTimeInterval(-250))
        for seconds in AuthorSearchBook.waits.dropFirst() { try await search.round(after: seconds) }
        let ended = try await estate.store.drifts(of: nil, includingEnded: true)
        #expect(ended.map { $0.changedBy?.author?.eventName } == ["TagRole"])
    }

    @Test func whatWasSeenAtTheFirstLookIsNamedOnlyOnceNothingLaterCanCome() async throws {
        let estate = try await Estate(mode: .observe)
        estate.tag("x")
        await self.trail.record("TagRole", role: "export", ["tags": [["key": "owner"]]], at: estate.clock.now().wall.addingTimeInterval(-900_000))
        try await estate.pass()
        var search = Search(estate, self.trail)
        for seconds in [0.0, 30, 60, 120, 240] { try await search.round(after: seconds) }
        #expect(try await self.onlyDrift(estate).changedBy == nil)
        try await search.round(after: 480)
        #expect(try await self.onlyDrift(estate).changedBy?.author != nil)
    }

    @Test func whereACallIsTooFrequentTheResourceIsAskedFor() async throws {
        let estate = try await self.drifted()
        await self.trail.beEndless()
        await self.trail.record("TagRole", role: "export", ["tags": [["key": "owner"]]], at: estate.clock.now().wall.addingTimeInterval(-60))
        var search = Search(estate, self.trail)
        try await search.round()
        #expect(await self.trail.questions.last?.attribute == .resource("export"))
        #expect(try await self.onlyDrift(estate).changedBy?.author?.eventName == "TagRole")
    }

    @Test func whatIsIgnoredIsNotLookedFor() async throws {
        let estate = try await Estate(mode: .observe)
        try await estate.pass()
        try await estate.desk.ignore(Fixtures.identity(.role, "export"), aspect: "tags", reason: "work", until: nil, by: "alice")
        estate.tag("x")
        try await estate.pass()
        var search = Search(estate, self.trail)
        try await search.round()
        #expect(search.book.isEmpty)
        #expect(await self.trail.questions.isEmpty)
    }

    @Test func aFightNamesTheOtherWriter() async throws {
        let estate = try await Estate(windowSeconds: 10)
        try await estate.pass()
        var search = Search(estate, self.trail)
        for _ in 1...4 {
            estate.clock.advance(by: 100)
            estate.tag("x")
            await self.trail.record("TagRole", role: "export", ["tags": [["key": "owner"]]], at: estate.clock.now().wall)
            try await estate.pass()
            try await search.round(after: 5)
            if try await estate.states().values.contains(.fighting) { break }
            #expect(try await estate.settle().isEmpty)
        }
        let drift = try await self.onlyDrift(estate)
        #expect(drift.state == .fighting)
        #expect(drift.reason?.contains("arn:aws:iam::1:user/mallory keeps changing it, last by TagRole") == true)
    }
}
