import Foundation
import Glibc
package import IAMPolicy

/// What a program left behind when it ended.
package struct ProgramResult: Sendable, CustomStringConvertible {
    package let command: String
    /// `nil` where it had to be killed because its time was up.
    package let ending: ChildProcess.Ending?
    package let output: String
    package let errors: String

    /// -1 where it did not end by itself.
    package var exitCode: Int32 { if case .exited(let code) = self.ending { code } else { -1 } }

    /// Standard output as one JSON value.
    package func json() throws -> JSONValue { try JSONReader.parse(self.output, limits: .init(bytesMax: 64 << 20)) }

    package var description: String {
        "\(self.command)\nended: \(String(describing: self.ending))\n--- output\n\(self.output.suffix(4000))\n--- errors\n\(self.errors.suffix(4000))"
    }
}

/// A program that runs on while the test looks at it.
package final class RunningProgram: Sendable {
    package let child: ChildProcess
    private let command: String
    private let folder: TemporaryFolder

    fileprivate init(child: ChildProcess, command: String, folder: TemporaryFolder) {
        self.child = child
        self.command = command
        self.folder = folder
    }

    package var errors: String { self.folder.text(of: "errors") }
    package var output: String { self.folder.text(of: "output") }

    /// Waits for its end; kills it where the time is up.
    package func result(withinSeconds seconds: Double) async -> ProgramResult {
        let ending = await self.child.ending(withinSeconds: seconds)
        if ending == nil {
            self.child.send(SIGKILL)
            _ = await self.child.ending(withinSeconds: 5)
        }
        return ProgramResult(command: self.command, ending: ending, output: self.output, errors: self.errors)
    }
}

/// Runs the programs that were built beside the tests.
package struct ProgramRunner: Sendable {
    /// Instead of the test's own environment, but for PATH and HOME.
    package var environment: [String: String]

    package init(environment: [String: String]) { self.environment = environment }

    /// Ends the program with the test process: the shell's other half waits for the end of a pipe that the test holds open.
    private static let guarded = """
        exec 9<&0 </dev/null
        ( exec >/dev/null 2>&1; cat <&9; kill -9 $$ ) &
        exec 9<&-
        exec "$@"
        """

    package func start(_ program: String, _ arguments: [String]) throws -> RunningProgram {
        try self.start(words: [program.contains("/") ? program : "\(PackageLayout.buildProducts)/\(program)"] + arguments)
    }

    /// - Parameter input: what the program reads; `nil`: nothing.
    package func run(
        _ program: String, _ arguments: [String], input: String? = nil, withinSeconds seconds: Double = 60
    ) async throws -> ProgramResult {
        guard let input else { return await (try self.start(program, arguments)).result(withinSeconds: seconds) }
        let folder = try TemporaryFolder("input")
        let path = try folder.write(input, to: "input")
        let words = ["/bin/sh", "-c", "exec \"$@\" < '\(path)'", "sh", "\(PackageLayout.buildProducts)/\(program)"] + arguments
        let result = await (try self.start(words: words)).result(withinSeconds: seconds)
        return withExtendedLifetime(folder) { result }
    }

    private func start(words: [String]) throws -> RunningProgram {
        let folder = try TemporaryFolder("program")
        let output = open(folder.file("output"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        let errors = open(folder.file("errors"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer {
            close(output)
            close(errors)
        }
        let own = ProcessInfo.processInfo.environment
        let environment = ["PATH": own["PATH"] ?? "/usr/bin:/bin", "HOME": folder.path, "LANG": "C.UTF-8", "TZ": "UTC"]
            .merging(own.filter { $0.key.hasPrefix("LD_") || $0.key == "SWIFT_BACKTRACE" }) { $1 }
            .merging(self.environment) { $1 }
        let child = try ChildProcess(
            "/bin/sh", ["-c", Self.guarded, "sh"] + words, environment: environment, output: output, errors: errors)
        return RunningProgram(child: child, command: words.joined(separator: " "), folder: folder)
    }
}
