import Testing

@testable import Manifests

@Suite struct SuggestionTests {
    @Test(arguments: [
        ("managedPolicys", "managedPolicies"), ("Tags", "tags"), ("tgas", "tags"), ("trust", nil), ("x", nil), ("", nil),
        ("permissionBoundary", "permissionsBoundary"), ("descripton", "description"), ("zzzz", nil)
    ])
    func findsTheWordThatWasMeant(word: String, expected: String?) {
        let words = ["tags", "managedPolicies", "trustPolicy", "permissionsBoundary", "description", "path"]
        #expect(Suggestion.nearest(to: word, among: words) == expected)
    }

    @Test(arguments: [("", "", 0), ("a", "", 1), ("ab", "ba", 1), ("abc", "abd", 1), ("kitten", "sitting", 3), ("ca", "abc", 3)])
    func countsEdits(left: String, right: String, distance: Int) {
        #expect(Suggestion.distance(Array(left.unicodeScalars), Array(right.unicodeScalars)) == distance)
    }
}
