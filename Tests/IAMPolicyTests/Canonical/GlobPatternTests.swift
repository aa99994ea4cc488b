import Testing

@testable import IAMPolicy

@Suite struct GlobPatternTests {
    @Test(arguments: [
        ("*", "a", true), ("a*", "ab", true), ("a*", "a*", true), ("a*", "*", false), ("a?", "a*", false), ("?*", "?", true), ("*", "?*", true),
        ("a*c", "abc", true), ("a*c", "a*bc", true), ("?", "é", false), ("??", "é", false), ("*", "é", true), ("a**", "a", true), ("", "", true),
        ("*a*", "xay", true), ("*a", "xab", false)
    ])
    func coverIsProvedByThePatterns(outer: String, inner: String, isCovered: Bool) {
        #expect(GlobPattern.covers(Array(outer.utf8)[...], Array(inner.utf8)[...]) == isCovered)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func coverNeverClaimsTooMuch(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let texts = Self.texts(upTo: 4)
        for _ in 0..<60 {
            let (outer, inner) = (Self.pattern(&random), Self.pattern(&random))
            guard GlobPattern.covers(Array(outer.utf8)[...], Array(inner.utf8)[...]) else { continue }
            for text in texts where SmallWorld.matches(inner, text) { #expect(SmallWorld.matches(outer, text), "\(outer) \(inner) \(text)") }
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func orderingRunsKeepsTheLanguage(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let texts = Self.texts(upTo: 4)
        for _ in 0..<40 {
            let pattern = Self.pattern(&random)
            let (ordered, single) = (GlobPattern.withOrderedRuns(pattern), GlobPattern.withSingleStars(pattern))
            for text in texts {
                #expect(SmallWorld.matches(pattern, text) == SmallWorld.matches(ordered, text))
                #expect(SmallWorld.matches(pattern, text) == SmallWorld.matches(single, text))
            }
        }
    }

    private static func pattern(_ random: inout SeededGenerator) -> String {
        String((0..<random.below(6)).map { _ in random.pick(Array("ab*?")) })
    }

    private static func texts(upTo length: Int) -> [String] {
        var all = [""]
        var last = [""]
        for _ in 0..<length {
            last = last.flatMap { text in ["a", "b", "c"].map { text + $0 } }
            all += last
        }
        return all
    }
}

@Suite struct PatternCoverTests {
    @Test(arguments: [
        (["s3:*", "s3:get*", "s3:getobject", "kms:decrypt"], ["s3:*", "kms:decrypt"]), (["*", "s3:*"], ["*"]), (["s*:get*", "s3:getx"], ["s*:get*"]),
        (["s*", "s3:getx"], ["s*", "s3:getx"]), (["s3:get", "s3:get"], ["s3:get", "s3:get"])
    ])
    func actionsInsideOthersAreRedundant(actions: [String], kept: [String]) {
        #expect(PatternCover.reduced(actions, kind: .action) == kept)
    }

    @Test(arguments: [
        (["*", "arn:aws:s3:::b"], ["*"]), (["arn:aws:s3:::b/*", "arn:aws:s3:::b/k"], ["arn:aws:s3:::b/*"]),
        (["arn:aws:s3:::*", "arn:aws:s3:::b/*"], ["arn:aws:s3:::*"]),
        // A star at the end of a part may or may not reach beyond the colon: nothing is concluded from it alone.
        (["arn:aws:s3:*", "arn:aws:s3:::b"], ["arn:aws:s3:*", "arn:aws:s3:::b"]),
        (["arn:aws:s3:*:*:b", "arn:aws:s3:eu*:1:b"], ["arn:aws:s3:*:*:b"]),
        (["arn:aws:s3:*u:1:b", "arn:aws:s3:eu*:1:b"], ["arn:aws:s3:*u:1:b", "arn:aws:s3:eu*:1:b"]),
        (["arn:aws:s3:::B*", "arn:aws:s3:::b"], ["arn:aws:s3:::B*", "arn:aws:s3:::b"]),
        (["*", "arn:aws:s3:::${aws:username}"], ["*", "arn:aws:s3:::${aws:username}"])
    ])
    func resourcesInsideOthersAreRedundantWhereThatIsSure(resources: [String], kept: [String]) {
        #expect(PatternCover.reduced(resources, kind: .resource) == kept)
    }
}

@Suite struct PolicyTextTests {
    @Test(arguments: [
        ("%7B%22a%22%3A%20%22%C3%A9%22%7D", #"{"a": "é"}"#), ("%7b%7d", "{}"), (#"{"a": "%41"}"#, #"{"a": "%41"}"#), ("%7", "%7"), ("%zz", "%zz"),
        ("%FF", "%FF"), ("", ""), ("%20%7B%7D", " {}"), ("%7B%22a+b%22%3A1%7D", #"{"a+b":1}"#)
    ])
    func documentsArePercentDecodedWhereTheyAreEncoded(text: String, decoded: String) {
        #expect(PolicyText.decode(text) == decoded)
    }
}
