package import Foundation
package import ReconcileCore

extension SQLiteStore: StateQueries {
    package func desiredResources() async throws -> [DesiredResource] {
        try await self.access.read { try DesiredTable(database: $0).all() }
    }

    package func desiredRevision() async throws -> Int {
        try await self.access.read { try DesiredTable(database: $0).revision() }
    }

    package func observedResources() async throws -> [ObservedResource] {
        try await self.access.read { try ObservedReader(database: $0).all() }
    }

    package func observedResources(sharing readings: [ResourceIdentity: ResourceReading]) async throws -> [ObservedResource] {
        try await self.access.read { try ObservedReader(database: $0, readings: readings).all() }
    }

    package func observedOutlines() async throws -> [ObservedResource] {
        try await self.access.read { try ObservedReader(database: $0).outlines() }
    }

    package func drifts(of resource: ResourceIdentity?, includingEnded: Bool) async throws -> [DriftRecord] {
        try await self.access.read { try DriftTable(database: $0).all(of: resource, includingEnded: includingEnded) }
    }

    package func corrections(of resource: ResourceIdentity?, includingFinal: Bool) async throws -> [CorrectionRecord] {
        try await self.access.read { try CorrectionTable(database: $0).all(of: resource, includingFinal: includingFinal) }
    }

    package func corrections(account: String, updatedSince date: Date) async throws -> [CorrectionRecord] {
        try await self.access.read { try CorrectionTable(database: $0).all(account: account, updatedSince: date) }
    }

    package func exceptions(includingEnded: Bool) async throws -> [OperatorException] {
        try await self.access.read { try ExceptionTable(database: $0).all(includingEnded: includingEnded) }
    }

    package func openWindows() async throws -> [PropagationWindow] {
        try await self.access.read { try WindowTable(database: $0).open() }
    }

    package func accountStates() async throws -> [AccountState] {
        try await self.access.read { try AccountTable(database: $0).all() }
    }

    package func lastPasses() async throws -> [PassRecord] {
        try await self.access.read { try PassTable(database: $0).lastFinishedWhole() }
    }

    package func pass(id: Int) async throws -> PassRecord? {
        try await self.access.read { try PassTable(database: $0).find(id) }
    }

    package func deliveryCounts() async throws -> [Delivery.State: Int] {
        try await self.access.read { try DeliveryTable(database: $0).counts() }
    }

    package func journal(fromSequence sequence: Int, countMax: Int) async throws -> [JournalEntry] {
        try await self.access.read { try JournalTable(database: $0).entries(from: sequence, countMax: countMax) }
    }

    package func journalHead() async throws -> JournalHead {
        try await self.access.read { try JournalTable(database: $0).head() }
    }

    package func journalCheckpoint() async throws -> JournalHead? {
        try await self.access.read { try JournalTable(database: $0).checkpoint() }
    }

    package func decisionStamp(account: String?) async throws -> DecisionStamp {
        try await self.access.read { try DecisionTable(database: $0).stamp(account: account) }
    }

    package func chainRecords() async throws -> [ChainRecord] {
        try await self.access.read { try ChainTable(database: $0).all() }
    }

    package func daemonRun() async throws -> DaemonRun? {
        try await self.access.read { try DaemonTable(database: $0).last() }
    }
}
