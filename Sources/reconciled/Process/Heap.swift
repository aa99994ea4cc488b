import Glibc

/// How the C library's allocator deals with what is freed.
///
/// A pass takes much memory for a moment, and then nothing happens for minutes. Left alone, the allocator gives each thread
/// arenas of its own and keeps there what was freed: several times of what is in use. Without glibc nothing is changed.
/// - SeeAlso: mallopt(3), malloc_trim(3).
enum Heap {
    /// The parameter `M_ARENA_MAX` of `mallopt`.
    private static let arenasMaxParameter: CInt = -8
    /// What is freed in one arena is of no use to another; and threads that wait for AWS and the disk seldom wait for the heap.
    private static let arenasMax: CInt = 1

    /// Call it before there are threads.
    static func settle() {
        typealias Function = @convention(c) (CInt, CInt) -> CInt
        guard let function = dlsym(nil, "mallopt") else { return }
        _ = unsafeBitCast(function, to: Function.self)(self.arenasMaxParameter, self.arenasMax)
    }

    /// Gives free pages back to the system.
    static func giveBack() {
        typealias Function = @convention(c) (Int) -> CInt
        guard let function = dlsym(nil, "malloc_trim") else { return }
        _ = unsafeBitCast(function, to: Function.self)(0)
    }
}
