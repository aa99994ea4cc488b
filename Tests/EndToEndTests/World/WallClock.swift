import Foundation
import IAMPolicy
import ReconcileTestKit

/// A wall clock that a test sets, for the programs that it starts; clocks since boot run on as they are.
struct WallClock {
    /// A C compiler; it comes with Swift's own toolchain.
    static let compiler = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        .flatMap { folder in ["clang", "cc"].map { "\(folder)/\($0)" } }
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    let runner: ProgramRunner
    private let world: World

    init(of world: World) async throws {
        self.world = world
        let library = world.folder.file("wall_clock.so")
        let made = try await world.runner.run(
            Self.compiler ?? "cc", ["-shared", "-fPIC", "-O1", "-o", library, PackageLayout.moto("wall_clock.c")])
        guard made.exitCode == 0 else { throw TestKitError(.notStarted, "\(made)") }
        var runner = world.runner
        runner.environment.merge(["LD_PRELOAD": library, "WALL_CLOCK_FILE": world.folder.file("clock")]) { $1 }
        self.runner = runner
        try self.set(0)
    }

    /// So many seconds before or after the real time, from here on.
    func set(_ seconds: Int) throws { try self.world.folder.write("\(seconds)\n", to: "clock") }

    func daemon(_ arguments: [String] = ["run"]) throws -> RunningProgram {
        try self.runner.start("reconciled", arguments + ["--config", self.world.folder.file("reconciled.yaml")])
    }

    func runOnce() async throws -> ProgramResult { await (try self.daemon(["run", "--once"])).result(withinSeconds: 60) }

    func status() async throws -> JSONValue {
        let places = ["--socket", self.world.folder.file("control.sock"), "--database", self.world.folder.file("state.sqlite")]
        return try await self.runner.run("reconcilectl", ["status", "-o", "json"] + places).json()
    }
}
