import ArgumentParser
import ReconcileCore

/// The operator's command. It asks the daemon or reads its database; it cannot reach AWS.
@main
struct ReconcileCTL: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcilectl",
        abstract: "Ask reconciled how things stand, and tell it what shall be.",
        discussion: """
            Exit codes: 0 fine; 1 error; 2 the answer is "differs"; 3 cannot be judged (undetermined, stale, \
            daemon not reachable, time is up); 64 wrong usage.
            """,
        version: ProductVersion.text,
        subcommands: [
            Status.self, Get.self, Describe.self, Apply.self, Delete.self, Diff.self, Import.self, Plan.self, Approve.self, Reject.self, Accept.self,
            Pause.self, Resume.self, Ignore.self, Rollback.self, Sync.self, Wait.self, Reload.self, Journal.self, Backup.self, Policy.self,
            QueryActionsVerb.self, PreflightVerb.self
        ])

    static func main() async {
        await self.main(ArgumentOrder.withOptionsBehindVerb(Array(CommandLine.arguments.dropFirst())))
    }
}
