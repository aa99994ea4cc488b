import Dispatch

/// One thread for calls of the system that may wait.
final class LookupQueue: SerialExecutor {
    private let queue = DispatchQueue(label: "control.peers")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        self.queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
