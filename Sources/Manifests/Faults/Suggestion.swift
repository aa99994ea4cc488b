/// Finds the word that was probably meant.
enum Suggestion {
    /// - Returns: The nearest candidate within a third of its length (at least one edit), `nil` if none is near enough.
    static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        guard word.utf8.count <= Self.lengthMax else { return nil }
        let typed = Array(word.lowercased().unicodeScalars)
        var best: (word: String, distance: Int)?
        for candidate in candidates where candidate.utf8.count <= Self.lengthMax {
            let letters = Array(candidate.lowercased().unicodeScalars)
            let allowed = max(1, max(letters.count, typed.count) / 3)
            guard abs(letters.count - typed.count) <= allowed else { continue }
            let distance = Self.distance(typed, letters)
            // A word of one or two letters is near to any other one.
            guard distance <= allowed, distance < letters.count else { continue }
            if best.map({ (distance, candidate) < ($0.distance, $0.word) }) ?? true { best = (candidate, distance) }
        }
        return best?.word
    }

    private static let lengthMax = 128

    /// Insertions, deletions, replacements and swaps of neighbours (the restricted Damerau-Levenshtein distance).
    static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in 1...left.count {
            var current = [row]
            current.reserveCapacity(right.count + 1)
            for column in 1...right.count {
                let differs = left[row - 1] == right[column - 1] ? 0 : 1
                var cost = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + differs)
                let isSwap = row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1]
                if isSwap { cost = min(cost, beforeLast[column - 2] + 1) }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
