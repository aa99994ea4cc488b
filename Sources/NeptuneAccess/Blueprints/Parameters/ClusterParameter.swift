package import ReconcileCore

/// A Neptune cluster, however it was named.
package struct ClusterParameter: Equatable, Sendable {
    /// As AWS has it, in small letters; `nil` where only the resource id was given.
    package let identifier: String?
    /// Under which it is kept; `nil` where only the resource id was given.
    package let identity: ResourceIdentity?
    /// The `DbClusterResourceId`; `nil` until the cluster has been read.
    package let resourceID: String?
    package let region: String

    static let shape = SpecShape.reference([.neptuneCluster], .clusterName)

    /// Whether a text is a `DbClusterResourceId`; identifiers are kept in small letters, so that the two cannot be mistaken.
    package static func isResourceID(_ text: String) -> Bool {
        let rest = text.dropFirst("cluster-".count)
        guard text.hasPrefix("cluster-"), !rest.isEmpty, rest.contains(where: \.isUppercase) else { return false }
        return rest.utf8.allSatisfy {
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
    }

    /// The ARN that policies about the cluster's data name; `nil` until the resource id is known.
    /// - SeeAlso: Amazon Neptune User Guide, "Specifying the resources of data-access policies".
    package func dataARN(_ account: AccountSettings) -> String? {
        self.resourceID.map { "arn:\(account.partition):neptune-db:\(self.region):\(account.accountID):\($0)/*" }
    }

    /// That no policy can be made about its data yet.
    func unknown(path: String) -> BlueprintFault {
        BlueprintFault(
            path: path,
            message:
                "policies about data name a cluster by its resource id, and that of `\(self.identifier ?? "")` is not known: nobody has looked at "
                + "the cluster yet. Give its DbClusterResourceId (aws neptune describe-db-clusters), or declare it as a NeptuneCluster and apply this "
                + "after the next pass",
            suggestion: "\(path): cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    }
}

extension ParameterReader {
    func cluster(_ name: String, region: String) throws(BlueprintFault) -> ClusterParameter? {
        guard let text = try self.text(name, .any) else { return nil }
        if ClusterParameter.isResourceID(text) { return self.cluster(resourceID: text, region: region) }
        let prefix = "NeptuneCluster/"
        if text.hasPrefix(prefix) {
            let wanted = self.identity(.neptuneCluster, region: region, String(text.dropFirst(prefix.count)))
            guard let declared = self.declared(.neptuneCluster, region: region, where: { $0.identity == wanted }) else {
                throw BlueprintFault(path: name, message: "there is no manifest of `\(text)` in \(region)")
            }
            return self.cluster(Self.identifier(of: declared), declared.identity, region: region)
        }
        if let fault = StringRule.clusterName.fault(text) {
            throw BlueprintFault(path: name, message: "must be \(StringRule.clusterName.name): `\(text)` \(fault)")
        }
        let declared = self.declared(.neptuneCluster, region: region) { Self.identifier(of: $0) == text.lowercased() }
        return self.cluster(
            text.lowercased(), declared?.identity ?? self.identity(.neptuneCluster, region: region, text.lowercased()), region: region)
    }

    private func cluster(_ identifier: String, _ identity: ResourceIdentity, region: String) -> ClusterParameter {
        let seen = self.surroundings.observed.first { $0.identity == identity }
        return ClusterParameter(
            identifier: identifier, identity: identity, resourceID: seen?.live?.uniqueID ?? seen?.binding?.uniqueID, region: region)
    }

    /// The cluster of that id, where one has been read.
    private func cluster(resourceID: String, region: String) -> ClusterParameter {
        let seen = self.surroundings.observed.first {
            $0.identity.kind == .neptuneCluster && ($0.live?.uniqueID ?? $0.binding?.uniqueID) == resourceID
        }
        let fact = seen?.live?.facts[NeptuneClusterKind.identifierFact]?.stringValue?.lowercased()
        return ClusterParameter(identifier: fact, identity: seen?.identity, resourceID: resourceID, region: region)
    }

    private static func identifier(of cluster: DesiredResource) -> String {
        (cluster.spec["identifier"]?.stringValue ?? cluster.identity.name).lowercased()
    }
}
