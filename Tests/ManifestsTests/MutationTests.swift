import ReconcileCore
import Testing

@testable import Manifests

/// Whatever is done to a text, it is read or refused with a place; it never traps.
@Suite struct MutationTests {
    /// SplitMix64: the same numbers from the same seed, everywhere.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            self.state &+= 0x9E37_79B9_7F4A_7C15
            var value = self.state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }

    private static let manifest = """
        apiVersion: reconciled/v1
        kind: Role
        metadata: {name: r, account: [prod], labels: {a: b}}
        spec: &s
          trustPolicy: |
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}]}
          inlinePolicies: {x: {file: x.json}, y: {Statement: []}}
          description: '{{account.id}} ${aws:x} é'
          tags: {<<: *t, a: "\\u00e9"}
        reconcile: {propagation: 10m, ignore: [{aspect: tags, reason: r, until: 2027-01-31}]}
        ---
        ? [a]
        : - b
        """

    private static let configuration = """
        accounts: [{name: prod, accountID: "111122223333", region: eu-west-1, credentials: {profile: p}}]
        schedule: {interval: 5m, jitter: 10%}
        limits: {changesPerPassMax: 20, silenceMax: 24h}
        webhooks: [{name: a, url: "http://x", events: ["*"]}]
        """

    private static let pieces = [
        "{", "}", "[", "]", ":", ": ", "- ", "\n", "  ", "\t", "\"", "'", "|", ">", "*s", "&s ", "<<: ", "? ", "!!str ", "---\n", "...",
        "%YAML 9.9\n",
        "{{", "}}", "null", "99999999999999999999", "-1", "\u{0}", "\u{FEFF}", "\u{2028}", "é", "\u{E000}", "file:", "..", "@", "\\x", "#", ","
    ]

    private static func mutated(_ text: String, _ generator: inout Generator) -> String {
        var scalars = Array(text.unicodeScalars)
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
            let start = Int.random(in: 0...scalars.count, using: &generator)
            let end = min(scalars.count, start + Int.random(in: 0...8, using: &generator))
            let piece = Self.pieces.randomElement(using: &generator) ?? ""
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: scalars.removeSubrange(start..<end)
            case 1: scalars.insert(contentsOf: Array(scalars[start..<end]), at: start)
            case 2: scalars.replaceSubrange(start..<end, with: piece.unicodeScalars)
            default: scalars.insert(contentsOf: piece.unicodeScalars, at: start)
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }

    private static func hasPlaces(_ error: ManifestError, in text: String) -> Bool {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).count
        return !error.faults.isEmpty && error.faults.allSatisfy { $0.line >= 1 && $0.line <= lines + 2 && $0.column >= 1 && !$0.message.isEmpty }
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func readsOrRefusesMutatedManifests(seed: UInt64) {
        var generator = Generator(state: seed)
        for _ in 0..<250 {
            let text = Self.mutated(Self.manifest, &generator)
            do {
                _ = try ManifestLoader.parse(text: text, file: "m.yaml", folder: "/nonexistent", context: Samples.context())
            } catch {
                #expect(Self.hasPlaces(error, in: text), "seed \(seed): \(error.message)\n\(text)")
            }
        }
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>, ["c.yaml", "c.json"])
    func readsOrRefusesMutatedConfigurations(seed: UInt64, file: String) {
        var generator = Generator(state: seed)
        for _ in 0..<250 {
            let text = Self.mutated(Self.configuration, &generator)
            do {
                _ = try ConfigurationLoader.parse(text: text, file: file)
            } catch {
                #expect(Self.hasPlaces(error, in: text), "seed \(seed): \(error.message)\n\(text)")
            }
        }
    }
}
