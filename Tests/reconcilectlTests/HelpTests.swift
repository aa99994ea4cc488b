import ArgumentParser
import Foundation
import Testing

@testable import reconcilectl

/// What `--help` prints is part of the manual: a change of it shows here and in `Snapshots/`.
@Suite struct HelpTests {
    private static let verbs: [(name: String, type: any ParsableCommand.Type)] = [
        ("reconcilectl", ReconcileCTL.self), ("status", Status.self), ("get", Get.self), ("describe", Describe.self), ("apply", Apply.self),
        ("delete", Delete.self), ("diff", Diff.self), ("sync", Sync.self), ("wait", Wait.self), ("reload", Reload.self),
        ("journal", Journal.self), ("journal-list", JournalList.self), ("journal-show", JournalShow.self),
        ("journal-verify", JournalVerify.self), ("journal-export", JournalExport.self), ("policy", Policy.self),
        ("policy-equal", PolicyEqual.self), ("policy-compare", PolicyCompare.self), ("policy-can", PolicyCan.self),
        ("policy-lint", PolicyLintVerb.self), ("policy-format", PolicyFormatVerb.self), ("plan", Plan.self), ("import", Import.self),
        ("approve", Approve.self),
        ("reject", Reject.self), ("accept", Accept.self), ("pause", Pause.self), ("resume", Resume.self), ("ignore", Ignore.self),
        ("rollback", Rollback.self),
        ("backup", Backup.self), ("query-actions", QueryActionsVerb.self), ("preflight", PreflightVerb.self)
    ]

    private static func snapshot(_ name: String) throws -> String {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Snapshots")
        return try String(contentsOf: folder.appendingPathComponent("\(name).txt"), encoding: .utf8)
    }

    @Test(arguments: Self.verbs.map(\.name))
    func `help is as it was agreed`(name: String) throws {
        let verb = try #require(Self.verbs.first { $0.name == name })
        let help = ReconcileCTL.helpMessage(for: verb.type, columns: 100)
        #expect(help.trimmingCharacters(in: .newlines) == (try Self.snapshot(name)).trimmingCharacters(in: .newlines))
    }

    @Test func `every verb is under this test`() {
        func all(_ type: any ParsableCommand.Type) -> [String] {
            [String(describing: type)] + type.configuration.subcommands.flatMap(all)
        }
        #expect(Set(all(ReconcileCTL.self)) == Set(Self.verbs.map { String(describing: $0.type) }))
    }
}
