import Dispatch

/// Runs tasks one after the other in the order in which they become ready, so that the same seed makes the same run.
final class OneAtATime: TaskExecutor {
    private let queue = DispatchQueue(label: "simulation")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        self.queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
