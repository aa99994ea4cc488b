/// Lets one reload go on at a time: two at once could leave the older configuration in force.
actor ReloadTurn {
    private var isTaken = false
    /// One for each request to reload that is under way, first come, first served.
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func take() async {
        if self.isTaken {
            await withCheckedContinuation { self.waiting.append($0) }
        } else {
            self.isTaken = true
        }
    }

    func give() {
        if self.waiting.isEmpty {
            self.isTaken = false
        } else {
            self.waiting.removeFirst().resume()
        }
    }
}
