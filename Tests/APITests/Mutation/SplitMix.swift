/// SplitMix64: the same numbers for the same start, so that what was found can be found again.
struct SplitMix: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// - Parameter number: Starts far from those of other numbers are unrelated.
    init(seed: UInt64, number: Int) { state = seed &+ UInt64(number) &* 0xd1b5_4a32_d192_ed03 }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &self) }

    /// - Parameter share: In hundredths.
    mutating func chance(_ share: Int) -> Bool { below(100) < share }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}
