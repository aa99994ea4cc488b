/// What a command says before it ends.
enum StandardError {
    /// A reader that reads at all gets everything; one that does not keeps nobody for longer than this a line.
    private static let waitMilliseconds: Int32 = 2_000

    static func write(_ text: String) {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            ErrorStream.standard.write(String(line), waitMilliseconds: Self.waitMilliseconds)
        }
    }
}
