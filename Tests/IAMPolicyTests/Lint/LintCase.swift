import Testing

@testable import IAMPolicy

/// One border of one rule: a document that has the finding, and one close to it that has not.
struct LintCase: Sendable, CustomTestStringConvertible {
    let code: String
    let type: PolicyType?
    let bad: String
    let good: String

    init(_ code: String, _ type: PolicyType? = nil, bad: String, good: String) {
        self.code = code
        self.type = type
        self.bad = bad
        self.good = good
    }

    var testDescription: String { "\(self.code): \(self.bad)" }

    static let all = Self.grammar + Self.principals + Self.conditions + Self.quotas + Self.accessAnalyzer + Self.statements + Self.neptune
}

@Suite struct LintCaseTests {
    @Test(arguments: LintCase.all)
    func findsTheBadAndSparesTheGood(lintCase: LintCase) {
        #expect(Linting.codes(lintCase.bad, lintCase.type).contains(lintCase.code))
        #expect(!Linting.codes(lintCase.good, lintCase.type).contains(lintCase.code))
    }

    @Test func everyCodeHasItsBorder() {
        #expect(Set(LintCase.all.map(\.code)).sorted() == PolicyLint.codes.map(\.name))
    }
}
