import Testing

@testable import IAMPolicy

@Suite struct ConditionOperatorTests {
    /// An operator, what the policy says, what the request says (`nil`: nothing), and whether that holds.
    struct Case: Sendable, CustomStringConvertible {
        let name: String
        let policy: [String]
        let request: [String]?
        let expected: Match

        init(_ name: String, _ policy: [String], _ request: [String]?, _ expected: Bool) {
            (self.name, self.policy, self.request, self.expected) = (name, policy, request, Match(expected))
        }

        var description: String { "\(self.name) \(self.policy) \(self.request ?? ["absent"])" }
    }

    static let texts = [
        Case("StringEquals", ["a"], ["a"], true), Case("StringEquals", ["a"], ["A"], false), Case("StringEquals", ["a*"], ["ab"], false),
        Case("StringEquals", ["a", "b"], ["b"], true), Case("StringEquals", ["a"], nil, false), Case("StringEquals", [], ["a"], false),
        Case("stringequals", ["a"], ["a"], true),
        Case("StringNotEquals", ["a"], ["b"], true), Case("StringNotEquals", ["a", "b"], ["b"], false), Case("StringNotEquals", ["a"], nil, true),
        Case("StringEqualsIgnoreCase", ["aB"], ["Ab"], true), Case("StringEqualsIgnoreCase", ["a"], ["b"], false),
        Case("StringNotEqualsIgnoreCase", ["aB"], ["Ab"], false), Case("StringNotEqualsIgnoreCase", ["a"], nil, true),
        Case("StringLike", ["a*c?"], ["abbcd"], true), Case("StringLike", ["a*c?"], ["abbc"], false), Case("StringLike", ["A*"], ["ab"], false),
        Case("StringLike", [""], [""], true), Case("StringLike", ["*"], [""], true), Case("StringLike", ["?"], ["é"], true),
        Case("StringLike", ["??"], ["é"], false), Case("StringLike", ["a*b*c"], ["aXbXbXc"], true),
        Case("StringNotLike", ["a*"], ["ab"], false), Case("StringNotLike", ["a*"], nil, true),
        Case("StringEquals", ["caf\u{e9}"], ["cafe\u{301}"], false)
    ]

    static let numbers = [
        Case("NumericEquals", ["10"], ["10.0"], true), Case("NumericEquals", ["10"], ["11"], false), Case("NumericEquals", ["10"], ["ten"], false),
        Case("NumericNotEquals", ["10"], ["11"], true), Case("NumericNotEquals", ["10"], nil, true),
        Case("NumericLessThan", ["10"], ["9"], true), Case("NumericLessThan", ["10"], ["10"], false),
        Case("NumericLessThan", ["-1"], ["-2"], true), Case("NumericLessThan", ["-2"], ["-1"], false),
        Case("NumericLessThanEquals", ["10"], ["10"], true), Case("NumericLessThanEquals", ["10"], ["10.01"], false),
        Case("NumericGreaterThan", ["10"], ["10.01"], true), Case("NumericGreaterThan", ["10"], ["10"], false),
        Case("NumericGreaterThan", ["9007199254740992"], ["9007199254740993"], true),
        Case("NumericGreaterThanEquals", ["10"], ["10"], true), Case("NumericGreaterThanEquals", ["10"], ["9"], false),
        Case("NumericGreaterThanEquals", ["10", "5"], ["6"], true), Case("NumericLessThan", ["10"], nil, false)
    ]

    static let dates = [
        Case("DateEquals", ["2020-01-01T00:00:00Z"], ["2020"], true), Case("DateEquals", ["2020-01"], ["2020-01-01"], true),
        Case("DateEquals", ["2020-01-01T01:00+01:00"], ["2020-01-01T00:00Z"], true),
        Case("DateEquals", ["1577836800"], ["2020-01-01T00:00:00.000Z"], true), Case("DateEquals", ["0"], ["1970-01-01"], true),
        Case("DateEquals", ["1577836800000"], ["2020-01-01"], true), Case("DateEquals", ["2020-02-30"], ["2020-02-30"], false),
        Case("DateNotEquals", ["2020-01-01"], ["2020-01-02"], true), Case("DateNotEquals", ["2020-01-01"], nil, true),
        Case("DateLessThan", ["2020-03-01"], ["2020-02-29T23:59:59Z"], true), Case("DateLessThan", ["2020-03-01"], ["2020-03-01"], false),
        Case("DateLessThanEquals", ["2020-03-01"], ["2020-03-01"], true),
        Case("DateLessThanEquals", ["2020-03-01"], ["2020-03-01T00:00:00.001Z"], false),
        Case("DateGreaterThan", ["2020-01-01T00:00:01Z"], ["2020-01-01T00:00:02Z"], true),
        Case("DateGreaterThan", ["2020-01-01T00:00:01Z"], ["1577836801"], false), Case("DateGreaterThan", ["2020-01-01"], nil, false),
        Case("DateGreaterThanEquals", ["1969-12-31"], ["1969-12-31T00:00:00Z"], true), Case("DateEquals", ["*"], ["2020"], false)
    ]

