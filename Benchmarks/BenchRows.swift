import Foundation
import IAMPolicy

/// Runs what is measured.
struct BenchRows {
    let samples: BenchDocuments
    /// At least, for each measurement.
    let seconds: Double

    func all() -> [BenchRow] {
        [self.parse(), self.equal(), self.unchanged()] + self.compare() + [self.evaluate(), self.lint()]
    }

    private func average(_ body: () -> Void) -> Double { BenchClock.average(over: self.seconds, body) }

    /// Seconds in which Foundation reads both texts of all pairs.
    private var foundation: Double {
        self.average {
            for pair in self.samples.pairs {
                Self.readWithFoundation(pair.text)
                Self.readWithFoundation(pair.reordered)
            }
        }
    }

    private static func readWithFoundation(_ text: String) {
        if (try? JSONSerialization.jsonObject(with: Data(text.utf8))) == nil { Self.stop("Foundation cannot read a generated document") }
    }

    private var megabytes: Double { Double(self.samples.bytes) / 1e6 }

    private func parse() -> BenchRow {
        let time = self.average {
            for pair in self.samples.pairs where (try? JSONReader.parse(pair.text)) == nil || (try? JSONReader.parse(pair.reordered)) == nil {
                Self.stop("a generated document is no JSON")
            }
        }
        return BenchRow(
            name: "parse", value: self.megabytes / time, unit: "MB/s", asked: "", ratio: self.foundation / time,
            baseline: "JSONSerialization reading it")
    }

    private func equal() -> BenchRow {
        let time = self.average {
            for pair in self.samples.pairs {
                let answer = try? PolicyEquivalence.compare(desiredText: pair.text, liveText: pair.reordered, type: .identity)
                if answer != .equal(spelledDifferently: false) { Self.stop("a reordered document is not equal") }
            }
        }
        return BenchRow(
            name: "equal, reordered", value: self.megabytes / time, unit: "MB/s", asked: ">= 40", ratio: self.foundation / time,
            baseline: "JSONSerialization reading both")
    }

    private func unchanged() -> BenchRow {
        // A copy with its own storage: a text that comes from elsewhere is never the same object.
        let pairs = self.samples.pairs.map { ($0.text, String(decoding: Array($0.text.utf8), as: UTF8.self)) }
        let time = self.average {
            for (left, right) in pairs where (try? PolicyEquivalence.compare(desiredText: left, liveText: right, type: .identity)) == nil {
                Self.stop("a generated document is no JSON")
            }
        }
        let hashing = self.average {
            var hasher = Hasher()
            for (left, _) in pairs { hasher.combine(left) }
            if hasher.finalize() == 0 { print("", terminator: "") }
        }
        let bytes = pairs.reduce(0) { $0 + $1.0.utf8.count }
        return BenchRow(
            name: "equal, unchanged", value: Double(bytes) / 1e6 / time, unit: "MB/s", asked: "its hash", ratio: hashing / time,
            baseline: "hashing it")
    }

    private func compare() -> [BenchRow] {
        var times: [Double] = []
        let start = BenchClock.now
        repeat {
            for pair in self.samples.pairs {
                for (old, new) in [(pair.document, pair.changed), (pair.changed, pair.document)] {
                    let begin = BenchClock.now
                    _ = AccessComparison.compare(old: [old], new: [new], type: .identity)
                    times.append(BenchClock.now - begin)
                }
            }
        } while BenchClock.now - start < self.seconds
        times.sort()
        let reading = self.foundation / Double(self.samples.pairs.count)
        return [("p50", times[times.count / 2]), ("p99", times[times.count * 99 / 100])].map { name, time in
            BenchRow(
                name: "compare, \(name)", value: time * 1e3, unit: "ms", asked: name == "p99" ? "<= 5" : "", ratio: time / reading,
                baseline: "JSONSerialization reading both")
        }
    }

    private func evaluate() -> BenchRow {
        let evaluator = PolicyEvaluator(PolicySet(identity: [BenchDocuments.tenStatements]))
        guard let principal = RequestPrincipal("arn:aws:iam::111111111111:role/app") else { Self.stop("the principal cannot be read") }
        let context = RequestContext(["aws:PrincipalTag/team": ["b"], "aws:SourceIp": ["10.0.0.1"]])
        let requests = (0..<100).map { index in
            AccessRequest(
                principal: principal, action: index % 2 == 0 ? "s3:GetObject" : "ec2:Describe3X", resource: "arn:aws:s3:::bucket-\(index % 12)/key",
                context: context)
        }
        var allowed = 0
        let time = self.average {
            for request in requests where evaluator.evaluate(request).verdict == .allowed { allowed += 1 }
        }
        if allowed == 0 { Self.stop("no request is allowed") }
        let text = JSONWriter.compact(BenchDocuments.tenStatements.jsonValue)
        let reading = self.average { Self.readWithFoundation(text) }
        return BenchRow(
            name: "evaluate, ten statements", value: Double(requests.count) / time, unit: "verdicts/s", asked: ">= 200000",
            ratio: reading / (time / Double(requests.count)), baseline: "JSONSerialization reading the policy")
    }

    private func lint() -> BenchRow {
        var found = 0
        let time = self.average {
            for pair in self.samples.pairs { found += PolicyLint.lint(text: pair.text, type: .identity).count }
        }
        if found == 0 { Self.stop("nothing is found") }
        let reading = self.average { for pair in self.samples.pairs { Self.readWithFoundation(pair.text) } }
        return BenchRow(
            name: "lint", value: Double(self.samples.pairs.count) / time, unit: "documents/s", asked: "", ratio: reading / time,
            baseline: "JSONSerialization reading it")
    }

    /// A bench that measures the wrong thing must not print a figure.
    private static func stop(_ reason: String) -> Never {
        FileHandle.standardError.write(Data("\(reason)\n".utf8))
        exit(1)
    }
}
