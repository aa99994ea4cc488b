import Foundation
import Glibc

/// A Python that has what the emulated account needs.
package enum PythonEnvironment {
    /// The first that works of `RECONCILED_TEST_PYTHON`, `.venv-tests` in the package, and `python3`.
    /// - Throws: `TestKitError` of code `noPython`, which says how to get one.
    package static func executable() async throws -> String {
        if let chosen = ProcessInfo.processInfo.environment["RECONCILED_TEST_PYTHON"], !chosen.isEmpty { return chosen }
        let own = "\(PackageLayout.root)/.venv-tests/bin/python3"
        if FileManager.default.isExecutableFile(atPath: own) { return own }
        if await Self.hasMoto { return "python3" }
        throw TestKitError(.noPython, "no Python with moto: run scripts/prepare, or name one in RECONCILED_TEST_PYTHON")
    }

    private static var hasMoto: Bool {
        get async {
            let sink = open("/dev/null", O_WRONLY | O_CLOEXEC)
            defer { close(sink) }
            let child = try? ChildProcess(
                "python3", ["-c", "import moto.server, boto3"], environment: ProcessInfo.processInfo.environment, output: sink,
                errors: sink)
            return await child?.ending(withinSeconds: 60) == .exited(0)
        }
    }
}
