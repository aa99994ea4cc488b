/// The form of an action: `*`, or a service and a name with one colon between.
///
/// Source: IAM's refusals: "Actions/Conditions must be prefaced by a vendor",
/// "Actions/Condition can contain only one colon", "Vendor … is not valid".
enum ActionForm {
    /// What AWS would refuse in an action, or `nil`. What stands behind the colon is free: a name with a blank is stored, and matches nothing.
    static func fault(of action: String) -> String? {
        if Self.isEverything(action) { return nil }
        let parts = action.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count == 1 { return "the action lacks its service: it is \"*\" or has the form service:Name" }
        if parts.count > 2 { return "an action has one colon" }
        let isService = parts[0] == "*" || (!parts[0].isEmpty && parts[0].utf8.allSatisfy(Self.isServiceByte))
        return isService ? nil : "\"\(parts[0])\" is no service's prefix: letters, digits, dots and hyphens, or \"*\" alone"
    }

    /// Whether a pattern is nothing but stars.
    static func isEverything(_ text: String) -> Bool { !text.isEmpty && text.utf8.allSatisfy { $0 == UInt8(ascii: "*") } }

    private static func isServiceByte(_ byte: UInt8) -> Bool {
        (JSONParser.isWordByte(byte) && byte != UInt8(ascii: "_")) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }
}
