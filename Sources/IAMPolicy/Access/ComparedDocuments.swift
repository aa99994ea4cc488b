/// The statements of two sides of a comparison, each statement that both sides have once.
struct ComparedDocuments {
    private(set) var statements: [CompiledStatement] = []
    private(set) var oldAllow = StatementBits()
    private(set) var oldDeny = StatementBits()
    private(set) var newAllow = StatementBits()
    private(set) var newDeny = StatementBits()
    /// Why no answer can be trusted, if so.
    private(set) var obstacle: String?
    let type: PolicyType
    private var places: [ByteKey: Int] = [:]
    private let shared: Set<ByteKey>

    init(old: [PolicyDocument], new: [PolicyDocument], type: PolicyType) {
        self.type = type
        // What is spelled alike on both sides needs no canonical form to be recognised.
        self.shared = Self.spellings(old).intersection(Self.spellings(new))
        for document in old { self.add(document, isNew: false) }
        for document in new { self.add(document, isNew: true) }
    }

    private mutating func add(_ document: PolicyDocument, isNew: Bool) {
        let hasVariables = document.effectiveVersion == PolicyDocument.currentVersion
        for statement in document.statements {
            let index = self.index(of: statement, hasVariables: hasVariables)
            if index >= StatementBits.countMax {
                self.obstacle = "more than \(StatementBits.countMax) different statements"
                return
            }
            switch (statement.effect, isNew) {
            case (.allow, false): self.oldAllow.insert(index)
            case (.deny, false): self.oldDeny.insert(index)
            case (.allow, true): self.newAllow.insert(index)
            case (.deny, true): self.newDeny.insert(index)
            }
            if !self.type.namesPrincipals && (statement.principal != nil || statement.notPrincipal != nil) {
                self.obstacle = "a statement names principals, which a policy of type \(self.type.rawValue) must not"
            }
        }
    }

    private mutating func index(of statement: PolicyStatement, hasVariables: Bool) -> Int {
        let spelling = Self.spelling(of: statement, hasVariables: hasVariables)
        let key = self.shared.contains(spelling) ? spelling : Self.canonicalKey(of: statement, hasVariables: hasVariables)
        if let place = self.places[key] { return place }
        self.places[key] = self.statements.count
        self.statements.append(CompiledStatement(statement, hasVariables: hasVariables))
        return self.statements.count - 1
    }

    private static func spellings(_ documents: [PolicyDocument]) -> Set<ByteKey> {
        Set(
            documents.flatMap { document in
                document.statements.map { Self.spelling(of: $0, hasVariables: document.effectiveVersion == PolicyDocument.currentVersion) }
            })
    }

    private static func spelling(of statement: PolicyStatement, hasVariables: Bool) -> ByteKey {
        var bare = statement
        bare.sid = nil
        return ByteKey(CanonicalText.bytes(of: .union(bare)) + (hasVariables ? [1] : [0]))
    }

    private static func canonicalKey(of statement: PolicyStatement, hasVariables: Bool) -> ByteKey {
        ByteKey(CanonicalText.bytes(of: .single(CanonicalStatement(statement, keepsSid: false))) + (hasVariables ? [3] : [2]))
    }

    /// Whether every Allow of the new side stands on the old one too, and every Deny of the old one on the new: then nothing can be added.
    var isPlainlyNarrower: Bool { self.newAllow.isSubset(of: self.oldAllow) && self.oldDeny.isSubset(of: self.newDeny) }

    /// The statements of which one must fit for the new side to allow more: an Allow that came, or a Deny that went.
    ///
    /// Of a request that none of them fits, what the new side says is what the old one says, or less.
    var turningStatements: [Int] {
        self.newAllow.indices.filter { !self.oldAllow.contains($0) } + self.oldDeny.indices.filter { !self.newDeny.contains($0) }
    }

    /// Where a document of this type is attached, by what an absent element means there.
    var rules: StatementRules {
        switch self.type {
        case .identity, .boundary, .session, .scp: StatementRules(principal: .implied, impliesResource: false)
        case .trust, .resource: StatementRules(principal: .required, impliesResource: true)
        case .key: StatementRules(principal: .required, impliesResource: false)
        case .rcp: StatementRules(principal: .optional, impliesResource: false)
        case .endpoint: StatementRules(principal: .optional, impliesResource: true)
        }
    }

    // MARK: - Variables

    /// The keys of all policy variables of the given statements, and those that follow from the principal where
    /// they are compared with such a variable, in the order of their bytes.
    func variableKeys(among relevant: StatementBits) -> [String] {
        ExactText.sortedSet(
            relevant.indices.map { self.statements[$0] }.flatMap { statement in
                statement.resourceTexts.flatMap(\.template.variableKeys) + statement.clauses.flatMap(\.variableKeys)
                    + statement.clauses.filter { RequestPrincipal.impliedKeys.contains($0.key) && !$0.followsFromPrincipal }.map(\.key)
            })
    }

    /// Whether, as far as the given statements go, what holds for one value of a variable that occurs nowhere else holds for every value.
    ///
    /// It does where patterns only gain texts when a rare word in them is replaced:
    /// then a request under any value is the image of one under the rare word. A
    /// `?`, what is left out, and a Deny that went could tell values apart.
    func variablesAreUniform(among relevant: StatementBits) -> Bool {
        guard (self.oldDeny & relevant).isSubset(of: self.newDeny) else { return false }
        for index in ((self.oldAllow | self.newDeny) & relevant).indices {
            if case .leftOut = self.statements[index].resources { return false }
            let texts = self.statements[index].resourceTexts
            if texts.contains(where: { $0.template.hasMark }) { return false }
        }
        return relevant.indices.map { self.statements[$0] }.allSatisfy { statement in
            statement.clauses.allSatisfy { clause in
                guard case .text(let texts) = clause.test, texts.contains(where: { !$0.template.variableKeys.isEmpty }) else { return true }
                return !clause.isNegated && texts.allSatisfy { !$0.template.hasMark }
            }
        }
    }
}

extension CompiledStatement {
    var resourceTexts: [ResourceText] {
        switch self.resources {
        case .absent: []
        case .named(let texts), .leftOut(let texts): texts
        }
    }

    var conditionTexts: [ConditionText] {
        self.clauses.flatMap { if case .text(let texts) = $0.test { texts } else { [ConditionText]() } }
    }
}

extension TextTemplate {
    var hasMark: Bool {
        self.pieces.contains { if case .text(let tokens) = $0 { tokens.contains(TextPattern.mark) } else { false } }
    }
}
