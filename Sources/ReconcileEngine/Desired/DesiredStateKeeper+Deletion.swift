import ReconcileCore

extension DesiredStateKeeper {
    /// What becomes of resources whose manifests are deleted by hand.
    struct Removal {
        /// Forgotten; in AWS they stay as they are.
        let dropped: [ResourceIdentity]
        /// Kept on the books until they are gone in AWS: applying their manifests again calls it off.
        let doomed: [DesiredResource]
    }

    /// - Throws: `conflict` where one is to be deleted in AWS and is of a kind that never is.
    func removal(of removed: [ResourceIdentity], among stored: [DesiredResource]) throws -> Removal {
        let wanted = Set(removed)
        var doomed: [DesiredResource] = []
        for var resource in stored where wanted.contains(resource.identity) && resource.settings.deletion == .delete {
            // A blueprint is nothing in AWS.
            guard let definition = KindRegistry.definition(of: resource.identity.kind) else { continue }
            if let reason = definition.whyNeverDeleted {
                throw ControlError(
                    code: .conflict,
                    message: "nothing was changed: \(resource.identity) has `deletion: delete`, but \(reason). "
                        + "Set `deletion: retain` to stop managing it")
            }
            resource.settings.isToBeDeleted = true
            resource.source = .api
            doomed.append(resource)
        }
        let kept = Set(doomed.map(\.identity))
        return Removal(dropped: removed.filter { !kept.contains($0) }, doomed: doomed)
    }
}
