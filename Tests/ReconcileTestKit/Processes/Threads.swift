import Foundation

/// Work that blocks, off the cooperative pool.
package enum Threads {
    package static func detach(_ body: @escaping @Sendable () -> Void) { Thread.detachNewThread(body) }

    package static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Self.detach { continuation.resume(with: Result(catching: body)) }
        }
    }
}
