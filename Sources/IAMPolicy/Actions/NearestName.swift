/// The name out of a list that a misspelt one most likely stands for.
enum NearestName {
    /// A name that may have been meant, ready to be compared.
    struct Candidate: Sendable {
        let name: String
        fileprivate let lowered: [UInt8]
        fileprivate let letters: UInt64

        init(_ name: String) {
            self.name = name
            self.lowered = Array(ASCIICase.lowered(name).utf8)
            self.letters = NearestName.letters(of: self.lowered)
        }
    }

    /// Edits (insert, delete, replace, swap of neighbours) beyond which two names are not alike.
    private static func distanceMax(length: Int) -> Int { min(max(length / 4, 1), 4) }
    /// Longer names are no misspelling of anything.
    private static let lengthMax = 128

    /// - Returns: `nil` if none is near, or the name itself is among them.
    static func to(_ name: String, among names: [String]) -> String? { Self.to(name, among: names.map(Candidate.init)) }

    /// The same for a list that is asked often.
    static func to(_ name: String, among candidates: [Candidate]) -> String? {
        let wanted = Array(ASCIICase.lowered(name).utf8)
        guard !wanted.isEmpty, wanted.count <= Self.lengthMax else { return nil }
        let letters = Self.letters(of: wanted)
        var best: (name: String, distance: Int)?
        let limit = Self.distanceMax(length: wanted.count)
        for candidate in candidates {
            let allowed = best.map { $0.distance - 1 } ?? limit
            guard abs(candidate.lowered.count - wanted.count) <= allowed else { continue }
            // Each letter that only one of the names has takes an edit.
            let (missing, surplus) = (letters & ~candidate.letters, candidate.letters & ~letters)
            guard max(missing.nonzeroBitCount, surplus.nonzeroBitCount) <= allowed else { continue }
            guard let distance = Self.distance(wanted, candidate.lowered, atMost: allowed) else { continue }
            if distance == 0 { return nil }
            best = (candidate.name, distance)
        }
        return best?.name
    }

    /// The bytes that occur; some share a bit, which only makes names look more alike.
    private static func letters(of bytes: [UInt8]) -> UInt64 { bytes.reduce(0) { $0 | 1 << UInt64($1 & 63) } }

    /// Optimal string alignment: Levenshtein with swaps of neighbours.
    /// - Returns: `nil` if it is more than `limit`, which most names show after a few letters.
    private static func distance(_ left: [UInt8], _ right: [UInt8], atMost limit: Int) -> Int? {
        var older = [Int](repeating: 0, count: right.count + 1)
        var previous = Array(0...right.count)
        var current = older
        var leastBefore = 0
        for (row, byte) in left.enumerated() {
            current[0] = row + 1
            var least = row + 1
            for (column, other) in right.enumerated() {
                var cost = min(previous[column] + (byte == other ? 0 : 1), previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other { cost = min(cost, older[column - 1] + 1) }
                current[column + 1] = cost
                least = min(least, cost)
            }
            // A swap looks two rows back.
            if least > limit && leastBefore > limit { return nil }
            leastBefore = least
            swap(&older, &previous)
            swap(&previous, &current)
        }
        return previous[right.count] <= limit ? previous[right.count] : nil
    }
}
