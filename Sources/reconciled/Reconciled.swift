import ArgumentParser
import ReconcileCore

/// Where the process begins.
@main
enum Program {
    static func main() async {
        Heap.settle()
        ProcessSurroundings.settle()
        await Reconciled.main()
    }
}

/// The daemon's program.
struct Reconciled: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconciled",
        abstract: "Keeps who-may-do-what around Amazon Neptune as it was decided.",
        discussion: """
            Exit codes: 0 in sync or done; 1 error; 2 drift is open; 3 cannot be judged; 64 usage;
            78 faulty configuration or a newer database at the start of `run`.
            """,
        version: ProductVersion.text,
        subcommands: [RunCommand.self, CheckConfigCommand.self, PermissionsCommand.self])
}
