import ArgumentParser

/// Questions about policy documents; needs neither daemon nor AWS.
struct Policy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answer questions about policy documents.", subcommands: [PolicyEqual.self])
}
