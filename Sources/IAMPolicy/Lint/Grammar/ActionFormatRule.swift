/// The form of an action: `*`, or a service and a name with one colon between.
///
/// Source: IAM's refusals: "Actions/Conditions must be prefaced by a vendor",
/// "Actions/Condition can contain only one colon", "Vendor … is not valid".
enum ActionFormatRule: LintRule {
    static let format = LintCode("INVALID_ACTION_FORMAT", .error, "An action that is neither `*` nor of the form `service:Name`.")
    static let codes = [Self.format]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        for entry in subject.statements {
            for action in entry.actions where !report.isFull {
                guard let message = Self.fault(of: action.value) else { continue }
                report.add(Self.format, message, at: action.path, fix: Self.fix(for: action.value))
            }
        }
    }

    private static func fault(of action: String) -> String? {
        if LintedAction.isEverything(action) { return nil }
        let parts = action.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count == 1 { return "the action lacks its service: it is \"*\" or has the form service:Name" }
        if parts.count > 2 { return "an action has one colon" }
        let isService = parts[0] == "*" || (!parts[0].isEmpty && parts[0].utf8.allSatisfy(Self.isServiceByte))
        return isService ? nil : "\"\(parts[0])\" is no service's prefix: letters, digits, dots and hyphens, or \"*\" alone"
    }

    private static func isServiceByte(_ byte: UInt8) -> Bool {
        (JSONParser.isWordByte(byte) && byte != UInt8(ascii: "_")) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }

    /// A name without a service, if just one service with a table has it.
    private static func fix(for action: String) -> LintFix? {
        guard !action.isEmpty, !action.contains(":") else { return nil }
        let owners = ActionCatalog.tabledPrefixes.filter { ActionCatalog.service($0)?.action(action) != nil }
        guard owners.count == 1, let name = ActionCatalog.service(owners[0])?.action(action)?.name else { return nil }
        return LintFix("did you mean \"\(owners[0]):\(name)\"?")
    }
}
