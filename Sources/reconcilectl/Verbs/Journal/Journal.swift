import ArgumentParser

/// The record of all that happened.
struct Journal: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read and verify the record of all that happened.",
        subcommands: [JournalList.self, JournalShow.self, JournalVerify.self, JournalExport.self], defaultSubcommand: JournalList.self)
}
