import ArgumentParser

/// Why somebody decides as they do.
struct ReasonOption: ParsableArguments {
    @Option(
        name: .customLong("reason"),
        help: ArgumentHelp("Why; it is shown beside what it brought about, and kept in the journal.", valueName: "text"))
    var text: String

    func validate() throws {
        if self.text.allSatisfy(\.isWhitespace) { throw ValidationError("--reason needs words") }
    }
}
