import Dispatch

/// Runs an actor on a serial queue of its own, so that a blocking call holds up nobody but this actor.
///
/// A wrapped `DispatchQueue`, because `DispatchSerialQueue` is absent on Linux (swift-corelibs-libdispatch issue 848). A serial queue without
/// a target gets a thread whenever it has work, however many others block: it belongs to the overcommitting root queue.
final class QueueExecutor: SerialExecutor {
    private let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}
