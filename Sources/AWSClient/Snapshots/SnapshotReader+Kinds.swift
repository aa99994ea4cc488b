import ReconcileCore

// What neither IAM nor KMS holds.
extension SnapshotReader {
    static let kindsBeyondIAM: Set<ResourceKind> = [.bucket, .securityGroup, .neptuneCluster, .serviceControlPolicy]

    func readBeyondIAM(_ targets: [ReadTarget]) async -> [ResourceIdentity: ResourceReading] {
        let policies = targets.filter { $0.identity.kind == .serviceControlPolicy }
        let single = targets.filter { $0.identity.kind != .serviceControlPolicy }
        async let policyReadings = ControlPolicyReader(caller: self.caller).read(policies)
        let readings = await SideBySide.map(single) { target in (target.identity, await self.read(target)) }
        return Dictionary(readings, uniquingKeysWith: { first, _ in first }).merging(await policyReadings) { first, _ in first }
    }

    private func read(_ target: ReadTarget) async -> ResourceReading {
        switch target.identity.kind {
        case .bucket: await BucketReader(caller: self.caller).read(target)
        case .securityGroup: await SecurityGroupReader(caller: self.caller).read(target)
        default: await NeptuneClusterReader(caller: self.caller).read(target)
        }
    }
}
