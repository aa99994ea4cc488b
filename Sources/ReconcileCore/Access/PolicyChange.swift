package import IAMPolicy

/// A change of policy documents, from what is declared to what is live, and what it does to access.
package struct PolicyChange: Sendable {
    /// Declared.
    package let old: [PolicyDocument]
    /// Live.
    package let new: [PolicyDocument]
    package let type: PolicyType
    let owner: PolicyOwner

    /// - Throws: `UnreadablePolicy` where a document's meaning cannot be told.
    package init(old: [JSONValue], new: [JSONValue], type: PolicyType, surroundings: AccessSurroundings) throws(UnreadablePolicy) {
        self.old = try Self.documents(old, type, "declared")
        self.new = try Self.documents(new, type, "live")
        self.type = type
        self.owner = PolicyOwner(surroundings)
    }

    private static func documents(_ values: [JSONValue], _ type: PolicyType, _ side: String) throws(UnreadablePolicy) -> [PolicyDocument] {
        var documents: [PolicyDocument] = []
        for value in values {
            let parse = PolicyDocument.parse(value, type: type)
            guard let document = parse.document else {
                let fault = parse.faults.first.map { " (\($0))" } ?? ""
                throw UnreadablePolicy(message: "the \(side) document cannot be read as a policy\(fault)")
            }
            let strangers = document.unknownMembers + document.statements.flatMap(\.unknownMembers)
            if let stranger = strangers.first {
                throw UnreadablePolicy(message: "the \(side) document holds `\(stranger.name)`, which the policy language does not know")
            }
            documents.append(document)
        }
        return documents
    }

    /// Direction, reach and witness; bounded by the limits of the comparison.
    package func effect() -> AccessEffect {
        let direction = AccessDirection.of(old: self.old, new: self.new, type: self.type)
        let fitting = WitnessFitting(change: self)
        var effect = AccessEffect(Direction(direction.kind), .access, reason: direction.reason)
        switch direction.kind {
        case .neutral: return effect
        case .narrows: effect.witness = direction.lost.map { fitting.fitted($0, isGained: false) }
        case .widens, .both, .undetermined: effect.witness = direction.gained.map { fitting.fitted($0, isGained: true) }
        }
        if direction.kind != .narrows, let found = ReachSearch(change: self).gravest() {
            effect.reach.insert(found.reach)
            effect.witness = fitting.fitted(found.witness, isGained: true, stays: found.reach != .administrator)
        }
        if direction.kind != .widens, let lost = LockOut(declared: self.old, live: self.new, type: self.type).witness() {
            effect.reach.insert(.lockedOut)
            if direction.kind == .narrows { effect.witness = fitting.fitted(lost, isGained: false) }
        }
        return effect
    }
}

/// Whose documents are compared.
struct PolicyOwner: Sendable {
    let accountID: String
    let partition: String
    /// Of the resource that the documents belong to.
    let arn: String?
    /// What the owner itself may do; matters to whoever may become it.
    let identity: [PolicyDocument]

    init(_ surroundings: AccessSurroundings) {
        self.accountID = surroundings.accountID
        self.partition = surroundings.partition
        self.arn = surroundings.arn
        self.identity = surroundings.liveIdentity().documents.compactMap { PolicyDocument.read($0) }
    }
}

/// Why a document says nothing about access.
package struct UnreadablePolicy: Error, Equatable, Sendable {
    package let message: String
}

extension Direction {
    init(_ kind: AccessDirection.Kind) {
        switch kind {
        case .widens: self = .widens
        case .narrows: self = .narrows
        case .both: self = .both
        case .neutral: self = .neutral
        case .undetermined: self = .undetermined
        }
    }
}

extension AccessEffect {
    /// What a policy aspect's drift does; an absent document allows nothing and denies nothing.
    package static func ofPolicy(_ drift: AspectDrift, type: PolicyType, in surroundings: AccessSurroundings) -> AccessEffect {
        if drift.aspect.member != nil, surroundings.desired.forms[drift.aspect.base] != nil {
            return Self.ofFormMember(drift, type: type, in: surroundings)
        }
        return Self.ofDocuments(
            old: [drift.desired].compactMap(\.self), new: [drift.live].compactMap(\.self), type: type, in: surroundings)
    }

    /// - Parameters:
    ///   - old: declared.
    ///   - new: live.
    static func ofDocuments(old: [JSONValue], new: [JSONValue], type: PolicyType, in surroundings: AccessSurroundings) -> AccessEffect {
        do throws(UnreadablePolicy) {
            return try PolicyChange(old: old, new: new, type: type, surroundings: surroundings).effect()
        } catch {
            return AccessEffect(.undetermined, .access, reason: error.message)
        }
    }
}
