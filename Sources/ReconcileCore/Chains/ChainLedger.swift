package import Foundation
import IAMPolicy

/// A chain as it was judged.
package struct JudgedChain: Equatable, Sendable {
    package let blueprint: ResourceIdentity
    /// In the order in which a request passes them.
    package let links: [ChainLink]

    package init(blueprint: ResourceIdentity, links: [ChainLink]) {
        self.blueprint = blueprint
        self.links = links
    }
}

/// What a judgement changes in what is remembered, and what of it is for the journal and for people.
package struct ChainChanges: Equatable, Sendable {
    package fileprivate(set) var forgotten: [ResourceIdentity] = []
    package fileprivate(set) var records: [ChainRecord] = []
    package fileprivate(set) var journal: [JournalDraft] = []
    package fileprivate(set) var notices: [NoticeChange] = []

    package func add(to commit: inout Commit) {
        commit.forgottenChains += self.forgotten
        commit.chains += self.records
        commit.journal += self.journal
        commit.notices += self.notices
    }
}

/// Compares the chains of an account as they are judged with what is remembered of them.
///
/// That a link is broken is told once, and once that it is mended. What cannot be judged, or still propagates, is
/// neither: it sends nothing, and does not make anybody forget what was told. Nor is a link told that was never whole as long as
/// what its blueprint asks for is being made: a chain that somebody has declared a moment ago is not one that broke.
package struct ChainLedger: Sendable {
    private let account: String
    private let passID: Int
    private let now: Date

    package init(account: String, passID: Int, at now: Date) {
        self.account = account
        self.passID = passID
        self.now = now
    }

    /// - Parameters:
    ///   - stored: The records of the account; those of chains that are not among `judged` are forgotten.
    ///   - underway: The blueprints for which the pass sends corrections.
    package func changes(from stored: [ChainRecord], to judged: [JudgedChain], underway: Set<ResourceIdentity> = []) -> ChainChanges {
        var changes = ChainChanges()
        var remembered = Dictionary(grouping: stored, by: \.blueprint)
        for chain in judged.sorted(by: { $0.blueprint < $1.blueprint }) {
            let before = remembered.removeValue(forKey: chain.blueprint) ?? []
            self.take(chain, before, isUnderway: underway.contains(chain.blueprint), &changes)
        }
        for (blueprint, records) in remembered.sorted(by: { $0.key < $1.key }) {
            changes.forgotten.append(blueprint)
            self.noteForgotten(records, &changes)
        }
        return changes
    }

    /// A chain as it would be remembered.
    /// - Parameters:
    ///   - stored: Of the same blueprint.
    ///   - isUnderway: Whether what the blueprint asks for is being made at this moment.
    package func records(of chain: JudgedChain, after stored: [ChainRecord], isUnderway: Bool = false) -> [ChainRecord] {
        Self.unique(chain.links).enumerated().map { position, link in
            let before = stored.first { $0.link.name == link.name }
            return self.record(link, of: chain.blueprint, position, after: before, isUnderway: isUnderway)
        }
    }

    private func take(_ chain: JudgedChain, _ stored: [ChainRecord], isUnderway: Bool, _ changes: inout ChainChanges) {
        let before = Dictionary(stored.map { ($0.link.name, $0) }, uniquingKeysWith: { first, _ in first })
        let records = self.records(of: chain, after: stored, isUnderway: isUnderway)
        for record in records {
            if let event = Self.event(before[record.link.name]?.isTold ?? false, record) { self.tell(event, record, &changes) }
        }
        let gone = stored.filter { record in !records.contains { $0.link.name == record.link.name } }
        guard gone.isEmpty else {
            changes.forgotten.append(chain.blueprint)
            changes.records += records
            self.noteForgotten(gone, &changes)
            return
        }
        changes.records += records.filter { before[$0.link.name] != $0 }
    }

    /// Of several links of one name the worst counts: names are what links are known by.
    private static func unique(_ links: [ChainLink]) -> [ChainLink] {
        let order: [ChainLink.State] = [.broken, .unknown, .propagating, .ok]
        func rank(_ link: ChainLink) -> Int { order.firstIndex(of: link.state) ?? order.count }
        var unique: [ChainLink] = []
        for link in links {
            if let place = unique.firstIndex(where: { $0.name == link.name }) {
                if rank(link) < rank(unique[place]) { unique[place] = link }
            } else {
                unique.append(link)
            }
        }
        return unique
    }

    private func record(
        _ link: ChainLink, of blueprint: ResourceIdentity, _ position: Int, after before: ChainRecord?, isUnderway: Bool
    ) -> ChainRecord {
        let isSame = before?.link.state == link.state
        let wasNeverWhole = before.map { $0.link.state == .broken && !$0.isTold } ?? true
        let isTold =
            switch link.state {
            case .broken: !(isUnderway && wasNeverWhole)
            case .ok: false
            case .propagating, .unknown: before?.isTold ?? false
            }
        return ChainRecord(
            blueprint: blueprint, link: link, since: isSame ? before?.since ?? self.now : self.now, position: position, isTold: isTold)
    }

    private static func event(_ wasTold: Bool, _ record: ChainRecord) -> ChainEvent? {
        switch (wasTold, record.isTold) {
        case (false, true): ChainEvent(isBroken: true, isAssertion: record.blueprint.kind.isAssertion)
        case (true, false): ChainEvent(isBroken: false, isAssertion: record.blueprint.kind.isAssertion)
        case (true, true), (false, false): nil
        }
    }

    private func tell(_ event: ChainEvent, _ record: ChainRecord, _ changes: inout ChainChanges) {
        changes.journal.append(
            JournalDraft(event.journal, at: self.now, resource: record.blueprint, details: ChainReport.details(of: record.link)))
        changes.notices.append(
            NoticeChange(event: event.notice, account: self.account, passID: self.passID, change: ChainReport.change(record)))
    }

    private func noteForgotten(_ records: [ChainRecord], _ changes: inout ChainChanges) {
        for record in records.sorted(by: { $0.position < $1.position }) where record.isTold {
            changes.journal.append(
                JournalDraft(.chainForgotten, at: self.now, resource: record.blueprint, details: ["link": .string(record.link.name)]))
        }
    }
}

/// What happened to a link, in the words of the journal and of notices.
private struct ChainEvent {
    let isBroken: Bool
    let isAssertion: Bool

    var notice: NoticeEvent {
        switch (self.isBroken, self.isAssertion) {
        case (true, true): .assertionFailed
        case (true, false): .chainBroken
        case (false, true): .assertionPassed
        case (false, false): .chainMended
        }
    }

    var journal: JournalKind {
        switch (self.isBroken, self.isAssertion) {
        case (true, true): .assertionFailed
        case (true, false): .chainBroken
        case (false, true): .assertionPassed
        case (false, false): .chainMended
        }
    }
}
