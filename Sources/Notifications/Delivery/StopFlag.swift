import Synchronization

/// Says to several tasks that nothing is to be started any more; once raised, it stays so.
final class StopFlag: Sendable {
    private let raised = Atomic(false)

    var isRaised: Bool { self.raised.load(ordering: .acquiring) }

    func raise() { self.raised.store(true, ordering: .releasing) }
}
