/// No grant to a principal whose boundary is to be put back and is not put back in the same pass.
struct MissingBoundaries {
    /// The first aspect that limits each principal and is not in place.
    private let missing: [ResourceIdentity: AspectName]

    /// - Parameters:
    ///   - restored: what this pass puts back before any grant.
    ///   - limits: of each resource, the aspects that limit it and are not as declared.
    init(restored: [(ResourceIdentity, [AspectName])], limits: [(ResourceIdentity, [AspectName])]) {
        let inPlace = Dictionary(restored.map { ($0.0, Set($0.1)) }, uniquingKeysWith: { $0.union($1) })
        self.missing = Dictionary(
            limits.compactMap { identity, aspects in
                aspects.first { inPlace[identity]?.contains($0) != true }.map { (identity, $0) }
            }, uniquingKeysWith: { first, _ in first })
    }

    /// - Returns: why a correction of that stage is not sent yet, or `nil`.
    func reasonToWait(_ stage: CorrectionStage, of identity: ResourceIdentity) -> String? {
        guard [.grant, .exchange].contains(stage), let limit = self.missing[identity] else { return nil }
        return "it grants, and \(limit), which limits it, is not in place"
    }
}
