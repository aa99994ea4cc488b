import Testing

@testable import IAMPolicy

@Suite struct CanonicalPolicyPropertyTests {
    private static let rounds = 30

    @Test(arguments: 0..<25 as Range<UInt64>)
    func isAFixedPoint(seed: UInt64) throws {
        var generator = PolicyGenerator(seed: seed)
        for _ in 0..<Self.rounds {
            let document = generator.document()
            for keepsLabels in [false, true] {
                let canonical = CanonicalPolicy(document, keepsLabels: keepsLabels)
                #expect(canonical.text == JSONWriter.canonical(canonical.document.jsonValue))
                let reread = try #require(PolicyDocument.read(try JSONReader.parse(canonical.text)))
                #expect(CanonicalPolicy(reread, keepsLabels: keepsLabels).text == canonical.text)
                #expect(CanonicalPolicy(canonical.document, keepsLabels: keepsLabels) == canonical)
            }
        }
    }

    @Test(arguments: 0..<25 as Range<UInt64>)
    func isTheSameForEveryWording(seed: UInt64) {
        var generator = PolicyGenerator(seed: seed)
        for _ in 0..<Self.rounds {
            let document = generator.document()
            let (first, second) = (generator.reworded(document), generator.reworded(document))
            #expect(CanonicalPolicy(first).text == CanonicalPolicy(document).text)
            #expect(CanonicalPolicy(first).text == CanonicalPolicy(second).text)
            let forward = PolicyEquivalence.compare(desired: first.jsonValue, live: second.jsonValue, type: .resource)
            #expect(forward.isEqual)
        }
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func reachesTheSameRequestsAsTheDocument(seed: UInt64) {
        var generator = PolicyGenerator(seed: seed)
        for _ in 0..<12 {
            let document = generator.document()
            #expect(SmallWorld.reach(of: CanonicalPolicy(document).document) == SmallWorld.reach(of: document))
        }
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func equalityIsReflexiveAndSymmetricAndDifferencesAreNeverEmpty(seed: UInt64) {
        var generator = PolicyGenerator(seed: seed)
        for _ in 0..<Self.rounds {
            let (left, right) = (generator.document().jsonValue, generator.document().jsonValue)
            #expect(PolicyEquivalence.compare(desired: left, live: left, type: .key) == .equal(spelledDifferently: false))
            let forward = PolicyEquivalence.compare(desired: left, live: right, type: .key)
            let backward = PolicyEquivalence.compare(desired: right, live: left, type: .key)
            #expect(forward.isEqual == backward.isEqual)
            #expect(forward.isEqual == forward.differences.isEmpty)
        }
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func printedDocumentsReadBackAsTheyWere(seed: UInt64) throws {
        var generator = PolicyGenerator(seed: seed)
        for _ in 0..<Self.rounds {
            let document = generator.document()
            #expect(PolicyDocument.read(try JSONReader.parse(JSONWriter.pretty(document.jsonValue))) == document)
        }
    }
}
