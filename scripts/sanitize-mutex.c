// What the thread sanitizer does not see of Synchronization.Mutex on Linux. A mutex that nobody else holds is taken and given back by atomic operations that
// the compiler puts into our own code, and the sanitizer follows those. Where threads meet, the Swift library does it, which is built without the sanitizer:
// what one thread wrote under the lock would then look unordered to the next. These functions come before the library's of the same names, call them, and
// say what they do. scripts/sanitize links them into the build for the thread sanitizer, and into no other.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sanitizer/tsan_interface.h>
#include <stdbool.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *mutex

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

typedef SWIFT void (*Lock)(uint32_t thread, SELF);
typedef SWIFT bool (*TryLock)(SELF);
typedef SWIFT void (*Unlock)(SELF);

static Lock library_lock;
static TryLock library_try_lock;
static Unlock library_unlock;

// Before main: looking a symbol up may take locks and memory of its own.
__attribute__((constructor)) static void find(void) {
    library_lock = (Lock)dlsym(RTLD_NEXT, LOCK);
    library_try_lock = (TryLock)dlsym(RTLD_NEXT, TRY_LOCK);
    library_unlock = (Unlock)dlsym(RTLD_NEXT, UNLOCK);
}

SWIFT void sanitize_lock(uint32_t thread, SELF) __asm__(LOCK);
SWIFT bool sanitize_try_lock(SELF) __asm__(TRY_LOCK);
SWIFT void sanitize_unlock(SELF) __asm__(UNLOCK);

SWIFT void sanitize_lock(uint32_t thread, SELF) {
    library_lock(thread, mutex);
    __tsan_acquire(mutex);
}

SWIFT bool sanitize_try_lock(SELF) {
    bool isTaken = library_try_lock(mutex);
    if (isTaken) __tsan_acquire(mutex);
    return isTaken;
}

SWIFT void sanitize_unlock(SELF) {
    __tsan_release(mutex);
    library_unlock(mutex);
}
