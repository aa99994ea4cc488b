import ArgumentParser

/// The manifests that a verb takes.
struct FileOptions: ParsableArguments {
    @Option(
        name: [.customShort("f"), .customLong("file")],
        help: ArgumentHelp("A manifest, a folder of them, or - for standard input; may be repeated.", valueName: "path"))
    var paths: [String]

    func validate() throws {
        if self.paths.isEmpty { throw ValidationError("name at least one manifest with -f") }
        if self.paths.count(where: { $0 == "-" }) > 1 { throw ValidationError("standard input (-) can be read once only") }
    }
}
