/// A generator of numbers that repeats itself for the same seed (xorshift64*).
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        self.state = seed | 1
    }

    mutating func next() -> UInt64 {
        self.state ^= self.state >> 12
        self.state ^= self.state << 25
        self.state ^= self.state >> 27
        return self.state &* 2_685_821_657_736_338_717
    }
}

/// Queries with something broken in them.
enum QueryMutations {
    /// Bytes that mean something in a query, so that a mutation reaches deeper than noise would.
    private static let marks = Array("(){}[]<>'\"`$?:;.,|&!*+-/\\@#=^%_ \n0a\u{E9}".utf8)

    static func mutate(_ query: String, with numbers: inout SeededNumbers) -> String {
        var bytes = Array(query.utf8)
        for _ in 0..<Int.random(in: 1...3, using: &numbers) {
            let place = Int.random(in: 0...bytes.count, using: &numbers)
            switch Int.random(in: 0..<5, using: &numbers) {
            case 0 where place < bytes.count: bytes.remove(at: place)
            case 1: bytes.insert(Self.marks[Int.random(in: 0..<Self.marks.count, using: &numbers)], at: place)
            case 2 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &numbers)
            case 3: bytes.removeSubrange(place...)
            default:
                let length = Int.random(in: 0...min(12, bytes.count - place), using: &numbers)
                bytes.insert(contentsOf: bytes[place..<(place + length)], at: Int.random(in: 0...bytes.count, using: &numbers))
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func noise(with numbers: inout SeededNumbers) -> String {
        let bytes = (0..<Int.random(in: 0...60, using: &numbers)).map { _ in
            Bool.random(using: &numbers)
                ? Self.marks[Int.random(in: 0..<Self.marks.count, using: &numbers)] : UInt8.random(in: 0...255, using: &numbers)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