    static let others = [
        Case("Bool", ["true"], ["true"], true), Case("Bool", ["True"], ["true"], true), Case("Bool", ["true"], ["false"], false),
        Case("Bool", ["false"], nil, false), Case("BoolIfExists", ["false"], nil, true),
        Case("BinaryEquals", ["QmluYXJ5"], ["QmluYXJ5"], true), Case("BinaryEquals", ["QmluYXJ5"], ["QmluYXJ4"], false),
        Case("IpAddress", ["203.0.113.0/24"], ["203.0.113.255"], true), Case("IpAddress", ["203.0.113.0/24"], ["203.0.114.0"], false),
        Case("IpAddress", ["203.0.113.7"], ["203.0.113.7"], true), Case("IpAddress", ["203.0.113.7/24"], ["203.0.113.1"], true),
        Case("IpAddress", ["0.0.0.0/0"], ["2001:db8::1"], false), Case("IpAddress", ["2001:DB8:1234:5678::/64"], ["2001:db8:1234:5678::1"], true),
        Case("IpAddress", ["2001:db8::/32"], ["2001:db9::"], false), Case("IpAddress", ["::/0"], ["::ffff:1.2.3.4"], true),
        Case("IpAddress", ["300.0.0.0/8"], ["44.0.0.1"], false), Case("IpAddress", ["10.0.0.0/33"], ["10.0.0.1"], false),
        Case("NotIpAddress", ["203.0.113.0/24"], ["203.0.113.1"], false), Case("NotIpAddress", ["203.0.113.0/24"], ["10.0.0.1"], true),
        Case("NotIpAddress", ["203.0.113.0/24"], nil, true),
        Case("ArnLike", ["arn:aws:s3:::b/*"], ["arn:aws:s3:::b/k"], true), Case("ArnEquals", ["arn:aws:s3:::b/*"], ["arn:aws:s3:::b/k:x"], true),
        Case("ArnLike", ["arn:aws:*:b"], ["arn:aws:s3:::b"], false), Case("ArnLike", ["arn:*:iam::1*:role/r"], ["arn:aws:iam::12:role/r"], true),
        Case("ArnLike", ["arn:aws:iam:*:role/r"], ["arn:aws:iam::12:role/r"], false),
        Case("ArnNotLike", ["arn:aws:s3:::b/*"], ["arn:aws:s3:::c/k"], true), Case("ArnNotEquals", ["arn:aws:s3:::b"], nil, true),
        Case("Null", ["true"], nil, true), Case("Null", ["true"], ["x"], false), Case("Null", ["false"], ["x"], true),
        Case("Null", ["false"], nil, false),
        Case("StringEqualsIfExists", ["a"], nil, true), Case("StringEqualsIfExists", ["a"], ["b"], false),
        Case("StringNotEqualsIfExists", ["a"], nil, true), Case("ForAnyValue:StringEqualsIfExists", ["a"], nil, true)
    ]

    static let sets = [
        Case("ForAllValues:StringEquals", ["a", "b"], ["a"], true), Case("ForAllValues:StringEquals", ["a", "b"], ["a", "c"], false),
        Case("ForAllValues:StringEquals", ["a"], nil, true), Case("ForAnyValue:StringEquals", ["a"], ["c", "a"], true),
        Case("ForAnyValue:StringEquals", ["a"], ["c"], false), Case("ForAnyValue:StringEquals", ["a"], nil, false),
        Case("ForAllValues:StringNotEquals", ["a"], ["b", "c"], true), Case("ForAllValues:StringNotEquals", ["a"], ["b", "a"], false),
        Case("ForAnyValue:StringNotEquals", ["a"], ["a", "b"], true), Case("ForAnyValue:StringNotEquals", ["a"], ["a"], false),
        Case("ForAnyValue:StringNotEquals", ["a"], nil, false), Case("ForAllValues:StringLike", ["a*"], ["ab", "ac"], true),
        Case("ForAnyValue:ArnLike", ["arn:aws:s3:::b*"], ["arn:aws:s3:::a", "arn:aws:s3:::bb"], true)
    ]

    @Test(arguments: Self.texts + Self.numbers + Self.dates + Self.others + Self.sets)
    func holdsAsDocumented(_ example: Case) {
        let clause = ConditionClause(
            operatorName: example.name, entry: ConditionEntry(key: "aws:Key", values: example.policy), hasVariables: true)
        #expect(clause.holds { $0 == "aws:key" ? example.request : nil } == example.expected)
    }

    @Test func leavesOpenWhatIsNotDocumented() {
        let holds = { (name: String, policy: [String], request: [String]) in
            ConditionClause(operatorName: name, entry: ConditionEntry(key: "k", values: policy), hasVariables: true).holds { _ in request }
        }
        #expect(holds("StringEquals", ["a"], ["a", "b"]) == .unknown(.multivaluedWithoutSetOperator))
        #expect(holds("StringEquals", ["a"], ["b", "c"]) == .no)
        #expect(holds("StringEquals", ["a"], ["a", "a"]) == .yes)
        #expect(holds("ArnLike", ["*"], ["arn:aws:s3:::b"]) == .unknown(.shortARNPattern))
        #expect(holds("StringIs", ["a"], ["a"]) == .unknown(.unknownOperator))
    }
}
