import IAMPolicy

/// `policy lint` for people: one finding a line as compilers print them, the fix below.
struct LintView {
    let reports: [LintedFile]

    func lines(on screen: Screen) -> [String] {
        let findings = self.reports.flatMap { report in report.findings.flatMap { Self.lines($0, in: report.source, on: screen) } }
        let fixed = self.reports.filter(\.isFixed).map { screen.line("\($0.source.file): fixed what has one safe fix", .good) }
        return findings + fixed + [self.summary(on: screen)]
    }

    private static func lines(_ finding: LintFinding, in source: LintSource, on screen: Screen) -> [String] {
        let (place, subject) = (source.place(of: finding), source.subject)
        let path = subject.map { "\($0)\(finding.path.isEmpty ? "" : " \(finding.path)"): " } ?? ""
        let spans = [
            Screen.Span("\(place.place): ", .bold), Screen.Span(Wording.spaced(finding.severity.rawValue), Self.style(of: finding.severity)),
            Screen.Span(" \(finding.code) ", .faint), Screen.Span(path + finding.message + place.remark)
        ]
        let fix = finding.fix.map { fix in
            let isOffered = fix.isAutomatic && source.plainFile != nil
            return screen.paragraph([Screen.Span(isOffered ? "fix (--fix does it): " : "fix: ", .faint), Screen.Span(fix.text)], indent: 4)
        }
        return screen.paragraph(spans, indent: 0, linesMax: 6) + (fix ?? [])
    }

    private func summary(on screen: Screen) -> String {
        let severities = self.reports.flatMap(\.findings).map(\.severity)
        let parts = LintSeverity.allCases.compactMap { severity -> Screen.Span? in
            let number = severities.count { $0 == severity }
            return number == 0 ? nil : Screen.Span(Wording.count(number, Wording.spaced(severity.rawValue)), Self.style(of: severity))
        }
        let documents = Wording.count(self.reports.count, "document")
        return screen.line(
            [Screen.Span("\(documents): ", .faint)] + (parts.isEmpty ? [Screen.Span("no findings", .good)] : Screen.joined(parts)))
    }

    private static func style(of severity: LintSeverity) -> Screen.Style {
        switch severity {
        case .error: .bad
        case .securityWarning: .alarm
        case .warning: .warning
        case .suggestion: .notice
        }
    }
}
