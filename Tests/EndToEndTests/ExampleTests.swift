import Foundation
import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    /// What stands in `examples/`, kept by the real programs on an emulated AWS.
    @Suite struct ExampleTests {
        @Test func everyFolderWithABlueprintIsAmongThem() throws {
            let folders = try FileManager.default.contentsOfDirectory(atPath: "\(PackageLayout.root)/examples").filter { !$0.contains(".") }
            #expect(Set(folders).subtracting(["WithoutBlueprints"]) == Set(Example.all.map(\.folder)))
        }

        @Test(arguments: Example.all)
        func itIsKeptPassesPreflightAndTellsEachBrokenLinkOnce(example: Example) async throws {
            let (world, estate) = try await Self.settled(example)
            try await Self.expectSoundPolicies(world)
            try world.configure(Self.watching)
            let daemon = try await world.startedDaemon()
            try await Self.expectPreflight(example, world)
            let news = try await ChainNews(of: world)
            var expected: [String] = []
            for edit in example.edits {
                try await edit.make(estate)
                try await Self.expectPreflight(example, world, breaks: edit)
                expected.append("chain.broken \(example.resource) \(edit.breaks)")
                try await news.expect(expected, edit.name)
                try await edit.undo(estate)
                expected.append("chain.mended \(example.resource) \(edit.breaks)")
                try await news.expect(expected, "after \(edit.name)")
            }
            try await Self.expectPreflight(example, world)
            try await news.expectNothingBut(expected)
            await world.stop(daemon)
            #expect(try await world.control("journal", "verify").exitCode == 0)
            await world.end()
        }

        private static func expectPreflight(_ example: Example, _ world: World, breaks edit: ExampleEdit? = nil) async throws {
            let seen = try await Self.preflight(example, world)
            guard let edit else {
                #expect(seen.unknown == Set(example.unknown.keys) && seen.others.isEmpty, "\(seen)")
                #expect(seen.report["live"] == true && (seen.report["command"] == .null) == !example.unknown.isEmpty, "\(seen)")
                return
            }
            #expect(seen.others == ["broken": [edit.breaks]], "\(edit.name): \(seen)")
            #expect(seen.report["firstLink"] == .string(edit.breaks) && seen.report["command"] == .null, "\(edit.name): \(seen)")
        }

        // MARK: Applying

        /// Looks, and changes nothing any more.
        private static var watching: ConfigurationText {
            var configuration = ExampleEstate.configuration(mode: "observe")
            configuration.interval = "5m"
            return configuration
        }

        /// The example in the manifests folder, and the account as it says.
        private static func settled(_ example: Example) async throws -> (World, ExampleEstate) {
            let world = try await World(ExampleEstate.configuration(mode: "enforce"))
            let estate = try await ExampleEstate(in: world.aws)
            let names = try await example.prepare(estate)
            try await Self.copy(example, names, to: world)
            let linted = try await world.control("policy", "lint", world.folder.file("desired.d"))
            #expect(linted.exitCode == 0, "\(linted)")
            let codes = try await world.passesUntilClean(atMost: 15)
            let shown = try await world.control("status")
            #expect(codes.last == 0, "\(codes)\n\(shown)")
            let kept = try await Self.kept(world)
            #expect(!kept.isEmpty && kept.allSatisfy { $0["state"] == "inSync" }, "\(kept)\n\(shown)")
            return (world, estate)
        }

        /// The files as they are, but for what only AWS can name.
        private static func copy(_ example: Example, _ names: [String: String], to world: World) async throws {
            let folder = world.folder.file("desired.d")
            let copied = try await world.runner.run("/bin/cp", ["-r", "\(PackageLayout.root)/examples/\(example.folder)", folder])
            #expect(copied.exitCode == 0, "\(copied)")
            for (placeholder, name) in names {
                let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
                    world.folder.text(of: "desired.d/\($0)").contains(placeholder)
                }
                #expect(!files.isEmpty && !name.isEmpty, "\(placeholder)")
                for file in files {
                    try world.folder.write(
                        world.folder.text(of: "desired.d/\(file)").replacing(placeholder, with: name), to: "desired.d/\(file)")
                }
            }
        }

        /// All resources that stand for something in AWS.
        private static func kept(_ world: World) async throws -> [JSONValue] {
            let blueprints = Set(Example.all.compactMap { $0.blueprint.split(separator: "/").first.map(String.init) })
            return (try await world.control("get", "-o", "json").json()["resources"]?.arrayValue ?? []).filter {
                !blueprints.contains($0["kind"]?.stringValue ?? "")
            }
        }

        // MARK: Judging

        private struct Preflight: CustomStringConvertible {
            let report: JSONValue
            /// Links, by state.
            let states: [String: Set<String>]

            var unknown: Set<String> { self.states["unknown"] ?? [] }
            /// Neither whole nor beyond what can be told.
            var others: [String: Set<String>] { self.states.filter { !["ok", "unknown"].contains($0.key) } }
            var description: String { JSONWriter.compact(self.report) }
        }

        private static func preflight(_ example: Example, _ world: World) async throws -> Preflight {
            let result = try await world.control("preflight", example.blueprint, "-o", "json")
            guard let report = try? result.json() else { throw TestKitError(.unreadable, "\(result)") }
            let states = Dictionary(grouping: report["links"]?.arrayValue ?? [], by: { $0["state"]?.stringValue ?? "" }).mapValues { links in
                Set(links.compactMap { $0["link"]?.stringValue })
            }
            let expected: Int32 = states["broken"] != nil ? 2 : states["ok"] != nil && states.count == 1 ? 0 : 3
            #expect(result.exitCode == expected, "\(result)")
            return Preflight(report: report, states: states)
        }

        /// Every policy of what is kept, as AWS has it: nothing in it that AWS refuses or that cannot work.
        private static func expectSoundPolicies(_ world: World) async throws {
            var lines: [(subject: String, line: JSONValue)] = []
            for resource in try await Self.kept(world) {
                let subject = "\(resource["kind"]?.stringValue ?? "")/\(resource["name"]?.stringValue ?? "")"
                let described = try await world.control("describe", subject, "-o", "json").json()
                for aspect in described["live"]?.objectValue?.members ?? [] {
                    guard let type = Self.policyType(of: aspect.name, kind: resource["kind"]?.stringValue ?? ""), aspect.value.objectValue != nil
                    else {
                        continue
                    }
                    lines.append(("\(subject) \(aspect.name)", ["policy": aspect.value, "type": .string(type)]))
                }
            }
            #expect(!lines.isEmpty)
            let text = lines.map { JSONWriter.compact($0.line) + "\n" }.joined()
            let linted = try await world.control("policy", "lint", "--batch", input: text)
            let answers = linted.output.split(separator: "\n").compactMap { try? JSONReader.parse(String($0)) }
            #expect(linted.exitCode == 0 && answers.count == lines.count, "\(linted)")
            for (line, answer) in zip(lines, answers) {
                let findings = answer["findings"]?.arrayValue ?? []
                #expect(!findings.contains { $0["severity"] == "error" }, "\(line.subject): \(findings)")
            }
        }

        private static func policyType(of aspect: String, kind: String) -> String? {
            switch aspect.prefix(while: { $0 != "[" }) {
            case "trustPolicy": "trust"
            case "inlinePolicies": "identity"
            case "document": kind == "ServiceControlPolicy" ? "scp" : "identity"
            case "bucketPolicy": "resource"
            case "keyPolicy": "key"
            default: nil
            }
        }
    }
}
