import Foundation

/// Measures what the libraries of policies and queries are asked for, each beside a simple job of the same size in the same process:
/// the ratios can be compared between machines, the rates cannot.
@main
enum ReconciledBench {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        let seconds = arguments.first.flatMap(Double.init) ?? 1
        guard seconds > 0, arguments.count <= 1 else {
            FileHandle.standardError.write(Data("usage: reconciled-bench [SECONDS A LINE]\n".utf8))
            exit(64)
        }
        let samples = BenchDocuments(seed: 2026, count: 60)
        print("\(samples.pairs.count) generated documents of \(samples.smallest) to \(samples.largest) bytes, \(seconds) s a line, one core")
        print(BenchRow.header)
        for row in BenchRows(samples: samples, seconds: seconds).all() + BenchQueries(seconds: seconds).all() { print(row.line) }
    }
}
