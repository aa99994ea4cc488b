import IAMPolicy
import ReconcileCore

/// Plans and makes the reads of one account.
struct SnapshotReader: Sendable {
    /// What listing is taken to cost before it has been done once.
    static let listingRequestsAssumed = 8

    let caller: any AWSCalling
    /// What earlier listings of the same account said.
    var memory = ListingMemory()

    /// - Parameter listingRequests: what listing cost last time; `nil` before the first.
    /// - Returns: the readings, and what listing cost if it was done.
    func read(
        _ targets: [ReadTarget], listingRequests: Int?
    ) async -> (readings: [ResourceIdentity: ResourceReading], listingRequests: Int?) {
        let keys = targets.filter { $0.identity.kind == .kmsKey }
        let others = targets.filter { Self.kindsBeyondIAM.contains($0.identity.kind) }
        let iam = targets.filter { $0.identity.kind != .kmsKey && !Self.kindsBeyondIAM.contains($0.identity.kind) }
        async let keyReadings = self.readKeys(keys)
        async let otherReadings = self.readBeyondIAM(others)
        var (readings, cost) = await self.readIAM(iam, listingRequests: listingRequests)
        readings.merge(await keyReadings) { first, _ in first }
        readings.merge(await otherReadings) { first, _ in first }
        return (readings, cost)
    }

    private func readKeys(_ targets: [ReadTarget]) async -> [ResourceIdentity: ResourceReading] {
        let reader = KMSKeyReader(caller: self.caller)
        let regions = Set(targets.filter { $0.bases.contains("aliases") }.map(\.identity.region)).sorted { ($0 ?? "") < ($1 ?? "") }
        let listings = await SideBySide.map(regions) { region in (region, await reader.aliases(in: region)) }
        let aliases = Dictionary(listings, uniquingKeysWith: { first, _ in first })
        let readings = await SideBySide.map(targets) { target in
            (target.identity, await reader.read(target, aliases: aliases[target.identity.region]))
        }
        return Dictionary(readings, uniquingKeysWith: { first, _ in first })
    }

    private func readIAM(
        _ targets: [ReadTarget], listingRequests: Int?
    ) async -> ([ResourceIdentity: ResourceReading], Int?) {
        // A listing of an account tells of its own policies only.
        let ofAWS = targets.filter { $0.locator.flatMap(ARN.init)?.account == "aws" }
        guard ofAWS.isEmpty else {
            let own = Set(targets).subtracting(ofAWS).sorted { $0.identity < $1.identity }
            async let others = self.readSingly(ofAWS)
            let (readings, cost) = await self.readIAM(own, listingRequests: listingRequests)
            return (readings.merging(await others) { first, _ in first }, cost)
        }
        let single = targets.reduce(0) { $0 + IAMSingleReader.requests(for: $1) }
        if single > listingRequests ?? Self.listingRequestsAssumed {
            let before = self.caller.requestsSent
            do throws(AWSError) {
                let readings = try await IAMBulkReader(caller: self.caller, memory: self.memory).read(targets)
                return (readings, self.caller.requestsSent - before)
            } catch {
                // Listing is denied: what may be read one by one still is.
            }
        }
        return (await self.readSingly(targets), nil)
    }

    private func readSingly(_ targets: [ReadTarget]) async -> [ResourceIdentity: ResourceReading] {
        let reader = IAMSingleReader(caller: self.caller)
        let readings = await SideBySide.map(targets) { target in (target.identity, await reader.read(target)) }
        return Dictionary(readings, uniquingKeysWith: { first, _ in first })
    }
}
