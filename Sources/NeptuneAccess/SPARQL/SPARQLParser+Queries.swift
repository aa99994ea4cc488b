/// One column of a SELECT.
struct SPARQLSelectItem {
    let variable: UInt64
    let token: SPARQLToken
    let isExpression: Bool
    /// What the expression, or the plain column, reads outside of aggregates.
    let uses: [(variable: UInt64, token: SPARQLToken)]
}

/// What the SELECT clause says, to be checked once the variables of the pattern are known.
struct SPARQLSelection {
    var isStar = false
    var items: [SPARQLSelectItem] = []
    var hasAggregate = false
}

extension SPARQLParser {
    mutating func query() throws(QuerySyntaxFault) {
        let start = self.token
        self.demand([.readDataViaQuery], "a query reads", at: start)
        switch start.word {
        case .select: try self.select(isTopLevel: true)
        case .construct: try self.construct()
        case .describe: try self.describe()
        default:
            try self.expect(.ask)
            try self.datasets()
            try self.whereClause()
            try self.modifiers()
        }
        if self.token.word == .values { _ = try self.inlineData() }
    }

    /// A SELECT with its pattern and modifiers; afterwards `visible` holds what it gives to the outside.
    mutating func select(isTopLevel: Bool) throws(QuerySyntaxFault) {
        let start = self.token
        try self.expect(.select)
        let selection = try self.selectClause()
        if isTopLevel { try self.datasets() }
        try self.whereClause()
        let inPattern = self.visible
        let keys = try self.modifiers(selecting: true)
        try self.check(selection, keys: keys, inPattern: inPattern, at: start)
        if !selection.isStar { self.visible = Set(selection.items.map(\.variable)) }
    }

    private mutating func selectClause() throws(QuerySyntaxFault) -> SPARQLSelection {
        var selection = SPARQLSelection()
        if !self.accept(.distinct) { _ = self.accept(.reduced) }
        if self.accept(.star) {
            selection.isStar = true
            return selection
        }
        while true {
            let token = self.token
            if token.kind == .variable {
                let variable = try self.variable()
                selection.items.append(
                    SPARQLSelectItem(variable: variable, token: token, isExpression: false, uses: [(variable, token)]))
            } else if self.accept(.openParenthesis) {
                let rules = try self.expressionWithAggregates()
                try self.expect(.as)
                let name = self.token
                selection.items.append(
                    SPARQLSelectItem(variable: try self.variable(), token: name, isExpression: true, uses: rules.uses))
                selection.hasAggregate = selection.hasAggregate || rules.hasAggregate
                try self.expect(.closeParenthesis)
            } else {
                guard !selection.items.isEmpty else { throw self.fault(expected: "a column") }
                return selection
            }
        }
    }

    /// The rules of section 18.2.1 and of notes 12 and 13 to the grammar.
    private func check(_ selection: SPARQLSelection, keys: SPARQLGrouping, inPattern: Set<UInt64>, at start: SPARQLToken) throws(QuerySyntaxFault) {
        let isGrouped = keys.isGrouped || selection.hasAggregate || keys.hasAggregate
        if selection.isStar {
            guard !isGrouped else { throw self.fault("SELECT * cannot be grouped", at: start) }
            return
        }
        var named: Set<UInt64> = []
        var known = keys.variables
        for item in selection.items {
            if isGrouped {
                for use in item.uses where !known.contains(use.variable) {
                    throw self.fault("a column of a grouped SELECT uses a variable that is neither a key nor aggregated", at: use.token)
                }
            }
            guard item.isExpression else {
                named.insert(item.variable)
                continue
            }
            guard !inPattern.contains(item.variable), !keys.named.contains(item.variable), named.insert(item.variable).inserted else {
                throw self.fault("the name after AS is already in use", at: item.token)
            }
            known.insert(item.variable)
        }
    }

    private mutating func construct() throws(QuerySyntaxFault) {
        try self.expect(.construct)
        if self.token.kind == .openBrace {
            try self.constructTemplate()
            try self.datasets()
            try self.whereClause()
        } else {
            try self.datasets()
            try self.expect(.where)
            self.blankNodes.beginPattern()
            try self.expect(.openBrace)
            try self.triples(until: .closeBrace, .template)
            try self.expect(.closeBrace)
        }
        try self.modifiers()
    }

    private mutating func constructTemplate() throws(QuerySyntaxFault) {
        // Labels of the template are of its own: they may come again in the pattern.
        let outside = self.blankNodes
        self.blankNodes = SPARQLBlankNodes()
        try self.expect(.openBrace)
        try self.triples(until: .closeBrace, .template)
        try self.expect(.closeBrace)
        self.blankNodes = outside
        self.visible = []
    }

    private mutating func describe() throws(QuerySyntaxFault) {
        try self.expect(.describe)
        if !self.accept(.star) {
            try self.variableOrIRI()
            while [.variable, .fullIRI, .prefixedName, .namespace].contains(self.token.kind) { try self.variableOrIRI() }
        }
        try self.datasets()
        if self.token.kind == .openBrace || self.token.word == .where { try self.whereClause() }
        try self.modifiers()
    }

    private mutating func datasets() throws(QuerySyntaxFault) {
        while self.accept(.from) {
            _ = self.accept(.named)
            try self.iri()
        }
    }

    /// Afterwards `visible` holds the variables of the pattern.
    mutating func whereClause() throws(QuerySyntaxFault) {
        _ = self.accept(.where)
        self.visible = try self.group()
    }
}
