import Glibc

/// An advisory lock on a file (`flock(2)`). The kernel gives it back when the process ends, however it ends.
final class FileLock: Sendable {
    private let descriptor: Int32

    /// Makes the file if it is absent; nil (and `errno`) if that is impossible. Children do not inherit it.
    init?(path: String, owner: ServerUser) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return nil }
        if let identity = owner.steppedDown { fchown(descriptor, identity.uid, identity.gid) }
    }

    deinit {
        guard descriptor >= 0 else { return }
        unlock()
        close(descriptor)
    }

    func shared() { while flock(descriptor, LOCK_SH) != 0 && errno == EINTR {} }

    func exclusive() { while flock(descriptor, LOCK_EX) != 0 && errno == EINTR {} }

    /// Whether nobody else has it, shared or not; then it is held exclusively.
    func tryExclusive() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }

    /// Closing would not be enough: a process that is just being spawned may hold a copy of the descriptor for a moment.
    func unlock() { flock(descriptor, LOCK_UN) }
}
