/// All rules, in the order in which they are asked.
enum LintCatalog {
    /// What is found before there is a document.
    static let documentCodes = SyntaxFindings.codes + StructureFindings.codes

    static let rules: [any LintRule.Type] = Self.grammar + Self.accessAnalyzer + Self.statements + Self.neptune

    private static let grammar: [any LintRule.Type] = [
        VersionRule.self, SidRule.self, ElementsRule.self, EmptyElementRule.self, ActionFormatRule.self, ResourceFormatRule.self,
        PrincipalFormatRule.self, ConditionFormRule.self, ConditionValueRule.self, VariableRule.self, CharacterRule.self,
        ResourceControlRule.self, SizeRule.self
    ]

    private static let accessAnalyzer: [any LintRule.Type] = [
        KnownActionRule.self, PassRoleRule.self, ServiceLinkedRoleRule.self, NotPrincipalRule.self, ConditionKeyRule.self, SetOperatorRule.self,
        SourceIPRule.self, RedundantPatternRule.self
    ]

    private static let statements: [any LintRule.Type] = [
        TrustRule.self, SharedProviderRule.self, PlaceholderRule.self, BucketRule.self, ResourceTypeRule.self, HiddenStatementRule.self,
        NeverAppliesRule.self
    ]

    private static let neptune: [any LintRule.Type] = [
        NeptuneActionRule.self, NeptuneResourceRule.self, QueryLanguageRule.self, NeptuneKeyRule.self, NeptunePrincipalRule.self,
        NeptunePlanesRule.self
    ]
}
