import ArgumentParser
import Testing

@testable import reconcilectl

@Suite struct OptionsTests {
    @Test(arguments: [
        (["-o", "json", "status"], ["status", "-o", "json"]),
        (["--socket=/s", "--no-color", "get", "Role"], ["get", "Role", "--socket=/s", "--no-color"]),
        (["--account", "prod", "policy", "equal", "--", "-"], ["policy", "equal", "--account", "prod", "--", "-"]),
        (["status", "-o", "json"], ["status", "-o", "json"]), (["-o"], ["-o"]), (["--help"], ["--help"]), ([], []),
        (["-o", "json"], ["-o", "json"]), (["--unknown", "status"], ["--unknown", "status"])
    ])
    func `options that hold everywhere may stand before the verb`(given: [String], ordered: [String]) {
        #expect(ArgumentOrder.withOptionsBehindVerb(given) == ordered)
    }

    @Test(arguments: [("90s", 90), ("10m", 600), ("6h", 21_600), ("30d", 2_592_000), ("0s", 0)])
    func `durations are read as the configuration writes them`(text: String, seconds: Int) {
        #expect(TimeSpan(argument: text)?.seconds == seconds)
    }

    @Test(arguments: ["", "s", "10", "-1s", "1.5m", "10 m", "1w", "99999999999999999999s", "9223372036854775807d", "٣s"])
    func `what is no duration is refused`(text: String) {
        #expect(TimeSpan(argument: text) == nil)
    }

    @Test(arguments: [(900, "15m"), (3600, "1h"), (90, "90s"), (86_400, "1d"), (0, "0s")])
    func `a duration is told in its largest whole unit`(seconds: Int, text: String) {
        #expect(TimeSpan(seconds: seconds).text == text)
    }

    @Test func `options come before the environment, the environment before the default`() {
        let environment = ["RECONCILED_SOCKET": "/e.sock", "RECONCILED_DATABASE": "/e.sqlite"]
        let given = ConnectionSettings(socket: "/o.sock", database: "/o.sqlite", environment: environment)
        #expect(given.socket == "/o.sock" && given.database == "/o.sqlite")
        let inherited = ConnectionSettings(socket: nil, database: nil, environment: environment)
        #expect(inherited.socket == "/e.sock" && inherited.database == "/e.sqlite")
        let usual = ConnectionSettings(socket: nil, database: nil, environment: ["RECONCILED_SOCKET": ""])
        #expect(usual.socket == "/run/reconciled/control.sock" && usual.database == "/var/lib/reconciled/reconciled.sqlite")
    }

    @Test func `a named database alone is read, whatever daemon runs here`() {
        #expect(ConnectionSettings(socket: nil, database: "/d", environment: [:]).readsDatabaseOnly)
        #expect(!ConnectionSettings(socket: "/s", database: "/d", environment: [:]).readsDatabaseOnly)
        #expect(!ConnectionSettings(socket: nil, database: nil, environment: [:]).readsDatabaseOnly)
        #expect(ConnectionSettings(socket: "/s", database: nil, environment: [:]).prefersSocket)
    }

    @Test(arguments: [
        ["status", "--unknown"], ["nonsense"], ["describe"], ["apply"], ["status", "-o", "xml"], ["policy", "equal", "a"],
        ["policy", "equal", "-", "-"], ["policy", "equal", "--batch", "a"], ["policy", "equal", "a", "b", "--type", "x"],
        ["journal", "show", "0"], ["journal", "verify", "--expect-head", "abc"], ["sync", "--wait", "--timeout", "soon"],
        ["wait", "Role/x"], ["journal", "list", "--limit", "0"], ["apply", "-f", "-", "-f", "-"],
        ["approve"], ["approve", "c-1", "--all"], ["approve", "c-1", "--account", "prod"], ["reject", "c-1"],
        ["reject", "c-1", "--reason", " "], ["reject", "--reason", "r"], ["accept", "d-1"], ["import"], ["import", "--all"],
        ["import", "--path-prefix", "/a/"], ["import", "--all", "--path-prefix", "a"], ["accept", "--reason", "r"], ["pause", "--reason", "r"],
        ["pause", "Role/x"],
        ["pause", "Role/x", "--reason", "r", "--until", "soon"], ["resume"], ["ignore", "Role/x", "tags", "--reason", "r"],
        ["ignore", "Role/x", "--reason", "r", "--until", "2h"], ["rollback"], ["backup"], ["backup", ""],
        ["policy", "compare", "a"], ["policy", "compare", "-", "-"], ["policy", "compare", "--batch", "a"],
        ["policy", "can", "*", "s3:GetObject"], ["policy", "can", "*", "s3:GetObject", "*", "--context", "x"],
        ["policy", "can", "nobody at all", "s3:GetObject", "*", "-f", "a"], ["policy", "can", "--batch", "-f", "a"],
        ["policy", "can", "*", "a:b", "*", "-f", "a", "--context", "=v"], ["policy", "can", "*", "a:b", "*", "-f", "-", "-f", "scp=-"],
        ["policy", "lint"], ["policy", "lint", "a", "--batch"], ["policy", "lint", "-", "--fix"], ["policy", "lint", "--batch", "--fix"],
        ["policy", "lint", "a", "--type", "x"], ["policy", "format"], ["policy", "format", "a", "--batch"]
    ])
    func `wrong usage exits with 64`(arguments: [String]) {
        let error = #expect(throws: (any Error).self) { try ReconcileCTL.parseAsRoot(arguments) }
        if let error { #expect(ReconcileCTL.exitCode(for: error).rawValue == 64) }
    }
}
