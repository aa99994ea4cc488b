// Taking away what no operation here deletes.
extension SimulatedWorld {
    package enum Removal: Sendable {
        case bucket(String)
        /// By its id.
        case securityGroup(String)
        case cluster(String)
    }

    /// Deletes it at once, as its owner would; nothing where it is not there.
    package func remove(_ removal: Removal, account: String, region: String) {
        self.build { state in
            switch removal {
            case .bucket(let name): state.buckets[name] = nil
            case .securityGroup(let id): state.accounts[account]?.networks[region]?.groups[id] = nil
            case .cluster(let name): state.accounts[account]?.clusters[region]?.clusters[name] = nil
            }
        }
    }
}
