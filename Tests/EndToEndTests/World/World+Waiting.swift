import Foundation
import Glibc
import IAMPolicy
import ReconcileTestKit
import Testing

extension World {
    /// Starts the daemon and waits until it has looked at the account.
    func startedDaemon() async throws -> RunningProgram {
        let daemon = try self.daemon()
        let isUp = try await Self.eventually {
            // While the database is being made there is nothing to read yet.
            let status = try? await self.status()
            // Before it listens the database already says that it runs.
            guard FileManager.default.fileExists(atPath: self.folder.file("control.sock")) else { return false }
            return status?["daemon"]?["state"] == "running" && status?["accounts"]?.arrayValue?.first?["lastSnapshot"]?["outcome"] == "complete"
        }
        #expect(isUp, "\(daemon.errors)")
        return daemon
    }

    /// Lets go whatever asks; a daemon that runs for this only takes it.
    func approveAll() async throws {
        let daemon = try await self.startedDaemon()
        let approval = try await self.control("approve", "--all")
        #expect(approval.exitCode == 0, "\(approval)")
        await self.stop(daemon)
    }

    /// Ends it as systemd does.
    func stop(_ daemon: RunningProgram) async {
        daemon.child.send(SIGTERM)
        #expect(await daemon.result(withinSeconds: 10).exitCode == 0)
    }

    /// Tries again, so long, until it holds.
    static func eventually(withinSeconds seconds: Double, _ holds: () async throws -> Bool) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < deadline {
            if try await holds() { return true }
            try await Task.sleep(for: .milliseconds(200))
        }
        return false
    }

    /// Passes until `holds`; what each ended with.
    func passes(atMost most: Int, until holds: () async throws -> Bool) async throws -> [Int32] {
        var codes: [Int32] = []
        while codes.count < most {
            codes.append(try await self.runOnce().exitCode)
            if try await holds() { break }
            try await Task.sleep(for: .milliseconds(600))
        }
        return codes
    }

    /// What was told so far, each notice once, in the order of their arrival.
    func notices() -> [WebhookReceiver.Arrival] {
        var seen: Set<String> = []
        return self.receiver.arrivals().filter { seen.insert($0.id).inserted }
    }
}
