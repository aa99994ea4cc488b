/// One look at one document.
struct LintRun {
    /// A finding with what it is sorted by.
    struct Placed {
        let finding: LintFinding
        let order: Int
    }

    private(set) var findings: [Placed] = []
    private let account: String?
    private let quotas: PolicyQuotas

    init(text: String, type: PolicyType?, account: String?, quotas: PolicyQuotas) {
        self.account = account
        self.quotas = quotas
        self.run(text, type)
        self.findings.sort { left, right in
            let leftKey = (left.finding.line, left.finding.column, left.finding.severity.rank, left.order)
            return leftKey < (right.finding.line, right.finding.column, right.finding.severity.rank, right.order)
        }
    }

    private mutating func run(_ text: String, _ type: PolicyType?) {
        switch Result(catching: { () throws(JSONSyntaxError) in try JSONReader.parseWithPositions(text) }) {
        case .success(let json): self.judge(json, text, type)
        case .failure(let fault) where fault.code == .comment:
            let comments = JSONComments.ranges(in: text)
            let blanked = JSONComments.blanked(text, comments)
            for comment in comments { self.place(SyntaxFindings.comment(at: comment, in: text)) }
            // Blanks keep every place, so that the rest can be judged too.
            switch Result(catching: { () throws(JSONSyntaxError) in try JSONReader.parseWithPositions(blanked) }) {
            case .success(let json): self.judge(json, blanked, type)
            case .failure(let fault): self.place(SyntaxFindings.fault(fault))
            }
        case .failure(let fault): self.place(SyntaxFindings.fault(fault))
        }
    }

    private mutating func judge(_ json: PositionedJSON, _ text: String, _ type: PolicyType?) {
        var report = LintReport()
        var reader = PolicyReader()
        let document = reader.readDocument(json.value)
        StructureFindings.add(reader.faults, json.value, to: &report)
        if let document {
            let subject = LintSubject(
                text: text, json: json.value, document: document, type: type ?? PolicyType.inferred(from: document), account: self.account,
                quotas: self.quotas)
            for rule in LintCatalog.rules where !report.isFull { rule.check(subject, &report) }
        }
        for entry in report.entries { self.place(entry, json) }
    }

    private mutating func place(_ entry: LintReport.Entry, _ json: PositionedJSON) {
        let position = entry.isAtName ? json.namePosition(of: entry.path) : json.position(of: entry.path)
        self.place(
            LintFinding(
                code: entry.code.name, severity: entry.severity, message: entry.message, path: entry.path.description, line: position.line,
                column: position.column, fix: entry.fix))
    }

    private mutating func place(_ finding: LintFinding) {
        self.findings.append(Placed(finding: finding, order: self.findings.count))
    }
}
