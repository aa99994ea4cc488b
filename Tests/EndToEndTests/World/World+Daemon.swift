import Glibc
import IAMPolicy
import ReconcileTestKit
import Testing

extension World {
    /// Tries again, for half a minute, until it holds.
    static func eventually(_ holds: () async throws -> Bool) async throws -> Bool {
        for _ in 0..<150 {
            if try await holds() { return true }
            try await Task.sleep(for: .milliseconds(200))
        }
        return false
    }

    /// Starts the daemon from a shell that did something before: a limit, a closed descriptor, another folder.
    /// - Parameters:
    ///   - prologue: commands of sh; `$FOLDER` is the world's own.
    ///   - redirections: of the daemon itself.
    func daemon(after prologue: String = ":", redirections: String = "") throws -> RunningProgram {
        let script = "FOLDER='\(self.folder.path)'; \(prologue); exec \"$@\" \(redirections)"
        let words = ["-c", script, "sh", "\(PackageLayout.buildProducts)/reconciled", "run", "--config", self.folder.file("reconciled.yaml")]
        return try self.runner.start("/bin/sh", words)
    }

    /// Whether the control socket of this very process answers.
    func answers(_ daemon: RunningProgram) async -> Bool {
        let report = try? await self.status()["daemon"]
        return report?["state"] == "running" && report?["pid"]?.intValue == Int(daemon.child.pid)
    }

    /// Waits until the daemon answers.
    func expectAnswers(_ daemon: RunningProgram, _ location: SourceLocation = #_sourceLocation) async throws {
        let isUp = try await Self.eventually { await self.answers(daemon) }
        #expect(isUp, "\(String(describing: daemon.child.ending)) \(daemon.errors)", sourceLocation: location)
    }

    /// Ends the daemon as a service manager does, within the time that it has for that.
    func expectGoodEnd(of daemon: RunningProgram, _ location: SourceLocation = #_sourceLocation) async throws {
        daemon.child.send(SIGTERM)
        let result = await daemon.result(withinSeconds: 10)
        #expect(result.exitCode == 0, "\(result)", sourceLocation: location)
        #expect(try await self.control("journal", "verify").exitCode == 0, sourceLocation: location)
    }
}
