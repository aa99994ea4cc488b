import ArgumentParser
import Foundation
import HTTPTransport
import IAMPolicy
import Manifests
import ReconcileCore
import Store

/// A verb of the command: asks, answers, and says with its exit code how things stand.
protocol Verb: AsyncParsableCommand {
    var global: GlobalOptions { get }

    func perform(in session: Session) async throws -> ExitStatus
}

extension Verb {
    func run() async throws {
        let exit = await self.outcome()
        if exit != .fine { throw ExitCode(exit.rawValue) }
    }

    private func outcome() async -> ExitStatus {
        do {
            let transport = try CurlTransport(transfersMax: 4, connectionsIdleMax: 1)
            let session = Session(options: self.global, environment: ProcessInfo.processInfo.environment, transport: transport)
            return try await self.perform(in: session)
        } catch {
            let failure = Self.failure(error)
            Terminal.writeError(failure.lines.map { $0 + "\n" }.joined())
            return failure.exit
        }
    }

    private static func failure(_ error: any Error) -> VerbFailure {
        switch error {
        case let failure as VerbFailure: failure
        case let error as ControlError: VerbFailure(error)
        case let error as ManifestError: VerbFailure(.badFile, "the manifests have faults; nothing was sent", details: [error.message])
        case let error as StoreError: VerbFailure(.databaseUnreadable, error.message)
        default: VerbFailure(.failed, "\(error)")
        }
    }
}

extension VerbFailure {
    /// What standard error gets: the faults first, as compilers print them, then what it came to.
    var lines: [String] {
        self.details.flatMap(VisibleText.lines) + VisibleText.lines("reconcilectl: \(self.message)")
    }
}
