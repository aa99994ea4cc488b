import ReconcileCore
import Testing

@Suite struct SeverityRuleTests {
    private typealias Row = (direction: Direction, concern: AccessEffect.Concern, reach: Set<AccessEffect.Reach>, severity: Severity)

    private static let rows: [Row] =
        Direction.allCases.map { ($0, .description, [], .low) }
        + [
            (.widens, .access, [], .high), (.narrows, .access, [], .high), (.both, .access, [], .high), (.undetermined, .access, [], .high),
            (.neutral, .access, [], .low), (.widens, .effect, [], .medium), (.narrows, .effect, [], .medium),
            (.undetermined, .effect, [], .medium), (.both, .effect, [], .medium), (.neutral, .effect, [], .low)
        ]
        + AccessEffect.Reach.allCases.flatMap { reach -> [Row] in
            [(.widens, .access, [reach], .critical), (.narrows, .access, [reach], .critical), (.undetermined, .access, [reach], .critical)]
        }

    @Test(arguments: Self.rows.indices)
    func `severity follows from what the drift does and reaches`(index: Int) {
        let row = Self.rows[index]
        #expect(SeverityRule.severity(of: AccessEffect(row.direction, row.concern, reach: row.reach)) == row.severity, "\(row)")
    }

    @Test func `an assessment carries what proves it and what hinders it`() {
        let assessment = Assessment(AccessEffect(.undetermined, .access, reason: "too intricate"))
        #expect(assessment == Assessment(.undetermined, .high, reason: "too intricate"))
    }
}
