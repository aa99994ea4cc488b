import Foundation
import IAMPolicy
import ReconcileCore
import Testing

@testable import NeptuneAccess

/// The pages about blueprints tell what these really ask for.
@Suite struct BlueprintDocumentTests {
    private static let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .appendingPathComponent("../../../docs/blueprints").standardizedFileURL.path
    private static let start = "<!-- permissions: written by BlueprintDocumentTests with WRITE_DOCS=1 -->\n"
    private static let end = "<!-- end -->"

    private static let fields: [String: [SpecField]] = [
        "NeptuneAnalyticsExport": NeptuneAnalyticsExportBlueprint().fields, "NeptuneBulkLoad": NeptuneBulkLoadBlueprint().fields,
        "NeptuneNotebookAccess": NeptuneNotebookAccessBlueprint().fields, "S3StagingUser": S3StagingUserBlueprint().fields,
        "CrossAccountImport": CrossAccountImportBlueprint().fields, "NeptuneAdministration": NeptuneAdministrationBlueprint().fields,
        "NeptuneDataAccess": NeptuneDataAccessBlueprint().fields
    ]

    /// The case of a kind that asks for most.
    private static func table(_ kind: String) throws -> String {
        let all = try BlueprintCases.all.filter { $0.kind == kind }.map { try BlueprintScene.withCluster.expand(kind, "NAME", $0.spec) }
        let fullest = try #require(all.max { $0.reasons.count < $1.reasons.count })
        let rows = fullest.reasons.map { reason in
            let actions = reason.actions.map { "`\($0)`" }.joined(separator: ", ")
            return "| \(reason.resource.kind) | \(reason.aspect.base) | \(actions) | \(reason.because) |"
        }
        return (["| on | by | permission | why |", "| --- | --- | --- | --- |"] + rows).joined(separator: "\n") + "\n"
    }

    @Test(arguments: Self.fields.keys.sorted())
    func aPageHasEveryPermissionWithItsReason(_ kind: String) throws {
        let path = "\(Self.folder)/\(kind).md"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let start = try #require(text.firstRange(of: Self.start))
        let end = try #require(text[start.upperBound...].firstRange(of: Self.end))
        let table = try Self.table(kind)
        if ProcessInfo.processInfo.environment["WRITE_DOCS"] == "1" {
            try (text[..<start.upperBound] + table + text[end.lowerBound...]).write(toFile: path, atomically: true, encoding: .utf8)
        } else {
            #expect(String(text[start.upperBound..<end.lowerBound]) == table)
        }
    }

    @Test(arguments: Self.fields.keys.sorted())
    func aPageHasEveryParameterAndNoOther(_ kind: String) throws {
        let lines = try String(contentsOfFile: "\(Self.folder)/\(kind).md", encoding: .utf8).split(separator: "\n").map(String.init)
        let first = try #require(lines.firstIndex { $0.hasPrefix("| parameter |") })
        let rows = lines[(first + 2)...].prefix { $0.hasPrefix("| `") }
        let named = rows.map { $0.dropFirst(3).prefix { $0 != "`" }.description }
        #expect(Set(named) == Set((Self.fields[kind] ?? []).map(\.name)) && Set(named).count == named.count)
    }

    @Test func theTableOfFeaturesNamesCodesThatThereAre() throws {
        let text = try String(contentsOfFile: "\(Self.folder)/README.md", encoding: .utf8)
        let codes = Set(PolicyLint.codes.map(\.name))
        let named = text.split(separator: "`").map(String.init).filter { $0.hasPrefix("NEPTUNE_") }
        #expect(!named.isEmpty && named.allSatisfy(codes.contains))
    }
}
