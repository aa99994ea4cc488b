package import IAMPolicy

/// A witness in words.
package enum WitnessText {
    /// `e.g. PRINCIPAL may ACTION on RESOURCE`; where access is lost, `may no longer`.
    /// - Parameters:
    ///   - witness: as `AccessWitness` writes it.
    ///   - direction: a word of `Direction`.
    /// - Returns: `nil` where there is no witness.
    package static func line(_ witness: JSONValue?, direction: String?) -> String? {
        guard let witness, let principal = witness["principal"]?.stringValue, let action = witness["action"]?.stringValue,
            let resource = witness["resource"]?.stringValue
        else { return nil }
        let verb = direction == Direction.narrows.rawValue ? "may no longer" : "may"
        let who = principal == "*" ? "anybody" : principal
        return "e.g. \(who) \(verb) \(action) on \(resource)" + self.context(witness["context"])
    }

    private static func context(_ context: JSONValue?) -> String {
        let entries = (context?.objectValue?.members ?? []).map { member in
            "\(member.name)=\(member.value.stringValue ?? JSONWriter.compact(member.value))"
        }
        return entries.isEmpty ? "" : " with \(entries.joined(separator: ", "))"
    }
}
