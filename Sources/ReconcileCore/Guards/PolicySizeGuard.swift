import IAMPolicy

/// A document that AWS would refuse for its size is not sent: by then others of the same resource might have been.
package struct PolicySizeGuard: CorrectionGuard {
    package init() {}

    package var name: GuardName { .policySize }

    package func judge(_ proposal: CorrectionProposal, in context: GuardContext) -> GuardAnswer {
        let aspects = KindRegistry.definition(of: proposal.resource.identity.kind)?.aspects ?? []
        for write in proposal.draft.mutations.flatMap(\.writes) {
            guard let value = write.value, let quota = aspects.first(where: { $0.base == write.aspect.base })?.quota else { continue }
            switch quota {
            case .characters(let name):
                let size = PolicySize.characters(of: value)
                guard let max = context.quotas?[name], size > max else { continue }
                return .refuse("\(write.aspect) would have \(size) characters without white space; \(name) of the account is \(max)")
            case .bytes(let max):
                let size = PolicySize.bytes(of: value)
                guard !write.aspect.isAccessItem, write.aspect.member == nil, size > max else { continue }
                return .refuse("\(write.aspect) would have \(size) bytes; AWS takes \(max)")
            case .charactersTogether, .members: continue
            }
        }
        return .allow
    }
}
