/// Runs the same work on many things, a bounded number at a time.
enum SideBySide {
    static let atOnceMax = 8

    /// The results come in no order.
    static func map<Item: Sendable, Output: Sendable>(
        _ items: [Item], _ work: @escaping @Sendable (Item) async -> Output
    ) async -> [Output] {
        await withTaskGroup(of: Output.self) { group in
            var outputs: [Output] = []
            outputs.reserveCapacity(items.count)
            var waiting = items[...]
            for _ in 0..<Self.atOnceMax {
                guard let item = waiting.popFirst() else { break }
                group.addTask { await work(item) }
            }
            while let output = await group.next() {
                outputs.append(output)
                if let item = waiting.popFirst() { group.addTask { await work(item) } }
            }
            return outputs
        }
    }
}
