/// Whether two patterns with `*` and `?` have a text in common.
enum PatternOverlap {
    /// Product of the lengths beyond which the answer is yes, which raises no finding.
    private static let workMax = 1 << 20

    /// Variables count as `*`.
    static func exists(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Self.bytes(left), Self.bytes(right))
        if left.count * right.count > Self.workMax { return true }
        let (star, mark) = (UInt8(ascii: "*"), UInt8(ascii: "?"))
        // reach[column]: the patterns from here on have a text in common.
        var below = [Bool](repeating: false, count: right.count + 1)
        for row in stride(from: left.count, through: 0, by: -1) {
            var reach = [Bool](repeating: false, count: right.count + 1)
            for column in stride(from: right.count, through: 0, by: -1) {
                if row == left.count && column == right.count {
                    reach[column] = true
                    continue
                }
                let one = row < left.count ? left[row] : nil
                let other = column < right.count ? right[column] : nil
                if one == star, below[column] || (other != nil && reach[column + 1]) { reach[column] = true }
                if other == star, reach[column + 1] || (one != nil && below[column]) { reach[column] = true }
                if let one, let other, one != star, other != star, one == other || one == mark || other == mark, below[column + 1] {
                    reach[column] = true
                }
            }
            below = reach
        }
        return below[0]
    }

    private static func bytes(_ pattern: String) -> [UInt8] {
        var kept: [UInt8] = []
        var depth = false
        let bytes = Array(pattern.utf8)
        for index in bytes.indices {
            if depth {
                depth = bytes[index] != UInt8(ascii: "}")
            } else if bytes[index] == UInt8(ascii: "$"), index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "{") {
                depth = true
                kept.append(UInt8(ascii: "*"))
            } else {
                kept.append(bytes[index])
            }
        }
        return kept
    }
}
