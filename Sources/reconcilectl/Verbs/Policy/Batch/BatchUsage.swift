import ArgumentParser

/// What all verbs with `--batch` ask of their arguments.
enum BatchUsage {
    /// Two files, or a batch.
    static func validatePair(_ first: String?, _ second: String?, batch: Bool) throws {
        if batch, first != nil { throw ValidationError("--batch reads standard input: name no files") }
        if !batch, second == nil { throw ValidationError("name two files, or use --batch") }
        if first == "-", second == "-" { throw ValidationError("standard input (-) can be read once only") }
    }
}
