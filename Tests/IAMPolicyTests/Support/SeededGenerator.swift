/// SplitMix64: the same seed gives the same run on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { self.state = seed }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
    mutating func chance(_ oneIn: Int) -> Bool { self.below(oneIn) == 0 }
    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[self.below(elements.count)] }

    /// At least one element, in any order, repetition possible.
    mutating func some<Element>(_ elements: [Element], atMost: Int) -> [Element] {
        (0..<(1 + self.below(atMost))).map { _ in self.pick(elements) }
    }
}
