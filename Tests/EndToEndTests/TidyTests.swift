import Foundation
import ReconcileTestKit
import Testing

/// The habits of the code base, as tests.
@Suite struct TidyTests {
    private struct SourceFile {
        let path: String
        let lines: [Substring]
    }

    private static func files(in folders: [String], endings: [String]) -> [SourceFile] {
        folders.flatMap { folder -> [SourceFile] in
            let root = URL(fileURLWithPath: "\(PackageLayout.root)/\(folder)").resolvingSymlinksInPath().path
            let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
            return names.filter { name in endings.contains { name.hasSuffix($0) } }.sorted().map { name in
                SourceFile(
                    path: "\(folder)/\(name)",
                    lines: TemporaryFolder.text(at: "\(root)/\(name)").split(separator: "\n", omittingEmptySubsequences: false))
            }
        }
    }

    private static let sources = Self.files(in: ["Sources", "migrations", "Plugins"], endings: [".swift"])
    private static let tests = Self.files(in: ["Tests"], endings: [".swift"])

    @Test func thereIsSomethingToLookAt() {
        #expect(Self.sources.count > 50)
        #expect(Self.tests.count > 20)
        #expect(Self.sources.flatMap { Self.functions(in: $0) }.count > 300)
    }

    @Test func filesStayShort() throws {
        let long = Self.sources.filter { $0.lines.count > 600 } + Self.tests.filter { $0.lines.count > 800 }
        #expect(long.map(\.path) == [])
        let lengths = Self.sources.map(\.lines.count).sorted()
        let median = try #require(lengths.dropFirst(lengths.count / 2).first)
        #expect(median <= 150)
    }

    @Test func functionsStayShort() {
        let long = (Self.sources + Self.tests).flatMap { file in
            Self.functions(in: file).filter { $0.length > 70 }.map { "\(file.path):\($0.line) has \($0.length) lines" }
        }
        #expect(long == [])
    }

    @Test func nothingTrapsOnWhatComesFromOutside() {
        let traps = ["try!", "as! ", "fatalError(", "preconditionFailure(", "precondition(", "nonisolated(unsafe)"]
        #expect(Self.places(of: traps, in: Self.sources) == [])
    }

    @Test func uncheckedSendingHasItsReasonOnTheLineAbove() {
        let word = "@unchecked " + "Sendable"
        let bare = Self.sources.flatMap { file in
            file.lines.indices.filter { index in
                file.lines[index].contains(word) && (index == 0 || !file.lines[index - 1].contains("//"))
            }.map { "\(file.path):\($0 + 1)" }
        }
        #expect(bare == [])
    }

    @Test func namesSayWhatThingsAre() {
        let vague = ["Utils", "Util", "Common", "Helpers", "Helper", "Manager", "Misc"]
        let bad = (Self.sources + Self.tests).map(\.path).filter { path in
            path.split(separator: "/").contains { part in
                vague.contains { part == $0 || part.hasSuffix("\($0).swift") }
            }
        }
        #expect(bad == [])
    }

    @Test func nothingIsLeftForLaterAndNoMachineIsNamed() {
        // Put together here, so that this file does not find itself.
        let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X:", "/wo" + "rk/", "/ro" + "ot/", "/opt/" + "swift"]
        let text = Self.files(in: ["docs", "scripts", "examples", "systemd", ".ci"], endings: [""])
        #expect(Self.places(of: words, in: Self.sources + Self.tests + text) == [])
    }

    private static func places(of words: [String], in files: [SourceFile]) -> [String] {
        files.flatMap { file in
            file.lines.enumerated().filter { line in words.contains { line.element.contains($0) } }.map { "\(file.path):\($0.offset + 1)" }
        }
    }

    /// Functions and initialisers, by their indentation: the closing brace stands under the first word.
    private static func functions(in file: SourceFile) -> [(line: Int, length: Int)] {
        file.lines.indices.compactMap { start in
            let line = file.lines[start]
            let indent = line.prefix { $0 == " " }
            let words = line.dropFirst(indent.count).prefix { $0 != "(" && $0 != "{" }.split(separator: " ")
            guard words.contains("func") || words.last?.hasPrefix("init") == true, !line.trimmingCharacters(in: .whitespaces).hasSuffix("}")
            else { return nil }
            // The next line that is not further in: the end of the body, unless it is a requirement, which has none, or still the signature.
            let next = file.lines[(start + 1)...].firstIndex { line in
                !line.isEmpty && line.prefix { $0 == " " }.count <= indent.count && !line.hasPrefix("\(indent))")
            }
            guard let end = next, file.lines[end] == "\(indent)}" else { return nil }
            return (start + 1, end - start + 1)
        }
    }
}
