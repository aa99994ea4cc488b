import Foundation
import IAMPolicy
import Logging
package import ReconcileCore

/// Finds out who made what people were told of, and tells them once more. Nothing waits for it.
package struct AuthorSearch: Sendable {
    /// Between two looks at what has been told since.
    private static let pauseSeconds = 5.0
    /// How much earlier than its end a look may have read a resource. Unit: seconds.
    private static let lookSecondsMax = 10.0
    /// Resources that are asked for by name in one round, where a call is so frequent that its list has no end.
    private static let namedMax = 20

    private let history: any ChangeHistory
    private let engine: Engine
    private let context: EngineContext

    package init(history: any ChangeHistory, engine: Engine, context: EngineContext) {
        self.history = history
        self.engine = engine
        self.context = context
    }

    /// Runs until the task is cancelled.
    package func run() async {
        var book = AuthorSearchBook()
        var head: JournalHead?
        // What was said of accounts whose history may not be read: once each.
        var told: Set<String> = []
        while !Task.isCancelled {
            do {
                let latest = try await self.context.store.journalHead()
                if latest != head {
                    book.note(try await self.context.store.drifts(of: nil, includingEnded: false), at: self.context.clock.now())
                }
                head = latest
                try await self.round(&book, await self.engine.currentConfiguration, told: &told)
            } catch {
                self.context.logger.warning("who made a drift could not be looked up", metadata: ["reason": "\(error)"])
            }
            do { try await self.context.clock.sleep(seconds: Self.pauseSeconds) } catch { return }
        }
    }

    /// One look for each whose time has come.
    package func round(_ book: inout AuthorSearchBook, _ configuration: Configuration, told: inout Set<String>) async throws {
        let due = book.due(at: self.context.clock.now())
        guard !due.isEmpty else { return }
        let (sought, gone) = try await self.sought(due)
        for id in gone { book.close(id) }
        let places = Dictionary(grouping: sought) { attribution in
            configuration.account(covering: attribution.drift.resource).map { Place($0, of: attribution.drift.resource) }
        }
        for (place, attributions) in places.sorted(by: { ($0.key?.name ?? "") < ($1.key?.name ?? "") }) {
            guard let place, let account = configuration.account(named: place.account) else {
                for attribution in attributions { book.close(attribution.drift.id) }
                continue
            }
            var origins: [String: ChangeOrigin] = [:]
            switch await self.ask(attributions, place, account) {
            case .success(let authors): origins = authors.mapValues { .author($0) }
            case .failure(let gap) where !gap.isTransient:
                if told.insert(place.name).inserted {
                    self.context.logger.warning(
                        "who changes what cannot be told: CloudTrail cannot be read",
                        metadata: ["account": "\(place.account)", "region": "\(place.region)", "reason": "\(gap.message)"])
                }
                for attribution in attributions { origins[attribution.drift.id] = .unknown("CloudTrail cannot be read: \(gap.message)") }
            case .failure: break
            }
            try await self.conclude(attributions, origins, configuration, &book)
        }
    }

    /// One account and region: what is recorded there is asked for together.
    private struct Place: Hashable {
        let account: String
        let region: String

        init(_ account: AccountSettings, of resource: ResourceIdentity) {
            self.account = account.name
            self.region = account.eventsRegion(of: resource)
        }

        var name: String { "\(self.account)/\(self.region)" }
    }

    /// The drifts as they are now, ended ones too, and the ids of those that need nobody any more.
    private func sought(_ due: [AuthorSearchBook.Case]) async throws -> ([ChangeAttribution], gone: [String]) {
        let desired = try await self.context.store.desiredResources()
        let observed = try await self.context.store.observedResources()
        var found: [ChangeAttribution] = []
        for (identity, cases) in Dictionary(grouping: due, by: \.resource).sorted(by: { $0.key < $1.key }) {
            // What somebody wants deleted, nobody has changed.
            guard let resource = desired.first(where: { $0.identity == identity }), !resource.settings.isToBeDeleted else { continue }
            let bound = observed.first { $0.identity == identity }?.binding
            let drifts = try await self.context.store.drifts(of: identity, includingEnded: true)
            for drift in drifts where drift.changedBy == nil && drift.end?.reason != .undeclared && drift.end?.reason != .superseded {
                guard cases.contains(where: { $0.driftID == drift.id && $0.seenAt == drift.changeSpan.by }) else { continue }
                if let attribution = ChangeAttribution(drift, of: resource, bound: bound), !attribution.operations.isEmpty {
                    found.append(attribution)
                }
            }
        }
        let ids = Set(found.map(\.drift.id))
        return (found, due.map(\.driftID).filter { !ids.contains($0) })
    }

    /// Each call is asked for once, whatever number of drifts it may explain.
    private func ask(
        _ attributions: [ChangeAttribution], _ place: Place, _ account: AccountSettings
    ) async -> Result<[String: ChangeAuthor], ReadGap> {
        var answers: [String: ChangeAnswer] = [:]
        for operation in Set(attributions.flatMap(\.operations)).sorted() {
            let question = Self.question(.operation(operation), for: attributions.filter { $0.operations.contains(operation) }, place)
            switch await self.history.changes(question, account: account) {
            case .success(let answer): answers[operation] = answer
            case .failure(let gap): return .failure(gap)
            }
        }
        let now = self.context.clock.now().wall
        var authors: [String: ChangeAuthor] = [:]
        var named = 0
        for attribution in attributions {
            let own = attribution.operations.compactMap { answers[$0] }
            var author = Self.author(attribution, own, account, at: now)
            if author == nil, named < Self.namedMax, own.contains(where: { !$0.isWhole }) {
                named += 1
                let question = Self.question(.resource(attribution.resourceName(in: account)), for: [attribution], place)
                if case .success(let answer) = await self.history.changes(question, account: account) {
                    author = Self.author(attribution, [answer], account, at: now)
                }
            }
            authors[attribution.drift.id] = author
        }
        return .success(authors)
    }

    private static func question(_ attribute: ChangeQuestion.Attribute, for attributions: [ChangeAttribution], _ place: Place) -> ChangeQuestion {
        let from = attributions.map(\.from)
        return ChangeQuestion(
            attribute, region: place.region, from: from.contains(nil) ? nil : from.compactMap(\.self).min(),
            to: attributions.map(\.to).max() ?? .distantPast)
    }

    private static func author(
        _ attribution: ChangeAttribution, _ answers: [ChangeAnswer], _ account: AccountSettings, at now: Date
    ) -> ChangeAuthor? {
        let author = attribution.author(
            among: answers.flatMap(\.changes), accountID: account.accountID, caller: answers.compactMap(\.callerARN).first)
        // What was called before the last look that showed another value, or where there was no such look, may have been undone since: it counts
        // only once a later call would have been recorded.
        let isSettled = now.timeIntervalSince(attribution.drift.changeSpan.by) >= AuthorSearchBook.lagSecondsMax
        let since = attribution.drift.changeSpan.after?.addingTimeInterval(-Self.lookSecondsMax)
        return author.flatMap { author in isSettled || since.map { $0 <= author.time } == true ? author : nil }
    }

    // MARK: What is kept of it

    private func conclude(
        _ attributions: [ChangeAttribution], _ origins: [String: ChangeOrigin], _ configuration: Configuration, _ book: inout AuthorSearchBook
    ) async throws {
        let now = self.context.clock.now()
        var commit = Commit()
        for attribution in attributions {
            let drift = attribution.drift
            let isOver = book.looked(for: drift.id, at: now)
            guard let origin = origins[drift.id] ?? (isOver ? .unknown("CloudTrail tells of no call that made it") : nil) else { continue }
            try await self.add(origin, of: drift, at: now.wall, to: &commit)
        }
        guard !commit.isEmpty else { return }
        _ = try await self.context.store.commit(commit)
        for origin in commit.origins { book.close(origin.driftID) }
        for passID in Set(commit.notices.map(\.passID)).sorted() {
            _ = try await self.context.store.sealNotices(
                passID: passID, events: [.driftUpdated], webhooks: configuration.webhooks, at: now.wall)
        }
        if !commit.notices.isEmpty { await self.context.noticesQueued() }
    }

    /// That nobody is known is no news.
    private func add(_ origin: ChangeOrigin, of drift: DriftRecord, at now: Date, to commit: inout Commit) async throws {
        commit.origins.append(DriftOrigin(driftID: drift.id, seenAt: drift.changeSpan.by, origin: origin))
        var details: JSONObject = [
            "drift": .string(drift.id), "aspect": .string(drift.aspect.description), "changedBy": origin.json
        ]
        if case .unknown(let reason) = origin { details["reason"] = .string(reason) }
        commit.journal.append(JournalDraft(.driftAttributed, at: now, resource: drift.resource, details: details))
        guard case .author = origin else { return }
        var known = drift
        known.changedBy = origin
        let corrections = drift.correctionID == nil ? [] : try await self.context.store.corrections(of: drift.resource, includingFinal: true)
        commit.notices.append(
            NoticeChange(
                event: .driftUpdated, account: drift.resource.account, passID: drift.passID,
                change: ChangeDescription.json(of: known, correction: corrections.first { $0.id == drift.correctionID })))
    }
}
