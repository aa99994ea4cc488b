import ArgumentParser

/// Questions about policy documents; needs neither daemon nor AWS.
struct Policy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answer questions about policy documents.",
        subcommands: [PolicyLintVerb.self, PolicyEqual.self, PolicyCompare.self, PolicyCan.self, PolicyFormatVerb.self])
}
