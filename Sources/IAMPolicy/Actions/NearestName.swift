/// The name out of a list that a misspelt one most likely stands for.
enum NearestName {
    /// Edits (insert, delete, replace, swap of neighbours) beyond which two names are not alike.
    private static func distanceMax(length: Int) -> Int { min(max(length / 4, 1), 4) }
    /// Longer names are no misspelling of anything.
    private static let lengthMax = 128

    /// - Returns: `nil` if none is near, or the name itself is among them.
    static func to(_ name: String, among names: [String]) -> String? {
        let wanted = Array(ASCIICase.lowered(name).utf8)
        guard !wanted.isEmpty, wanted.count <= Self.lengthMax else { return nil }
        var best: (name: String, distance: Int)?
        let limit = Self.distanceMax(length: wanted.count)
        for candidate in names {
            let other = Array(ASCIICase.lowered(candidate).utf8)
            let allowed = best.map { $0.distance - 1 } ?? limit
            guard abs(other.count - wanted.count) <= allowed else { continue }
            guard let distance = Self.distance(wanted, other, atMost: allowed) else { continue }
            if distance == 0 { return nil }
            best = (candidate, distance)
        }
        return best?.name
    }

    /// Optimal string alignment: Levenshtein with swaps of neighbours.
    /// - Returns: `nil` if it is more than `limit`, which most names show after a few letters.
    private static func distance(_ left: [UInt8], _ right: [UInt8], atMost limit: Int) -> Int? {
        var older: [Int] = []
        var previous = Array(0...right.count)
        var leastBefore = 0
        for (row, byte) in left.enumerated() {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            var least = row + 1
            for (column, other) in right.enumerated() {
                var cost = min(previous[column] + (byte == other ? 0 : 1), previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other { cost = min(cost, older[column - 1] + 1) }
                current.append(cost)
                least = min(least, cost)
            }
            // A swap looks two rows back.
            if least > limit && leastBefore > limit { return nil }
            leastBefore = least
            (older, previous) = (previous, current)
        }
        return previous[right.count] <= limit ? previous[right.count] : nil
    }
}
