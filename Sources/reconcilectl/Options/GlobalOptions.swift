import ArgumentParser

/// How an answer is written.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    /// For people.
    case table
    /// As documented for programs.
    case json
    /// The same members as `json`.
    case yaml
}

/// The options that every verb takes.
struct GlobalOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "How the answer is written.")
    var output: OutputFormat = .table

    @Option(
        help: ArgumentHelp(
            "The daemon's control socket (or RECONCILED_SOCKET; default: \(ConnectionSettings.defaultSocket)).", valueName: "path"))
    var socket: String?

    @Option(
        help: ArgumentHelp(
            "The daemon's database, read where the daemon is down (or RECONCILED_DATABASE; default: \(ConnectionSettings.defaultDatabase)).",
            valueName: "path"))
    var database: String?

    @Option(help: ArgumentHelp("Only resources of this account, by its name in the configuration.", valueName: "name"))
    var account: String?

    @Flag(name: .customLong("no-color"), help: "Without colours (as with NO_COLOR set, or where no terminal is).")
    var noColor = false
}
