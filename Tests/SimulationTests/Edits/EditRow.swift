import IAMPolicy
import ReconcileCore
import Testing

/// A kind of change behind the daemon's back: what is called, what it must be found as, and what becomes of it in `enforce`.
struct EditRow: Sendable, CustomTestStringConvertible {
    /// What is another after the change was put back, because AWS cannot have it as it was.
    enum Remainder: Hashable, Sendable {
        /// A policy has versions beside its default.
        case versions
        /// What was made again has another unique id.
        case id
        /// An access key is made inactive: its user has one more, which nobody can use.
        case inactiveKey
        /// An access key is gone for good.
        case lostKey
        /// What the change made beside the resource; placeholders are filled in.
        case resource(String)
    }

    let name: String
    let kind: ResourceKind
    /// Members of the spec that are not those of `Specimen.defaults`.
    let declares: JSONObject
    /// Members of the spec that are made otherwise than declared, without being drift.
    let made: JSONObject
    let ownership: Ownership
    /// Calls before the resource is made, by placeholders that do not need it.
    let before: [EditStep]
    let steps: [EditStep]
    let findings: [EditFinding]
    let leaves: Set<Remainder>

    init(
        _ name: String, _ kind: ResourceKind, declares: JSONObject = JSONObject(), made: JSONObject = JSONObject(),
        ownership: Ownership = .exclusive, before: [EditStep] = [], _ steps: [EditStep], _ findings: [EditFinding], leaves: Set<Remainder> = []
    ) {
        self.name = name
        self.kind = kind
        self.declares = declares
        self.made = made
        self.ownership = ownership
        self.before = before
        self.steps = steps
        self.findings = findings
        self.leaves = leaves
    }

    /// One that means nothing.
    init(
        same name: String, _ kind: ResourceKind, declares: JSONObject = JSONObject(), made: JSONObject = JSONObject(),
        ownership: Ownership = .exclusive, _ steps: [EditStep]
    ) {
        self.init("same: " + name, kind, declares: declares, made: made, ownership: ownership, steps, [])
    }

    var testDescription: String { "\(self.kind.rawValue): \(self.name)" }

    /// The name that its resources begin with; fit for every kind.
    var slug: String {
        let words = "\(self.kind.rawValue) \(self.name)".lowercased().map { $0.isLetter || $0.isNumber ? $0 : " " }
        return String(words).split(separator: " ").joined(separator: "-")
    }
}

/// One thing that somebody else does. Texts may hold placeholders, `{name}` and the other facts of the specimen.
enum EditStep: Sendable {
    /// A call; `service` is `nil` where it is the kind's own, with the parameter that names the resource.
    /// `keeping`: where in the answer a further fact stands, by the name of the fact.
    case made(service: String?, operation: String, input: JSONObject, keeping: [String: [String]])
    /// The resource is taken away where no call does it.
    case removal

    /// A call about the resource itself.
    static func call(_ operation: String, _ input: JSONObject = JSONObject(), keeping: [String: [String]] = [:]) -> EditStep {
        .made(service: nil, operation: operation, input: input, keeping: keeping)
    }

    /// A call that names all that it is about.
    static func call(_ operation: String, of service: String, _ input: JSONObject, keeping: [String: [String]] = [:]) -> EditStep {
        .made(service: service, operation: operation, input: input, keeping: keeping)
    }
}

/// What a change must be found as, and what the daemon does about it in `enforce`.
struct EditFinding: Sendable {
    enum Outcome: Sendable {
        /// Put back by itself.
        case putBack
        /// Put back as soon as somebody agrees; the text is part of what is asked.
        case asks(String)
        /// Left open; the text is part of the reason.
        case stays(String)
    }

    /// May hold placeholders.
    let aspect: String
    let kind: DriftKind
    let direction: Direction
    let outcome: Outcome
    /// Seen only once something else of the row has been put back.
    let isLater: Bool

    init(_ aspect: String, _ kind: DriftKind, _ direction: Direction, _ outcome: Outcome = .putBack, isLater: Bool = false) {
        self.aspect = aspect
        self.kind = kind
        self.direction = direction
        self.outcome = outcome
        self.isLater = isLater
    }
}
