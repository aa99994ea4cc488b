import IAMPolicy

// What drifts of a role, a user or a group do, as far as they are the same for all three.
extension AccessEffect {
    /// - Parameter word: `role`, `user` or `group`.
    /// - Returns: tags and the like where the aspect is none that takes effect.
    static func ofEntity(_ drift: AspectDrift, word: String, in surroundings: AccessSurroundings) -> AccessEffect {
        switch drift.aspect.base {
        case "inlinePolicies": .ofPolicy(drift, type: .identity, in: surroundings)
        case "managedPolicies": .ofAttachment(drift, in: surroundings)
        case "permissionsBoundary": .ofBoundary(drift, in: surroundings)
        case "path":
            AccessEffect(
                .undetermined, .effect, reason: "the path is part of the ARN: policies that name the declared ARN do not mean this \(word)")
        default: .described
        }
    }
}
