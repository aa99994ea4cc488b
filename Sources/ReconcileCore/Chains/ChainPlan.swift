/// The chains of one account, and what has to be asked to judge them.
package struct ChainPlan: Sendable {
    private struct Chain: Sendable {
        let blueprint: DesiredResource
        /// `nil`: this program does not know the kind.
        let definition: (any BlueprintDefinition)?
    }

    package let surroundings: BlueprintSurroundings
    private let chains: [Chain]
    /// Of the first round, each once, in the order in which they are asked first.
    package let questions: [ChainQuestion]

    /// - Parameters:
    ///   - desired: All that is declared; what belongs to other accounts does not count.
    ///   - only: These blueprints; `nil`: all of the account.
    package init(
        account: AccountSettings, configuration: Configuration, desired: [DesiredResource], observed: [ObservedResource],
        catalog: BlueprintCatalog, only: Set<ResourceIdentity>? = nil
    ) {
        let own = desired.filter { account.covers($0.identity) }
        let surroundings = BlueprintSurroundings(
            account: account, configuration: configuration, desired: own, observed: observed.filter { account.covers($0.identity) })
        let chains = own.filter { $0.identity.kind.isBlueprint && (only?.contains($0.identity) ?? true) }
            .sorted { $0.identity < $1.identity }
            .map { Chain(blueprint: $0, definition: catalog.definition(of: $0.identity.kind)) }
        self.surroundings = surroundings
        self.chains = chains
        self.questions = Self.unique(chains.flatMap { $0.definition?.questions(of: $0.blueprint, in: surroundings) ?? [] })
    }

    package var isEmpty: Bool { self.chains.isEmpty }

    /// What follows from the answers so far, with what has been asked already left out.
    package func furtherQuestions(in view: ChainView, besides asked: Set<ChainQuestion>) -> [ChainQuestion] {
        let further = self.chains.flatMap { $0.definition?.furtherQuestions(of: $0.blueprint, in: view) ?? [] }
        return Self.unique(further).filter { !asked.contains($0) }
    }

    /// A chain without any link is whole.
    package func judged(in view: ChainView) -> [JudgedChain] {
        self.chains.map { chain in
            guard let definition = chain.definition else {
                let reason = "this program knows nothing of the kind \(chain.blueprint.identity.kind)"
                return JudgedChain(blueprint: chain.blueprint.identity, links: [ChainLink(ChainLink.wholeName, .unknown, reason: reason)])
            }
            let links = definition.links(of: chain.blueprint, in: view)
            return JudgedChain(blueprint: chain.blueprint.identity, links: links.isEmpty ? [ChainLink(ChainLink.wholeName, .ok)] : links)
        }
    }

    /// The command that works once the chain of that blueprint is whole.
    package func command(of blueprint: ResourceIdentity, in view: ChainView) -> String? {
        self.chains.first { $0.blueprint.identity == blueprint }.flatMap { $0.definition?.command(of: $0.blueprint, in: view) }
    }

    private static func unique(_ questions: [ChainQuestion]) -> [ChainQuestion] {
        var seen: Set<ChainQuestion> = []
        return questions.filter { seen.insert($0).inserted }
    }
}

extension ChainQuestion {
    /// The resource that is asked for; `nil` for every other question.
    package var target: ReadTarget? {
        if case .resource(let target) = self { target } else { nil }
    }
}
