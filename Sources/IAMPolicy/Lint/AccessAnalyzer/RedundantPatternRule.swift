/// Actions and resources that another one of the same list says already.
enum RedundantPatternRule: LintRule {
    static let action = LintCode("REDUNDANT_ACTION", .suggestion, "An action that another one of the list covers.")
    static let resource = LintCode("REDUNDANT_RESOURCE", .suggestion, "A resource that another one of the list covers.")
    static let codes = [Self.action, Self.resource]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        for entry in subject.statements {
            let statement = entry.statement
            for (element, values) in [("Action", statement.action), ("NotAction", statement.notAction)] {
                Self.check((values ?? []).map(ASCIICase.lowered), .action, values ?? [], Self.action, entry.path.appending(element), &report)
            }
            for (element, values) in [("Resource", statement.resource), ("NotResource", statement.notResource)] {
                Self.check(values ?? [], .resource, values ?? [], Self.resource, entry.path.appending(element), &report)
            }
        }
    }

    private static func check(
        _ texts: [String], _ kind: PatternCover.Kind, _ written: [String], _ code: LintCode, _ path: JSONPath, _ report: inout LintReport
    ) {
        guard texts.count > 1 else { return }
        var first: [String: Int] = [:]
        var isRepeated = [Int?](repeating: nil, count: texts.count)
        for index in texts.indices {
            if let other = first[texts[index]] { isRepeated[index] = other } else { first[texts[index]] = index }
        }
        let coverers = PatternCover(texts, kind: kind).coverers()
        for index in texts.indices {
            guard let other = isRepeated[index] ?? coverers?[index].first(where: { texts[$0] != texts[index] }) else { continue }
            let place = path.appending(index)
            report.add(code, "\"\(written[other])\" says this already", at: place, fix: LintFix("remove it", edit: .remove(place)))
        }
    }
}
