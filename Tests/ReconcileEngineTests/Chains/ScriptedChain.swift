import IAMPolicy
import ReconcileCore
import ReconcileTestKit

/// A blueprint whose questions and links a test writes down.
struct ScriptedChain: BlueprintDefinition {
    let kind: ResourceKind
    let nameRule = StringRule.any
    let fields: [SpecField] = []
    var asks: [ChainQuestion] = []
    var asksThen: @Sendable (ChainView) -> [ChainQuestion] = { _ in [] }
    var judges: @Sendable (ChainView) -> [ChainLink] = { _ in [] }

    init(
        _ kind: ResourceKind = Self.bulkLoad, asks: [ChainQuestion] = [], asksThen: @escaping @Sendable (ChainView) -> [ChainQuestion] = { _ in [] },
        judges: @escaping @Sendable (ChainView) -> [ChainLink]
    ) {
        self.kind = kind
        self.asks = asks
        self.asksThen = asksThen
        self.judges = judges
    }

    func expansion(of blueprint: DesiredResource, in surroundings: BlueprintSurroundings) throws(BlueprintFault) -> BlueprintExpansion {
        BlueprintExpansion()
    }

    func questions(of blueprint: DesiredResource, in surroundings: BlueprintSurroundings) -> [ChainQuestion] { self.asks }
    func furtherQuestions(of blueprint: DesiredResource, in view: ChainView) -> [ChainQuestion] { self.asksThen(view) }
    func links(of blueprint: DesiredResource, in view: ChainView) -> [ChainLink] { self.judges(view) }
    func command(of blueprint: DesiredResource, in view: ChainView) -> String? { "aws neptunedata start-loader-job" }

    static let bulkLoad = ResourceKind("NeptuneBulkLoad")

    static func declared(_ kind: ResourceKind = Self.bulkLoad) -> DesiredResource {
        DesiredResource(identity: ResourceIdentity(account: "prod", region: nil, kind: kind, name: "nightly"), spec: JSONObject(), source: .api)
    }

    /// One link of which a fact decides: `"ok"`, `"broken"`, …
    static func decided(by question: ChainQuestion, name: String = "objects") -> ScriptedChain {
        ScriptedChain(asks: [question]) { view in
            switch view.answer(question) {
            case .known(let value): [ChainLink(name, value.stringValue.flatMap(ChainLink.State.init) ?? .unknown, reason: "as told")]
            case .absent: [ChainLink(name, .broken, reason: "it is not there")]
            case .unreadable(let gap): [ChainLink(name, .unknown, reason: gap.message)]
            }
        }
    }
}
